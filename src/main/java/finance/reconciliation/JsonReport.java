package finance.reconciliation;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.OutputStream;

/** A report as one JSON object, an item a line. */
final class JsonReport {

    private static final JsonMapper JSON = JsonMapper.builder().addModule(new JavaTimeModule())
        .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS).build();

    private JsonReport() {
    }

    static void write(Report report, OutputStream out) throws IOException {
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET).disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM)
                // One that breaks off is not to look whole.
                .disable(JsonGenerator.Feature.AUTO_CLOSE_JSON_CONTENT);
            json.writeStartObject();
            json.writeStringField("date", report.date().toString());
            if (report.run().isPresent()) {
                counts(report.run().get(), json);
            }
            json.writeNumberField("alerts", report.alerts());
            json.writePOJOField("summary", report.sums());
            json.writeArrayFieldStart("items");
            report.items(item -> {
                json.writeRaw('\n');
                json.writePOJO(item);
            });
            json.writeEndArray();
            json.writeEndObject();
            json.writeRaw('\n');
        }
    }

    private static void counts(Reconciliation run, JsonGenerator json) throws IOException {
        json.writeNumberField("orders", run.orders());
        json.writeNumberField("payments", run.payments());
        json.writeNumberField("postings", run.postings());
        json.writeNumberField("bank_lines", run.bankLines());
    }
}
