package mappings;

import com.fasterxml.jackson.databind.JsonNode;
import com.schibsted.spt.data.jslt.Expression;
import com.schibsted.spt.data.jslt.JsltException;
import com.schibsted.spt.data.jslt.Parser;
import java.io.StringReader;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** JSLT (github.com/schibsted/jslt) with the functions of {@link JsltFunctions}. */
final class JsltLanguage implements MappingLanguage {

    private static final Pattern UNEXPECTED = Pattern.compile("Encountered \"(?:\\s*(?:<\\w+>|\".*?\") \"(.*?) \"|<EOF>)\" at line (\\d+), column (\\d+)");
    private static final String BUILT_IN = "com.schibsted.spt.data.jslt.impl.BuiltinFunctions$";

    @Override
    public Transformation compile(String place, String text, StatusTable statuses, Function<String, String> imports) {
        try {
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
        } catch (JsltException wrong) {
            throw syntaxFault(wrong);
        } catch (StackOverflowError nested) {
            throw new SyntaxFault("it is nested too deeply", 0, 0);
        }
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
        return new SyntaxFault(message.replaceAll("\\s*\\R\\s*", "; ").replaceAll("\\.$", ""), Math.max(0, wrong.getLine()), Math.max(0, wrong.getColumn()));
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
