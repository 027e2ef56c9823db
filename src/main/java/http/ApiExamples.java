package http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.media.Schema;

/** Examples made of schemas, for answers that have none of their own. */
final class ApiExamples {

    private static final int MAX_DEPTH = 8;
    private static final String TIME = "2026-11-28T03:00:00Z";
    private static final String DAY = "2026-11-28";
    private static final String ID = "0190a3c2-7f11-7c3e-9d0a-5b6c1f2e3d4c";

    /** What a property of the name looks like. */
    private static final Map<String, String> WORDS = Map.ofEntries(
        Map.entry("currency", "VND"), Map.entry("platform", "lazada"), Map.entry("channel", "lazada"), Map.entry("shop_id", "12345"),
        Map.entry("shop", "12345"), Map.entry("order_id", "416557324702006"), Map.entry("amount", "150000"), Map.entry("expected", "150000"),
        Map.entry("actual", "150000"), Map.entry("difference", "0"), Map.entry("limit", "500000000"), Map.entry("outstanding", "120000000"),
        Map.entry("held", "30000000"), Map.entry("available", "350000000"), Map.entry("customer_id", "DL-0042"), Map.entry("dealer_id", "DL-0042"),
        Map.entry("payment_id", "vnpay:ORDER-1:14226112"), Map.entry("provider", "vnpay"), Map.entry("status", "CONFIRMED"), Map.entry("erp", "sap"),
        Map.entry("business_key", "416557324702006:1:CUSTOMER_INVOICE"), Map.entry("document_number", "90001234"), Map.entry("username", "lan"),
        Map.entry("name", "Nguyễn Thị Lan"), Map.entry("next", "MTc2NDI5ODgwMC4wOjgxMg"), Map.entry("language", "vi"), Map.entry("reason", "Agreed by telephone"));

    /** What a part of a path looks like. */
    private static final Map<String, String> PARTS = Map.ofEntries(
        Map.entry("channel", "lazada"), Map.entry("platform", "lazada"), Map.entry("orderId", "416557324702006"), Map.entry("customerId", "DL-0042"),
        Map.entry("paymentId", "vnpay:ORDER-1:14226112"), Map.entry("businessKey", "416557324702006:1:CUSTOMER_INVOICE"), Map.entry("username", "lan"),
        Map.entry("date", DAY), Map.entry("day", DAY), Map.entry("currency", "USD"));

    private final Map<String, Schema> schemas;

    ApiExamples(OpenAPI api) {
        this.schemas = api.getComponents() == null || api.getComponents().getSchemas() == null ? Map.of() : api.getComponents().getSchemas();
    }

    static String ofPath(String name) {
        return PARTS.getOrDefault(name, "1");
    }

    Object of(Schema schema) {
        return of("", schema, 0);
    }

    private Object of(String name, Schema given, int depth) {
        Schema schema = given.getRef() == null ? given : schemas.getOrDefault(given.getRef().substring(given.getRef().lastIndexOf('/') + 1), given);
        if (schema.getExamples() != null && !schema.getExamples().isEmpty()) {
            return schema.getExamples().get(0);
        }
        if (schema.getEnumeration() != null && !schema.getEnumeration().isEmpty()) {
            return schema.getEnumeration().get(0);
        }
        for (List<Schema> choice : alternatives(schema)) {
            return of(name, choice.get(0), depth + 1);
        }
        if (schema.getProperties() != null && depth < MAX_DEPTH) {
            Map<String, Object> object = new LinkedHashMap<>();
            schema.getProperties().forEach((property, value) -> object.put(property, of(property, value, depth + 1)));
            return object;
        }
        List<Schema.SchemaType> types = schema.getType();
        return types == null || types.isEmpty() ? Map.of() : of(name, types.get(0), schema, depth);
    }

    private static List<List<Schema>> alternatives(Schema schema) {
        return Stream.of(schema.getAnyOf(), schema.getOneOf(), schema.getAllOf())
            .filter(list -> list != null && !list.isEmpty()).toList();
    }

    private Object of(String name, Schema.SchemaType type, Schema schema, int depth) {
        return switch (type) {
            case ARRAY -> schema.getItems() == null || depth >= MAX_DEPTH ? List.of() : List.of(of(name, schema.getItems(), depth + 1));
            case OBJECT -> schema.getAdditionalPropertiesSchema() == null ? Map.of() : Map.of("name", of("", schema.getAdditionalPropertiesSchema(), depth + 1));
            case INTEGER, NUMBER -> 1;
            case BOOLEAN -> true;
            case STRING -> text(name, schema.getFormat());
            default -> null;
        };
    }

    private static String text(String name, String format) {
        if (format == null) {
            return WORDS.getOrDefault(name, "text");
        }
        return switch (format) {
            case "date-time" -> TIME;
            case "date" -> DAY;
            case "uuid" -> ID;
            default -> WORDS.getOrDefault(name, "text");
        };
    }
}
