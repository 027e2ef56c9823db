package mappings;

import com.fasterxml.jackson.databind.JsonNode;
import com.schibsted.spt.data.jslt.Expression;
import com.schibsted.spt.data.jslt.JsltException;
import com.schibsted.spt.data.jslt.Parser;
import com.schibsted.spt.data.jslt.impl.ExpressionImpl;
import com.schibsted.spt.data.jslt.impl.PreparationContext;
import java.io.StringReader;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** JSLT (github.com/schibsted/jslt) with the functions of {@link JsltFunctions}. */
final class JsltLanguage implements MappingLanguage {

    private static final Pattern UNEXPECTED = Pattern.compile("Encountered \"(?:\\s*(?:<\\w+>|\".*?\") \"(.*?) \"|<EOF>)\" at line (\\d+), column (\\d+)");
    private static final Pattern NUMBER = Pattern.compile("(?<![\\w.\"])\\d{19,}(?![\\d.])");
    private static final Pattern ARITY = Pattern.compile("needs (\\d+)-\\1 arguments");
    private static final String BUILT_IN = "com.schibsted.spt.data.jslt.impl.BuiltinFunctions$";

    @Override
    public Transformation compile(String place, String text, StatusTable statuses, Set<String> variables, Function<String, String> imports) {
        try {
            check(place, text, statuses, variables, imports);
            Expression expression = new Parser(new StringReader(text)).withSource(place)
                .withFunctions(JsltFunctions.of(statuses))
                .withResourceResolver(file -> {
                    String imported = imports.apply(file);
                    if (imported == null) {
                        throw new JsltException("the imported file " + file + " is not in the channel's folder");
                    }
                    return new StringReader(imported);
                }).compile();
            return new JsltTransformation(place, expression);
        } catch (SyntaxFault placed) {
            throw placed;
        } catch (JsltException wrong) {
            throw syntaxFault(wrong);
        } catch (StackOverflowError nested) {
            throw new SyntaxFault("it is nested too deeply", 0, 0);
        } catch (NumberFormatException beyond) {
            throw numberFault(text);
        } catch (ArithmeticException impossible) {
            // What is made of constants alone is worked out where it is compiled.
            throw new SyntaxFault("a calculation of constants fails: " + impossible.getMessage(), 0, 0);
        } catch (RuntimeException unknown) {
            throw new SyntaxFault("its compiler fails with a " + unknown.getClass().getSimpleName(), 0, 0);
        }
    }

    @Override
    public void checkOutput(String text) {
        JsltCheck.checkOutput(text, CanonicalSchema.v1());
    }

    /** Of the first number that no long holds; its parser does not say where that stands. */
    private static SyntaxFault numberFault(String text) {
        Optional<MatchResult> number = NUMBER.matcher(text).results().filter(digits -> new BigInteger(digits.group()).bitLength() >= Long.SIZE).findFirst();
        if (number.isEmpty()) {
            return new SyntaxFault("a number of it, or of a file that it imports, is too large", 0, 0);
        }
        String before = text.substring(0, number.get().start());
        int line = (int) before.chars().filter(character -> character == '\n').count() + 1;
        return new SyntaxFault("the number " + number.get().group() + " is too large", line, before.length() - before.lastIndexOf('\n'));
    }

    /** Refuses what JSLT itself would not before a message comes. It prepares an expression of its own, which no message meets. */
    private static void check(String place, String text, StatusTable statuses, Set<String> variables, Function<String, String> imports) {
        Map<String, String> files = new LinkedHashMap<>();
        JsltCheck.check(text, statuses, file -> files.computeIfAbsent(file, imports));
        files.forEach((file, content) -> checkVariables(file, file, content, statuses, variables, files));
        checkVariables(null, place, text, statuses, variables, files);
    }

    private static void checkVariables(String file, String place, String text, StatusTable statuses, Set<String> variables, Map<String, String> files) {
        try {
            Expression expression = file == null ? parser(place, text, statuses, files).compile() : alone(place, text, statuses, files);
            PreparationContext context = new PreparationContext();
            context.scope = new JsltCheck.Variables(file, variables);
            ((ExpressionImpl) expression).prepare(context);
        } catch (JsltException wrong) {
            SyntaxFault fault = syntaxFault(wrong);
            throw new SyntaxFault(fault.getMessage(), fault.line(), fault.column(), file);
        }
    }

    /** A file that is imported may be nothing but functions, and no expression until one follows them. */
    private static Expression alone(String place, String text, StatusTable statuses, Map<String, String> files) {
        try {
            return parser(place, text, statuses, files).compile();
        } catch (JsltException wrong) {
            try {
                return parser(place, text + "\nnull", statuses, files).compile();
            } catch (JsltException stillWrong) {
                throw UNEXPECTED.matcher(stillWrong.getMessageWithoutLocation()).find() ? wrong : stillWrong;
            }
        }
    }

    private static Parser parser(String place, String text, StatusTable statuses, Map<String, String> files) {
        return new Parser(new StringReader(text)).withSource(place).withFunctions(JsltFunctions.of(statuses))
            .withResourceResolver(file -> new StringReader(files.get(file)));
    }

    /** Its parser lists all that could have stood there, and gives the place of what stands before it. */
    private static SyntaxFault syntaxFault(JsltException wrong) {
        String message = wrong.getMessageWithoutLocation().strip();
        Matcher unexpected = UNEXPECTED.matcher(message);
        if (unexpected.find()) {
            String token = unexpected.group(1);
            return new SyntaxFault(token == null ? "the text ends too early" : "unexpected " + token.replace("\\\"", "\"") + ", or something is missing before it",
                Integer.parseInt(unexpected.group(2)), Integer.parseInt(unexpected.group(3)));
        }
        String told = ARITY.matcher(message).replaceAll("needs $1 arguments").replace("needs 1 arguments", "needs 1 argument");
        return new SyntaxFault(told.replaceAll("\\s*\\R\\s*", "; ").replaceAll("\\.$", ""), Math.max(0, wrong.getLine()), Math.max(0, wrong.getColumn()));
    }

    private record JsltTransformation(String place, Expression expression) implements Transformation {

        @Override
        public JsonNode apply(JsonNode message, Map<String, JsonNode> variables) {
            try {
                return expression.apply(variables, message);
            } catch (MappingFailure failure) {
                throw failure;
            } catch (JsltException failure) {
                // Its message can print values of the message; its place cannot.
                throw new MappingFailure("the mapping fails" + where(failure));
            } catch (StackOverflowError endless) {
                throw new MappingFailure("the mapping calls itself without end");
            } catch (RuntimeException failure) {
                throw new MappingFailure("the mapping fails with a " + failure.getClass().getSimpleName());
            }
        }

        private static String where(JsltException failure) {
            if (failure.getLine() > 0) {
                return " at line " + failure.getLine() + ", column " + failure.getColumn();
            }
            return Arrays.stream(failure.getStackTrace()).map(StackTraceElement::getClassName).filter(name -> name.startsWith(BUILT_IN))
                .findFirst().map(name -> " in " + name.substring(BUILT_IN.length()).toLowerCase(Locale.ROOT) + "()").orElse("");
        }
    }
}
