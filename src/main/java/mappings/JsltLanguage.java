package mappings;

import com.fasterxml.jackson.databind.JsonNode;
import com.schibsted.spt.data.jslt.Expression;
import com.schibsted.spt.data.jslt.JsltException;
import com.schibsted.spt.data.jslt.Parser;
import java.io.StringReader;
import java.util.Map;
import java.util.function.Function;

/** JSLT (github.com/schibsted/jslt) with the functions of {@link JsltFunctions}. */
final class JsltLanguage implements MappingLanguage {

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
            throw new SyntaxFault(oneLine(wrong.getMessageWithoutLocation()), Math.max(0, wrong.getLine()),
                Math.max(0, wrong.getColumn()));
        } catch (StackOverflowError nested) {
            throw new SyntaxFault("it is nested too deeply", 0, 0);
        }
    }

    private static String oneLine(String message) {
        return message.strip().replaceAll("\\s*\\R\\s*", "; ").replaceAll("\\.$", "");
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
                throw new MappingFailure(failure.getLine() > 0
                    ? "the mapping fails at line " + failure.getLine() + ", column " + failure.getColumn()
                    : "the mapping fails");
            } catch (StackOverflowError endless) {
                throw new MappingFailure("the mapping calls itself without end");
            } catch (RuntimeException failure) {
                throw new MappingFailure("the mapping fails with a " + failure.getClass().getSimpleName());
            }
        }
    }
}
