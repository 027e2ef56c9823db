package finance.erp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import json.ExactJson;

/**
 * What a posting's amount is made of, by tax rate.
 *
 * @param rounding what the lines leave over: nets, taxes and this are the posting's amount
 */
record Breakdown(List<Taxed> parts, BigDecimal rounding) {

    private static final JsonMapper JSON = ExactJson.mapper().build();

    /** What has one rate, such as 0.10. */
    record Taxed(BigDecimal rate, BigDecimal net, BigDecimal tax) { }

    /**
     * Of the lines of {@code document}; a posting without lines is one of the whole amount, untaxed.
     *
     * @throws UnwritableException the lines are no amounts, or are not the posting's amount together
     */
    static Breakdown of(Posting posting) {
        JsonNode document = parsed(posting);
        Map<BigDecimal, Taxed> parts = new TreeMap<>();
        for (JsonNode line : document.path("lines")) {
            Taxed part = new Taxed(amount(line, "rate").stripTrailingZeros(), amount(line, "net"), amount(line, "tax"));
            parts.merge(part.rate, part, (one, other) -> new Taxed(one.rate, one.net.add(other.net), one.tax.add(other.tax)));
        }
        if (parts.isEmpty()) {
            return new Breakdown(List.of(new Taxed(BigDecimal.ZERO, posting.amount(), BigDecimal.ZERO)), BigDecimal.ZERO);
        }
        BigDecimal rounding = amount(document, "rounding");
        BigDecimal sum = parts.values().stream().map(part -> part.net.add(part.tax)).reduce(rounding, BigDecimal::add);
        if (sum.compareTo(posting.amount()) != 0) {
            throw new UnwritableException("its lines, taxes and rounding are " + sum.toPlainString() + ", and its amount " + posting.amount().toPlainString());
        }
        return new Breakdown(List.copyOf(parts.values()), rounding);
    }

    private static JsonNode parsed(Posting posting) {
        try {
            return JSON.readTree(posting.document());
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("jsonb of PostgreSQL was no JSON", impossible);
        }
    }

    /** A number or a decimal string; one that is not there is zero. */
    private static BigDecimal amount(JsonNode of, String name) {
        JsonNode value = of.path(name);
        try {
            return value.isMissingNode() || value.isNull() ? BigDecimal.ZERO : value.isNumber() ? value.decimalValue() : new BigDecimal(value.asText());
        } catch (NumberFormatException noNumber) {
            throw new UnwritableException("the " + name + " of a line is no number");
        }
    }
}
