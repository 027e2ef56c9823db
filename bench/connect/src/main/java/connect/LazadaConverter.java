package connect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.storage.Converter;

/** A raw Lazada push as the row that the sink is to upsert: the message has no schema of its own, and the sink needs one. */
public final class LazadaConverter implements Converter {

    private static final Schema ROW = SchemaBuilder.struct().name("event")
        .field("event_id", Schema.STRING_SCHEMA).field("shop_id", Schema.STRING_SCHEMA).field("order_id", Schema.STRING_SCHEMA)
        .field("line_id", Schema.STRING_SCHEMA).field("platform_status", Schema.STRING_SCHEMA).field("occurred_at", Schema.INT64_SCHEMA).build();

    private final ObjectMapper json = new ObjectMapper();

    @Override
    public void configure(Map<String, ?> settings, boolean isKey) {
    }

    @Override
    public SchemaAndValue toConnectData(String topic, byte[] body) {
        try {
            JsonNode message = json.readTree(body);
            JsonNode data = message.get("data");
            String shop = message.get("seller_id").textValue();
            String order = data.get("trade_order_id").textValue();
            String line = data.get("trade_order_line_id").textValue();
            String status = data.get("order_status").textValue();
            long at = data.get("status_update_time").longValue();
            return new SchemaAndValue(ROW, new Struct(ROW)
                .put("event_id", String.join(":", "lazada", shop, order, message.get("message_type").asText(), line, status, Long.toString(at)))
                .put("shop_id", shop).put("order_id", order).put("line_id", line).put("platform_status", status).put("occurred_at", at));
        } catch (IOException wrong) {
            throw new DataException("not JSON", wrong);
        }
    }

    @Override
    public byte[] fromConnectData(String topic, Schema schema, Object value) {
        throw new DataException("only reads");
    }
}
