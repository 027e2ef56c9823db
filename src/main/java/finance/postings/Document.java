package finance.postings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import orders.Money;

/**
 * What a posting says to the ERP, {@code erp_posting.document}. The net and tax of its lines and its rounding sum to its amount.
 *
 * @param rounding   what prices that are finer than the currency leave over; it bears no tax
 * @param refersTo   business key of the invoice that a credit memo takes back from, or of the document a fee is charged on; null: none
 * @param suppliedOn of an invoice the day whose tax rates it has; null: another document, or one of another origin
 */
record Document(String currency, List<DocumentLine> lines, BigDecimal rounding, String refersTo, LocalDate suppliedOn) {

    private static final ObjectMapper JSON = new ObjectMapper();

    BigDecimal net() {
        return sum(DocumentLine::net);
    }

    BigDecimal tax() {
        return sum(DocumentLine::tax);
    }

    /** The amount of the posting. */
    BigDecimal gross() {
        return sum(DocumentLine::gross).add(rounding);
    }

    private BigDecimal sum(Function<DocumentLine, BigDecimal> value) {
        return lines.stream().map(value).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    String json() {
        ObjectNode document = JSON.createObjectNode();
        if (refersTo != null) {
            document.put("refers_to", refersTo);
        }
        put(document, "supplied_on", suppliedOn == null ? null : suppliedOn.toString());
        for (DocumentLine line : lines) {
            ObjectNode written = document.withArray("lines").addObject();
            line.key().write(written);
            put(written, "sku", line.sku());
            put(written, "name", line.name());
            put(written, "quantity", line.quantity());
            written.put("gross", text(line.gross())).put("net", text(line.net())).put("tax", text(line.tax()))
                .put("rate", line.rate().toPlainString());
        }
        document.withArray("lines");
        return document.put("net", text(net())).put("tax", text(tax())).put("rounding", text(rounding)).put("gross", text(gross())).toString();
    }

    private String text(BigDecimal amount) {
        return Money.text(amount, currency);
    }

    private static void put(ObjectNode node, String field, String value) {
        if (value != null) {
            node.put(field, value);
        }
    }

    /**
     * Reads what {@link #json} wrote. A posting of another origin, whose document does not sum to its amount or is otherwise none
     * of ours, reads as one line without tax.
     */
    static Document of(String json, BigDecimal amount, String currency) {
        try {
            JsonNode document = JSON.readTree(json);
            List<DocumentLine> lines = new ArrayList<>();
            for (JsonNode line : document.path("lines")) {
                lines.add(new DocumentLine(LineKey.of(line), line.path("sku").textValue(), line.path("name").textValue(),
                    line.path("quantity").textValue(), decimal(line, "gross"), decimal(line, "tax"), decimal(line, "rate")));
            }
            Document read = new Document(currency, lines, decimal(document, "rounding"), document.path("refers_to").textValue(), day(document));
            boolean ours = read.gross().compareTo(amount) == 0 && lines.stream().allMatch(DocumentLine::isSound);
            return ours ? read : untaxed(amount, currency, null);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("jsonb that is no JSON", e);
        }
    }

    /** One line without tax. */
    static Document untaxed(BigDecimal amount, String currency, String refersTo) {
        return new Document(currency, List.of(new DocumentLine(LineKey.REST, null, null, null, amount, BigDecimal.ZERO, BigDecimal.ZERO)),
            BigDecimal.ZERO, refersTo, null);
    }

    private static LocalDate day(JsonNode document) {
        try {
            return document.hasNonNull("supplied_on") ? LocalDate.parse(document.path("supplied_on").asText()) : null;
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    private static BigDecimal decimal(JsonNode of, String field) {
        BigDecimal value = Decimal.of(of.path(field));
        return value == null ? BigDecimal.ZERO : value;
    }
}
