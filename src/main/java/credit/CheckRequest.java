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
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import orders.Money;

/**
 * What a check asks.
 *
 * @param amount   zero or more, in {@code currency}
 * @param currency ISO 4217; null: the dealer's
 */
@Schema(requiredProperties = {"customerId", "amount"})
public record CheckRequest(String customerId, @Schema(description = "A number or a decimal string", examples = "1500000") BigDecimal amount,
                           @Schema(description = "ISO 4217; the dealer's where it is left out") String currency) {

    private static final int MAX_INTEGER_DIGITS = 15;
    private static final int MAX_DECIMALS = 4;
    private static final Pattern DECIMAL = Pattern.compile("\\d{1,15}(\\.\\d{1,4})?");
    private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");
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
                case "amount" -> amount = value == JsonToken.VALUE_NULL ? null : amount(json);
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
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> json.getDecimalValue();
            case VALUE_STRING -> Optional.of(json.getText()).filter(text -> DECIMAL.matcher(text).matches()).map(BigDecimal::new)
                .orElseThrow(CheckRequest::badAmount);
            default -> throw badAmount();
        };
    }

    private CheckRequest checked() {
        if (Parameters.text("customerId", customerId).isEmpty()) {
            throw ProblemException.badParameter("customerId", "the id of a dealer");
        }
        if (amount == null || amount.signum() < 0 || amount.precision() - amount.scale() > MAX_INTEGER_DIGITS
            || amount.stripTrailingZeros().scale() > MAX_DECIMALS) {
            throw badAmount();
        }
        if (currency != null) {
            if (!CURRENCY.matcher(currency).matches()) {
                throw ProblemException.badParameter("currency", "a code of ISO 4217 such as VND");
            }
            checkDecimals(currency);
        }
        return this;
    }

    /** @throws ProblemException 400 when the amount has more decimals than its currency */
    void checkDecimals(String currency) {
        int decimals = Money.decimals(currency);
        if (amount.stripTrailingZeros().scale() > decimals) {
            throw ProblemException.badParameter("amount", "without more decimals than " + currency + " has, which is " + decimals);
        }
    }

    private static ProblemException badAmount() {
        return ProblemException.badParameter("amount", "a number or a decimal string of zero or more, with at most "
            + MAX_INTEGER_DIGITS + " digits before the point and " + MAX_DECIMALS + " after it");
    }

    private static ProblemException notAnObject() {
        return new ProblemException(Problem.of(400, "The body must be one JSON object with customerId, amount and, if need be, currency, each once."));
    }
}
