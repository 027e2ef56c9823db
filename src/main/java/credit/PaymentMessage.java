package credit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;
import json.ExactJson;
import mappings.Outcome;
import money.Currencies;

/**
 * A message of the topic {@code payment.settled}: {@code {payment_id, order_id and/or customer_id, amount, currency, settled_at}}, and
 * {@code refunded} where something of it went back. Read strictly, for it moves money; fields of other names are passed over, since whoever tells of payments may tell more. Of an
 * order without a dealer it says {@code "on_account": false}, and is none of credit's.
 */
public final class PaymentMessage {

    private static final int BYTES_MAX = 64 << 10;
    private static final int ID_MAX_CHARS = 100;
    /** One of finance.payments is a provider, its reference and its transaction. */
    private static final int PAYMENT_ID_MAX_CHARS = 200;
    private static final int INTEGER_DIGITS_MAX = 15;
    private static final int DECIMALS_MAX = 4;
    private static final Pattern DECIMAL = Pattern.compile("\\d{1,40}(\\.\\d{1,40})?");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private static final ObjectReader JSON = ExactJson.mapper()
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .nodeFactory(JsonNodeFactory.withExactBigDecimals(true)).build().readerFor(JsonNode.class);

    private final JsonNode fields;

    private PaymentMessage(JsonNode fields) {
        this.fields = fields;
    }

    /** What is wrong with a message, and what to do; without any value of it. */
    public static final class WrongPayment extends Exception {

        private final Outcome.Reason reason;
        private final String remedy;

        WrongPayment(Outcome.Reason reason, String detail, String remedy) {
            super(detail, null, false, false);
            this.reason = reason;
            this.remedy = remedy;
        }

        public Outcome.Reason reason() {
            return reason;
        }

        public String remedy() {
            return remedy;
        }
    }

    /** @throws WrongPayment when it is no JSON object */
    public static PaymentMessage of(byte[] body) throws WrongPayment {
        return new PaymentMessage(json(body));
    }

    /** Whether it is a dealer's, as it is where nobody says {@code "on_account": false}: that of an order without a dealer. */
    public boolean isOnAccount() {
        JsonNode told = fields.path("on_account");
        return !told.isBoolean() || told.booleanValue();
    }

    /** @throws WrongPayment when it is not what such a message must be */
    public SettledPayment payment() throws WrongPayment {
        String paymentId = id("payment_id", PAYMENT_ID_MAX_CHARS);
        String orderId = id("order_id", ID_MAX_CHARS);
        String customerId = id("customer_id", ID_MAX_CHARS);
        if (paymentId == null) {
            throw wrong("payment_id", "is missing; without it the same payment would count twice");
        }
        if (orderId == null && customerId == null) {
            throw wrong("order_id, customer_id", "are both missing; one of them says who paid");
        }
        String currency = currency();
        BigDecimal amount = amount("amount", currency);
        if (amount.signum() <= 0) {
            throw wrong("amount", "must be more than 0");
        }
        return new SettledPayment(paymentId, orderId, customerId, amount, refunded(amount, currency), currency, settledAt());
    }

    private static JsonNode json(byte[] body) throws WrongPayment {
        if (body.length > BYTES_MAX) {
            throw new WrongPayment(Outcome.Reason.SCHEMA, "the message has more than " + BYTES_MAX + " bytes", "Send the payment alone.");
        }
        try {
            JsonNode message = JSON.readTree(body);
            if (message.isObject()) {
                return message;
            }
        } catch (JsonProcessingException e) {
            throw notJson(e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr() + ", column " + e.getLocation().getColumnNr());
        } catch (IOException e) {
            throw notJson(": it is not in UTF-8");
        }
        throw notJson(", or no object");
    }

    private static WrongPayment notJson(String where) {
        return new WrongPayment(Outcome.Reason.NOT_JSON, "the message is not JSON" + where,
            "Send one JSON object in UTF-8, no name twice; replay it with the body mended.");
    }

    /** Null where it is absent. Ids go into columns and logs, so they must be of a sane length and printable. */
    private String id(String name, int maxChars) throws WrongPayment {
        JsonNode value = fields.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        String id = value.textValue();
        if (id == null || id.isBlank() || id.length() > maxChars
            || id.chars().anyMatch(c -> Character.isISOControl(c) || Character.isSurrogate((char) c))) {
            throw wrong(name, "must be a JSON string of 1 to " + maxChars + " printable characters");
        }
        return id;
    }

    private String currency() throws WrongPayment {
        String code = fields.path("currency").asText();
        if (!Currencies.isKnown(code)) {
            throw wrong("currency", "must be an ISO 4217 code such as VND");
        }
        return code;
    }

    /** Zero where it is absent. */
    private BigDecimal refunded(BigDecimal amount, String currency) throws WrongPayment {
        if (fields.path("refunded").isMissingNode() || fields.path("refunded").isNull()) {
            return BigDecimal.ZERO;
        }
        BigDecimal refunded = amount("refunded", currency);
        if (refunded.signum() < 0 || refunded.compareTo(amount) > 0) {
            throw wrong("refunded", "must be all of the amount that went back so far: from 0 to the amount");
        }
        return refunded;
    }

    private BigDecimal amount(String name, String currency) throws WrongPayment {
        JsonNode value = fields.path(name);
        BigDecimal amount = value.isNumber() ? value.decimalValue()
            : value.isTextual() && DECIMAL.matcher(value.textValue()).matches() ? new BigDecimal(value.textValue()) : null;
        if (amount == null) {
            throw wrong(name, "must be a JSON number, or a decimal string such as \"12.50\"");
        }
        int decimals = Math.min(DECIMALS_MAX, Currencies.decimals(currency));
        // Before the zeros are taken away, which may be beyond what a scale can say.
        boolean isTooLarge = amount.signum() != 0 && (long) amount.precision() - amount.scale() > INTEGER_DIGITS_MAX;
        BigDecimal exact = isTooLarge ? amount : amount.stripTrailingZeros();
        if (isTooLarge || exact.scale() > decimals) {
            throw wrong(name, "must have at most " + INTEGER_DIGITS_MAX + " digits before the point and " + decimals + " after it in "
                + currency);
        }
        return exact.setScale(decimals);
    }

    /** Truncated to microseconds, as PostgreSQL keeps it: the same payment must compare equal when it comes again. */
    private Instant settledAt() throws WrongPayment {
        try {
            Instant time = OffsetDateTime.parse(fields.path("settled_at").asText()).toInstant().truncatedTo(ChronoUnit.MICROS);
            if (!time.isBefore(Instant.EPOCH) && !time.isAfter(LATEST)) {
                return time;
            }
        } catch (DateTimeException notATime) {
            // Said below.
        }
        throw wrong("settled_at", "must be a time with an offset such as 2026-11-22T08:04:25Z");
    }

    private static WrongPayment wrong(String field, String what) {
        return new WrongPayment(Outcome.Reason.SCHEMA, field + " " + what, "Mend the field and replay it with the body mended.");
    }
}
