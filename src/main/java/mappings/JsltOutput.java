package mappings;

import static com.schibsted.spt.data.jslt.parser.JsltParserConstants.COLON;
import static com.schibsted.spt.data.jslt.parser.JsltParserConstants.COMMA;
import static com.schibsted.spt.data.jslt.parser.JsltParserConstants.DECIMAL;
import static com.schibsted.spt.data.jslt.parser.JsltParserConstants.ELSE;
import static com.schibsted.spt.data.jslt.parser.JsltParserConstants.FALSE;
import static com.schibsted.spt.data.jslt.parser.JsltParserConstants.IDENT;
import static com.schibsted.spt.data.jslt.parser.JsltParserConstants.IF;
import static com.schibsted.spt.data.jslt.parser.JsltParserConstants.INTEGER;
import static com.schibsted.spt.data.jslt.parser.JsltParserConstants.LBRACKET;
import static com.schibsted.spt.data.jslt.parser.JsltParserConstants.LCURLY;
import static com.schibsted.spt.data.jslt.parser.JsltParserConstants.LET;
import static com.schibsted.spt.data.jslt.parser.JsltParserConstants.LPAREN;
import static com.schibsted.spt.data.jslt.parser.JsltParserConstants.NULL;
import static com.schibsted.spt.data.jslt.parser.JsltParserConstants.RBRACKET;
import static com.schibsted.spt.data.jslt.parser.JsltParserConstants.RCURLY;
import static com.schibsted.spt.data.jslt.parser.JsltParserConstants.RPAREN;
import static com.schibsted.spt.data.jslt.parser.JsltParserConstants.STAR;
import static com.schibsted.spt.data.jslt.parser.JsltParserConstants.STRING;
import static com.schibsted.spt.data.jslt.parser.JsltParserConstants.TRUE;
import static com.schibsted.spt.data.jslt.parser.JsltParserConstants.VARIABLE;

import com.schibsted.spt.data.jslt.parser.Token;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/**
 * The fields that a mapping's text names, with the path at which its result has them where that can be told. The object that
 * ends a text is its result, or one of its results; what stands in a {@code let}, a {@code def} or a call's argument may end anywhere.
 */
final class JsltOutput {

    /** What may stand before a result that is the only one; behind an operator or {@code else} it is one of several. */
    private static final Set<Integer> ENDS_A_DEFINITION = Set.of(STRING, IDENT, VARIABLE, INTEGER, DECIMAL, TRUE, FALSE, NULL, RPAREN, RBRACKET, RCURLY);

    private final List<Token> tokens;
    private final List<Field> fields = new ArrayList<>();
    /** Where the object begins that ends the text; -1: no object does. */
    private final int result;
    private boolean closed;

    /**
     * @param path  {@code items.sku}; of a field that is not {@code exact}, the part of it that is known
     * @param exact whether it is the path from the result on
     * @param value the text that is its value, whatever the message; null: it is none, or one with an escape in it
     */
    record Field(String path, boolean exact, Token name, Token value) {

        boolean isOutermost() {
            return exact && path.indexOf('.') < 0;
        }
    }

    /** @param path of the fields within; {@code key} is the one whose value the walk is in, null within none */
    private static final class Frame {
        final int kind;
        final String path;
        final boolean exact;
        String key;
        /** Whether a {@code let} stands in it. */
        boolean lets;
        /** Whether the walk is between {@code *} and its colon, where names are those that are left out. */
        boolean matches;

        Frame(int kind, String path, boolean exact) {
            this.kind = kind;
            this.path = path;
            this.exact = exact;
        }
    }

    private JsltOutput(List<Token> tokens) {
        this.tokens = tokens;
        this.result = result();
        this.closed = result >= 0 && isTheOnlyOne();
        walk();
    }

    static JsltOutput of(List<Token> tokens) {
        return new JsltOutput(tokens);
    }

    List<Field> fields() {
        return fields;
    }

    /** The brace at which the one result begins, where it has no fields but those it names; else null. */
    Token onlyResult() {
        return closed ? tokens.get(result) : null;
    }

    private int kind(int index) {
        return tokens.get(index).kind;
    }

    private int result() {
        int last = tokens.size() - 1;
        return last < 0 || kind(last) != RCURLY ? -1 : opening(last);
    }

    /** Where the bracket opens that closes there; -1: nowhere. */
    private int opening(int closing) {
        int depth = 0;
        for (int i = closing; i >= 0; i--) {
            switch (kind(i)) {
                case RCURLY, RBRACKET, RPAREN -> depth++;
                case LCURLY, LBRACKET, LPAREN -> depth--;
                default -> { }
            }
            if (depth == 0) {
                return i;
            }
        }
        return -1;
    }

    private boolean isTheOnlyOne() {
        if (result == 0) {
            return true;
        }
        if (letsWithinABranch()) {
            return false;
        }
        if (kind(result - 1) == RPAREN) {
            int condition = opening(result - 1);
            return condition > 0 && kind(condition - 1) != IF;
        }
        return ENDS_A_DEFINITION.contains(kind(result - 1));
    }

    /** Whether a {@code let} before the result may be one of an {@code if}, whose other branch is another result. */
    private boolean letsWithinABranch() {
        boolean branches = false;
        int depth = 0;
        for (int i = 0; i < result; i++) {
            switch (kind(i)) {
                case LCURLY, LBRACKET, LPAREN -> depth++;
                case RCURLY, RBRACKET, RPAREN -> depth--;
                case IF, ELSE -> branches |= depth == 0;
                case LET -> {
                    if (branches && depth == 0) {
                        return true;
                    }
                }
                default -> { }
            }
        }
        return false;
    }

    private void walk() {
        Deque<Frame> open = new ArrayDeque<>();
        for (int i = 0; i < tokens.size(); i++) {
            Frame in = open.peek();
            switch (kind(i)) {
                case LCURLY -> open.push(i == result ? new Frame(LCURLY, "", true) : within(in, LCURLY));
                case LBRACKET -> open.push(within(in, LBRACKET));
                case LPAREN -> open.push(new Frame(LPAREN, "", false));
                case RCURLY, RBRACKET, RPAREN -> open.poll();
                case LET -> {
                    if (in != null) {
                        in.key = null;
                        in.lets = true;
                    }
                }
                case STAR -> {
                    if (in != null && in.kind == LCURLY && (kind(i - 1) == LCURLY || kind(i - 1) == COMMA)) {
                        in.matches = true;
                    }
                }
                case COLON -> {
                    if (in != null && in.kind == LCURLY) {
                        key(in, i);
                    }
                }
                default -> { }
            }
        }
    }

    private static Frame within(Frame in, int kind) {
        if (in == null || in.kind == LPAREN) {
            return new Frame(kind, "", false);
        }
        // A list has its elements at its own path.
        boolean named = in.kind == LBRACKET || in.key != null;
        return new Frame(kind, in.kind == LBRACKET ? in.path : named ? in.key + "." : "", in.exact && named);
    }

    private void key(Frame in, int colon) {
        Token name = tokens.get(colon - 1);
        boolean begins = kind(colon - 2) == LCURLY || kind(colon - 2) == COMMA || in.lets && ENDS_A_DEFINITION.contains(kind(colon - 2));
        boolean plain = name.kind == STRING && !name.image.contains("\\") && begins && !in.matches;
        in.matches = false;
        if (!plain) {
            in.key = null;
            closed &= !(in.exact && in.path.isEmpty());
            return;
        }
        in.key = in.path + JsltCheck.unquoted(name);
        if (kind(colon + 1) == NULL) {
            // JSLT leaves it out, or what comes of it is for the message to tell.
            return;
        }
        boolean constant = colon + 2 < tokens.size() && kind(colon + 1) == STRING && !tokens.get(colon + 1).image.contains("\\")
            && (kind(colon + 2) == COMMA || kind(colon + 2) == RCURLY);
        fields.add(new Field(in.key, in.exact, name, constant ? tokens.get(colon + 1) : null));
    }
}
