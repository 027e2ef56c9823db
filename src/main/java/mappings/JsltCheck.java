package mappings;

import com.schibsted.spt.data.jslt.impl.Location;
import com.schibsted.spt.data.jslt.impl.ScopeManager;
import com.schibsted.spt.data.jslt.impl.VariableExpression;
import com.schibsted.spt.data.jslt.impl.VariableInfo;
import com.schibsted.spt.data.jslt.parser.JsltParserConstants;
import com.schibsted.spt.data.jslt.parser.JsltParserTokenManager;
import com.schibsted.spt.data.jslt.parser.SimpleCharStream;
import com.schibsted.spt.data.jslt.parser.Token;
import com.schibsted.spt.data.jslt.parser.TokenMgrError;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mappings.MappingLanguage.SyntaxFault;

/**
 * What JSLT leaves to the first message, found before there is one: a file that cannot be imported, a constant that no call of
 * ours can take, and, as {@link Variables}, a variable that nobody sets.
 */
final class JsltCheck {

    /** What follows a text that is only the beginning of a value. */
    private static final Set<Integer> GOES_ON = Set.of(JsltParserConstants.PLUS, JsltParserConstants.MINUS, JsltParserConstants.STAR,
        JsltParserConstants.SLASH, JsltParserConstants.PIPE, JsltParserConstants.EQUALS, JsltParserConstants.UNEQUALS, JsltParserConstants.BIGOREQ,
        JsltParserConstants.BIGGER, JsltParserConstants.SMALLER, JsltParserConstants.SMALLOREQ, JsltParserConstants.AND, JsltParserConstants.OR,
        JsltParserConstants.LBRACKET, JsltParserConstants.DOT);

    private static final Pattern STRANGE = Pattern.compile("line (\\d+), column (\\d+)\\.\\s+Encountered: \"[^\\n]*?\" \\((\\d+)\\), after : \"\"$");

    private final String file;
    private final List<Token> tokens;
    private final StatusTable statuses;
    /** The texts of {@code let name = "text"}, by the name with its dollar; null where several have it. */
    private final Map<String, Token> constants = new HashMap<>();
    private final Set<String> defined = new HashSet<>();

    private JsltCheck(String file, List<Token> tokens, StatusTable statuses) {
        this.file = file;
        this.tokens = tokens;
        this.statuses = statuses;
    }

    /**
     * Checks a mapping and all that it imports.
     *
     * @param imports gives the text of a file of the same folder, or null where there is none
     * @throws SyntaxFault where something is wrong, with the file that it stands in
     */
    static void check(String text, StatusTable statuses, Function<String, String> imports) {
        check(null, text, statuses, imports, new HashSet<>());
    }

    private static void check(String file, String text, StatusTable statuses, Function<String, String> imports, Set<String> seen) {
        JsltCheck check = new JsltCheck(file, tokens(file, text), statuses);
        for (Token imported : check.imported()) {
            String name = unquoted(imported);
            String content = imports.apply(name);
            if (content == null) {
                throw check.fault(imported, "there is no file " + name + " in the channel's folder that could be imported");
            }
            if (seen.add(name)) {
                check(name, content, statuses, imports, seen);
            }
        }
        check.definitions();
        check.constants();
        check.calls();
    }

    static List<Token> tokens(String file, String text) {
        List<Token> tokens = new ArrayList<>();
        try {
            JsltParserTokenManager lexer = new JsltParserTokenManager(new SimpleCharStream(new StringReader(text)));
            for (Token token = lexer.getNextToken(); token.kind != JsltParserConstants.EOF; token = lexer.getNextToken()) {
                tokens.add(token);
            }
            return tokens;
        } catch (TokenMgrError notAToken) {
            throw fault(file, notAToken.getMessage(), tokens.isEmpty() ? null : tokens.get(tokens.size() - 1));
        }
    }

    private static SyntaxFault fault(String file, String lexical, Token last) {
        Matcher character = STRANGE.matcher(lexical);
        if (character.find()) {
            return new SyntaxFault(Character.toString(Integer.parseInt(character.group(3))) + " cannot stand here; a text stands in double quotes, as \"text\"",
                Integer.parseInt(character.group(1)), Integer.parseInt(character.group(2)), file);
        }
        return new SyntaxFault("a text that begins here or after has no closing quote", last == null ? 1 : last.beginLine, last == null ? 1 : last.beginColumn, file);
    }

    /**
     * Checks what a mapping writes, as far as its text tells without a message: a field that an order's message has not, one that
     * is the engine's, one that is always missing, a status that is none.
     *
     * @param text a mapping that compiles
     * @throws SyntaxFault where no message could be mapped, or none that meets the field
     */
    static void checkOutput(String text, CanonicalSchema schema) {
        JsltCheck check = new JsltCheck(null, tokens(null, text), null);
        JsltOutput output = JsltOutput.of(check.tokens);
        Set<String> written = new HashSet<>();
        for (JsltOutput.Field field : output.fields()) {
            if (field.isOutermost()) {
                check.field(field, schema);
                written.add(field.path());
            }
        }
        for (String required : CompiledChannel.REQUIRED) {
            if (output.onlyResult() != null && !written.contains(required)) {
                throw check.fault(output.onlyResult(), "the mapping writes no " + required + ", which every message needs");
            }
        }
    }

    private void field(JsltOutput.Field field, CanonicalSchema schema) {
        if (CompiledChannel.OF_THE_ENGINE.contains(field.path())) {
            throw fault(field.name(), "the mapping writes " + field.path() + ", which is not its to write");
        }
        if (!schema.fields().contains(field.path())) {
            Set<String> known = new TreeSet<>(schema.fields());
            known.removeAll(CompiledChannel.OF_THE_ENGINE);
            throw fault(field.name(), "there is no field " + field.path() + " to write, only " + String.join(", ", known));
        }
        if (field.path().equals("status") && field.value() != null && !StatusTable.isMeaning(unquoted(field.value()))) {
            throw fault(field.value(), field.value().image + " is none of our statuses; status(…) makes one of a word of the channel's");
        }
    }

    /** The files that a text imports itself. */
    static List<String> imports(String text) {
        return new JsltCheck(null, tokens(null, text), null).imported().stream().map(JsltCheck::unquoted).toList();
    }

    private List<Token> imported() {
        List<Token> imported = new ArrayList<>();
        for (int i = 0; i + 1 < tokens.size(); i++) {
            if (is(i, JsltParserConstants.IMPORT) && is(i + 1, JsltParserConstants.STRING)) {
                imported.add(tokens.get(i + 1));
            }
        }
        return imported;
    }

    /** Functions of the file's own, and their parameters, which may be called like a constant. */
    private void definitions() {
        for (int i = 0; i + 2 < tokens.size(); i++) {
            if (is(i, JsltParserConstants.DEF)) {
                defined.add(tokens.get(i + 1).image);
                for (int j = i + 3; j < tokens.size() && !is(j, JsltParserConstants.RPAREN); j++) {
                    constants.put("$" + tokens.get(j).image, null);
                }
            }
        }
    }

    private void constants() {
        for (int i = 0; i + 3 < tokens.size(); i++) {
            if (is(i, JsltParserConstants.LET)) {
                boolean constant = is(i + 3, JsltParserConstants.STRING) && (i + 4 == tokens.size() || !GOES_ON.contains(tokens.get(i + 4).kind));
                String name = "$" + unquoted(tokens.get(i + 1));
                constants.put(name, constant && !constants.containsKey(name) ? tokens.get(i + 3) : null);
            }
        }
    }

    private void calls() {
        for (int i = 0; i + 1 < tokens.size(); i++) {
            if (is(i, JsltParserConstants.IDENT) && is(i + 1, JsltParserConstants.LPAREN) && (i == 0 || !is(i - 1, JsltParserConstants.DEF))) {
                String function = tokens.get(i).image;
                if (defined.contains(function)) {
                    continue;
                }
                if (function.equals("instant")) {
                    instant(tokens.get(i), arguments(i + 2));
                } else if (function.equals("money")) {
                    money(arguments(i + 2));
                } else if (function.equals("status")) {
                    status(arguments(i + 2));
                }
            }
        }
    }

    private void instant(Token call, List<List<Token>> arguments) {
        if (arguments.size() == 2) {
            throw fault(call, "instant(text, pattern) lacks its zone, such as \"+07:00\"");
        }
        if (arguments.size() == 3) {
            refuse(constant(arguments.get(1)), SourceTime::wrongPattern);
            refuse(constant(arguments.get(2)), SourceTime::wrongZone);
        }
    }

    private void money(List<List<Token>> arguments) {
        if (arguments.size() == 2) {
            refuse(constant(arguments.get(1)), DecimalText::wrongCurrency);
        }
    }

    private void status(List<List<Token>> arguments) {
        if (arguments.size() == 1) {
            refuse(constant(arguments.get(0)), word -> statuses.has(word) ? null : "status \"" + word + "\" has no row in " + StatusTable.FILE);
        }
    }

    /** @param wrong gives what is wrong with a text; null: nothing */
    private void refuse(Token constant, Function<String, String> wrong) {
        // What an escape stands for is JSLT's to say.
        String found = constant == null || constant.image.contains("\\") ? null : wrong.apply(unquoted(constant));
        if (found != null) {
            throw fault(constant, found);
        }
    }

    /** The tokens of each argument of a call that begins there. */
    private List<List<Token>> arguments(int from) {
        List<List<Token>> arguments = new ArrayList<>(List.of(new ArrayList<>()));
        int depth = 0;
        for (int i = from; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            switch (token.kind) {
                case JsltParserConstants.LPAREN, JsltParserConstants.LBRACKET, JsltParserConstants.LCURLY -> depth++;
                case JsltParserConstants.RPAREN, JsltParserConstants.RBRACKET, JsltParserConstants.RCURLY -> depth--;
                default -> { }
            }
            if (depth < 0) {
                return arguments;
            }
            if (depth == 0 && token.kind == JsltParserConstants.COMMA) {
                arguments.add(new ArrayList<>());
            } else {
                arguments.get(arguments.size() - 1).add(token);
            }
        }
        return arguments;
    }

    /** The text that an argument is; null where only a message tells. */
    private Token constant(List<Token> argument) {
        if (argument.size() != 1) {
            return null;
        }
        Token only = argument.get(0);
        return only.kind == JsltParserConstants.STRING ? only : only.kind == JsltParserConstants.VARIABLE ? constants.get(only.image) : null;
    }

    private boolean is(int index, int kind) {
        return tokens.get(index).kind == kind;
    }

    static String unquoted(Token token) {
        String image = token.image;
        return image.startsWith("\"") ? image.substring(1, image.length() - 1) : image;
    }

    private SyntaxFault fault(Token token, String what) {
        return new SyntaxFault(what, token.beginLine, token.beginColumn, file);
    }

    /** Resolves the variables of a mapping, and refuses one that neither it nor the engine sets: JSLT would ask each message for it. */
    static final class Variables extends ScopeManager {

        private final String file;
        private final Set<String> engines;

        /** @param engines those that the engine sets, without their dollar */
        Variables(String file, Set<String> engines) {
            this.file = file;
            this.engines = engines;
        }

        @Override
        public VariableInfo resolveVariable(VariableExpression variable) {
            int known = getParameterSlots().size();
            VariableInfo info = super.resolveVariable(variable);
            if (getParameterSlots().size() > known && !engines.contains(variable.getVariable())) {
                Location place = variable.getLocation();
                throw new SyntaxFault("there is no variable $" + variable.getVariable() + " here; " + (MappingLanguage.VARIABLES.contains(variable.getVariable())
                    ? "only when:, test: and mappings have it" : "a field of the message is ." + variable.getVariable()), place.getLine(), place.getColumn(), file);
            }
            return info;
        }
    }
}
