package credit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import http.Parameters;
import http.Problem;
import http.ProblemException;
import java.io.IOException;
import java.math.BigDecimal;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What a check asks.
 *
 * @param amount   zero or more, in {@code currency}
 * @param currency ISO 4217; null: the dealer's
 */
@Schema(requiredProperties = {"customerId", "amount"})
public record CheckRequest(String customerId, @Schema(description = "A number or a decimal string", examples = "1500000") BigDecimal amount,
                           @Schema(description = "ISO 4217; the dealer's where it is left out") String currency) {

    private static final String AMOUNT = "amount";
    private static final JsonFactory JSON = JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    /** @throws ProblemException 400 that names the field, and what it may be */
    static CheckRequest parse(byte[] body) {
        try (JsonParser json = JSON.createParser(body)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw notAnObject();
            }
            CheckRequest request = fields(json);
            if (json.nextToken() != null) {
                throw notAnObject();
            }
            return request.checked();
        } catch (IOException e) {
            throw notAnObject();
        }
    }

    private static CheckRequest fields(JsonParser json) throws IOException {
        String customerId = null;
        BigDecimal amount = null;
        String currency = null;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            switch (name) {
                case "customerId" -> customerId = value == JsonToken.VALUE_NULL ? null : text(name, json);
                case AMOUNT -> amount = value == JsonToken.VALUE_NULL ? null : amount(json);
                case "currency" -> currency = value == JsonToken.VALUE_NULL ? null : text(name, json);
                default -> throw new ProblemException(Problem.of(400, "The body has a field that a check does not: it is customerId, amount and currency."));
            }
        }
        return new CheckRequest(customerId, amount, currency);
    }

    private static String text(String name, JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            throw ProblemException.badParameter(name, "a string");
        }
        return json.getText();
    }

    private static BigDecimal amount(JsonParser json) throws IOException {
        return switch (json.currentToken()) {
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> Amounts.of(AMOUNT, number(json), null);
            case VALUE_STRING -> Amounts.of(AMOUNT, json.getText(), null);
            default -> throw notAnAmount();
        };
    }

    /** Of an exponent beyond 32 bits Jackson makes no exception of its own. */
    private static BigDecimal number(JsonParser json) throws IOException {
        try {
            return json.getDecimalValue();
        } catch (NumberFormatException beyond) {
            throw notAnAmount();
        }
    }

    private static ProblemException notAnAmount() {
        return ProblemException.badParameter(AMOUNT, "a number or a decimal string, such as 150000");
    }

    private CheckRequest checked() {
        if (Parameters.text("customerId", customerId).isEmpty()) {
            throw ProblemException.badParameter("customerId", "the id of a dealer");
        }
        if (amount == null) {
            throw ProblemException.badParameter(AMOUNT, "given: a number or a decimal string, such as 150000");
        }
        Amounts.notNegative(AMOUNT, amount);
        if (currency != null) {
            checkDecimals(Amounts.currency("currency", currency));
        }
        return this;
    }

    /** @throws ProblemException 400 when the amount has more decimals than its currency */
    void checkDecimals(String currency) {
        Amounts.of(AMOUNT, amount, currency);
    }

    private static ProblemException notAnObject() {
        return new ProblemException(Problem.of(400, "The body must be one JSON object with customerId, amount and, if need be, currency, each once."));
    }
}
