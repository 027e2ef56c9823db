package finance.payments;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The fields of an IPN of MoMo (API v2), each as it was written: the signature covers digits, not numbers. */
final class MomoMessage {

    private static final JsonFactory JSON = JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    /** In MoMo's order, after the access key. */
    private static final List<String> SIGNED = List.of("amount", "extraData", "message", "orderId", "orderInfo", "orderType", "partnerCode",
        "payType", "requestId", "responseTime", "resultCode", "transId");

    private final Map<String, String> fields = new HashMap<>();

    /** @return empty: it is not one JSON object, or has a field twice */
    static Optional<MomoMessage> parse(byte[] body) {
        MomoMessage message = new MomoMessage();
        try (JsonParser json = JSON.createParser(body == null ? new byte[0] : body)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                message.add(json.currentName(), json);
            }
            return json.nextToken() == null ? Optional.of(message) : Optional.empty();
        } catch (IOException notJson) {
            return Optional.empty();
        }
    }

    private void add(String name, JsonParser json) throws IOException {
        JsonToken value = json.nextToken();
        if (value.isStructStart()) {
            json.skipChildren();
        } else if (value != JsonToken.VALUE_NULL) {
            fields.put(name, json.getText());
        }
    }

    /** As written; empty where it is absent or null. */
    String value(String name) {
        return fields.getOrDefault(name, "");
    }

    /**
     * Whether what is signed can be read in one way alone. MoMo joins its fields unescaped, so that a value which holds
     * another field, such as an orderInfo of {@code x&orderId=B}, has the signature of other messages too.
     */
    boolean isUnambiguous() {
        return SIGNED.stream().map(this::value).noneMatch(value -> SIGNED.stream().anyMatch(name -> value.contains("&" + name + "=")));
    }

    boolean isSigned(HexSignature signature, String accessKey) {
        String signed = SIGNED.stream().map(name -> name + "=" + value(name)).collect(Collectors.joining("&", "accessKey=" + accessKey + "&", ""));
        return signature.matches(signed, value("signature"));
    }
}
