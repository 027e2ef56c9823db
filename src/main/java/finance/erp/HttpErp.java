package finance.erp;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import json.ExactJson;
import orders.Money;

/** What the Kamelet erp-http-sink calls: one posting is one POST of JSON, with its business key as Idempotency-Key. */
@ApplicationScoped
@Named("httpErp")
public class HttpErp {

    private static final JsonMapper JSON = ExactJson.mapper().build();
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;

    private final Calls calls;
    private final String authorization;

    HttpErp(ErpConfig config, Calls calls) {
        this.calls = calls;
        authorization = config.http().token().map(token -> "Bearer " + token).orElse(null);
    }

    /** @throws CallNotMadeException it waited too long to be made */
    public ErpRequest request(Call call) {
        Posting posting = call.postings().get(0);
        if (call.isLate()) {
            throw new CallNotMadeException("it waited too long for its turn");
        }
        if (!call.isSend()) {
            return ErpRequest.get("/" + posting.reference(), null, authorization);
        }
        return new ErpRequest("POST", "", null, authorization, "application/json", headerValue(posting.businessKey()), json(posting));
    }

    /** @param retryAfter the header of that name; null for none */
    public Answer read(Call call, int status, String retryAfter, InputStream body) {
        Posting posting = call.postings().get(0);
        byte[] bytes = ErpBody.read(body);
        Optional<String> document = documentNumber(bytes);
        return call.isSend() ? sent(posting, status, retryAfter, bytes, document) : asked(posting, status, bytes, document);
    }

    public Answer failed(Call call, Exception failure) {
        return calls.failed(call, failure);
    }

    private Answer sent(Posting posting, int status, String retryAfter, byte[] body, Optional<String> document) {
        String why = "HTTP " + status + words(body);
        if (status / 100 == 2 || status == CONFLICT) {
            return Answer.up(List.of(document.map(number -> PostingOutcome.confirmed(posting, number, status == CONFLICT ? "booked before" : null))
                .orElseGet(() -> calls.inDoubt(posting, why + ", without a document number"))));
        }
        if (HttpStatus.isNotTaken(status)) {
            return Answer.down(List.of(PostingOutcome.unsent(posting, why)), HttpStatus.pause(retryAfter));
        }
        return HttpStatus.isRefusal(status) ? Answer.up(List.of(PostingOutcome.refused(posting, why)))
            : Answer.down(List.of(calls.inDoubt(posting, why)), HttpStatus.pause(retryAfter));
    }

    /** That it is not there is the ERP's own word only where it names what it looked for: any proxy answers 404. */
    private Answer asked(Posting posting, int status, byte[] body, Optional<String> document) {
        if (status == NOT_FOUND && parsed(body).path("reference").asText().equals(posting.reference())) {
            return Answer.unknown(List.of(calls.notThere(posting)));
        }
        return Answer.unknown(List.of(status / 100 == 2 && document.isPresent() ? PostingOutcome.confirmed(posting, document.get(), "found when asked")
            : calls.stillInDoubt(posting, "HTTP " + status + (status / 100 == 2 ? " without a document number" : status == NOT_FOUND ? " without the reference" : ""))));
    }

    private static byte[] json(Posting posting) {
        ObjectNode json = JSON.createObjectNode();
        json.put("reference", posting.reference()).put("business_key", posting.businessKey()).put("kind", posting.kind().name())
            .put("platform", posting.platform()).put("shop_id", posting.shopId()).put("order_id", posting.orderId())
            .put("payment_id", posting.paymentId()).put("amount", Money.text(posting.amount(), posting.currency()))
            .put("currency", posting.currency()).put("posting_date", posting.postingDate().toString())
            .put("rate", posting.rate() == null ? null : posting.rate().stripTrailingZeros().toPlainString())
            .put("amount_vnd", Money.text(posting.amountVnd(), "VND"));
        try {
            json.set("document", JSON.readTree(posting.document()));
            return JSON.writeValueAsBytes(json);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("jsonb of PostgreSQL was no JSON", impossible);
        }
    }

    /** Visible ASCII, as a header can carry; anything else of an order's id is percent-encoded. */
    static String headerValue(String businessKey) {
        StringBuilder value = new StringBuilder();
        businessKey.codePoints().forEach(character -> value.append(character > ' ' && character < 0x7f && character != '%' ? Character.toString(character)
            : URLEncoder.encode(Character.toString(character), UTF_8).replace("+", "%20")));
        return value.toString();
    }

    private static Optional<String> documentNumber(byte[] body) {
        JsonNode answer = parsed(body);
        return Stream.of("document_number", "documentNumber").map(answer::path).filter(JsonNode::isValueNode).map(JsonNode::asText)
            .filter(number -> !number.isBlank() && !number.equals("null")).findFirst();
    }

    /** What the ERP says, with a colon before it; empty: nothing. */
    private static String words(byte[] body) {
        JsonNode answer = parsed(body);
        String words = Stream.of("detail", "message", "reason", "error", "title").map(answer::path).filter(JsonNode::isTextual).map(JsonNode::textValue)
            .findFirst().orElseGet(() -> body == null ? "" : new String(body, 0, Math.min(body.length, Words.MAX), UTF_8));
        return words.isBlank() ? "" : ": " + words;
    }

    private static JsonNode parsed(byte[] body) {
        try {
            return body == null || body.length == 0 ? JSON.missingNode() : JSON.readTree(body);
        } catch (IOException notJson) {
            return JSON.missingNode();
        }
    }
}
