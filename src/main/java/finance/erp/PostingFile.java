package finance.erp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import orders.Money;

/**
 * A file of postings: CSV (RFC 4180, UTF-8), a line each in the order they are to be booked in, and at the end a line of each
 * currency with the control total: how many there are, and their sum. Ids are written to the letter, without the ' that
 * {@link exports.Csv} puts before what a spreadsheet would take for a formula: a program reads this, and must find the id it knows.
 *
 * @param name of the file once it is whole
 */
record PostingFile(String name, List<Posting> postings) {

    private static final List<String> COLUMNS = List.of("line", "reference", "business_key", "kind", "platform", "shop_id", "order_id", "payment_id",
        "posting_date", "amount", "currency", "net", "tax", "rounding", "rate", "amount_vnd");
    private static final String TOTAL = "TOTAL";
    private static final int FIRST_LINE = 2;
    private static final ObjectWriter CSV = new CsvMapper().writerFor(List.class)
        .with(CsvSchema.builder().addColumns(COLUMNS, CsvSchema.ColumnType.STRING).build().withHeader().withLineSeparator("\r\n"));

    /** Named by its day and its first posting with when that was sent, in microseconds, so that no other attempt has the name. */
    static PostingFile of(List<Posting> postings, LocalDate day) {
        Posting first = postings.get(0);
        return new PostingFile("postings-" + day + "-" + first.reference() + "-" + ChronoUnit.MICROS.between(Instant.EPOCH, first.sentAt()) + ".csv", postings);
    }

    /** What it is called until it is whole; whoever reads the directory passes over hidden files. */
    String part() {
        return part(name);
    }

    static String part(String name) {
        return "." + name + ".part";
    }

    /** What a file is called that was found unfinished, and is not to be finished any more. */
    static String abandoned(String name) {
        return "." + name + ".void";
    }

    /** The document number of each posting: the file, and the line it is on. */
    List<String> numbers() {
        return IntStream.range(0, postings.size()).mapToObj(i -> name + ":" + (i + FIRST_LINE)).toList();
    }

    /** The name of the file that a document number is in. */
    static String fileOf(String documentNumber) {
        return documentNumber.substring(0, documentNumber.lastIndexOf(':'));
    }

    byte[] content() {
        List<Map<String, String>> lines = new ArrayList<>();
        Map<String, BigDecimal> sums = new TreeMap<>();
        Map<String, Integer> counts = new TreeMap<>();
        for (Posting posting : postings) {
            lines.add(line(posting, lines.size() + FIRST_LINE));
            sums.merge(posting.currency(), posting.amount(), BigDecimal::add);
            counts.merge(posting.currency(), 1, Integer::sum);
        }
        sums.forEach((currency, sum) -> lines.add(Map.of("line", TOTAL, "reference", counts.get(currency).toString(),
            "amount", Money.text(sum, currency), "currency", currency)));
        try {
            return CSV.writeValueAsBytes(lines);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("Text did not become CSV", impossible);
        }
    }

    private static Map<String, String> line(Posting posting, int number) {
        String currency = posting.currency();
        Breakdown breakdown = Breakdown.of(posting);
        Map<String, String> line = new LinkedHashMap<>();
        line.put("line", Integer.toString(number));
        line.put("reference", posting.reference());
        line.put("business_key", posting.businessKey());
        line.put("kind", posting.kind().name());
        line.put("platform", posting.platform());
        line.put("shop_id", posting.shopId());
        line.put("order_id", posting.orderId());
        line.put("payment_id", posting.paymentId());
        line.put("posting_date", posting.postingDate().toString());
        line.put("amount", Money.text(posting.amount(), currency));
        line.put("currency", currency);
        line.put("net", Money.text(breakdown.parts().stream().map(Breakdown.Taxed::net).reduce(BigDecimal.ZERO, BigDecimal::add), currency));
        line.put("tax", Money.text(breakdown.parts().stream().map(Breakdown.Taxed::tax).reduce(BigDecimal.ZERO, BigDecimal::add), currency));
        line.put("rounding", Money.text(breakdown.rounding(), currency));
        line.put("rate", posting.rate() == null ? null : posting.rate().stripTrailingZeros().toPlainString());
        line.put("amount_vnd", Money.text(posting.amountVnd(), "VND"));
        return line;
    }
}
