package finance.erp;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import finance.Xml.WrongXmlException;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What the Kamelet sap-journal-sink calls: a bulk of journal entries is one SOAP request, and each entry has an answer of its own.
 * Made with the start, so that tax codes which contradict each other end the start rather than every call.
 */
@Startup
@ApplicationScoped
@Named("sapJournal")
public class SapJournal {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int OK = 200;

    private final ErpConfig.Sap config;
    private final Calls calls;
    private final String authorization;

    /** @throws IllegalArgumentException a rate has two tax codes */
    SapJournal(ErpConfig config, Calls calls) {
        this.config = config.sap();
        this.calls = calls;
        JournalEntry.taxCodes(this.config);
        authorization = this.config.user().map(user -> basic(user, this.config.password().orElse(""))).orElse(null);
    }

    /** The entries that can be written, and why the others cannot. */
    private record Written(List<JournalEntry> entries, Map<Posting, String> unwritable) { }

    /**
     * @throws CallNotMadeException it waited too long to be made
     * @throws UnwritableException  none of its postings can be written
     */
    public ErpRequest request(Call call) {
        if (call.isLate()) {
            throw new CallNotMadeException("it waited too long for its turn");
        }
        if (!call.isSend()) {
            return ErpRequest.get("", question(call.postings()), authorization);
        }
        Written written = write(call);
        if (written.entries.isEmpty()) {
            throw new UnwritableException("none of the postings can be written");
        }
        return new ErpRequest("POST", "", null, authorization, "text/xml; charset=UTF-8", null, JournalEnvelope.of(written.entries, config, Instant.now()));
    }

    /** @param retryAfter the header of that name; null for none */
    public Answer read(Call call, int status, String retryAfter, InputStream body) {
        byte[] bytes = ErpBody.read(body);
        return call.isSend() ? sent(call, status, retryAfter, bytes) : asked(call, status, bytes);
    }

    public Answer failed(Call call, Exception failure) {
        if (failure instanceof UnwritableException) {
            return Answer.unknown(Calls.each(call, unwritableOr(call, posting -> PostingOutcome.unsent(posting, failure.getMessage()))));
        }
        Answer answer = calls.failed(call, failure);
        return call.isSend() ? withUnwritable(call, answer) : answer;
    }

    private Answer sent(Call call, int status, String retryAfter, byte[] body) {
        return withUnwritable(call, status == OK ? confirmed(call, body) : unconfirmed(call, status, retryAfter, body));
    }

    private Answer confirmed(Call call, byte[] body) {
        Optional<JournalConfirmation> confirmation = parsed(body);
        if (confirmation.isEmpty() || confirmation.get().fault().isPresent()) {
            String why = "HTTP 200" + confirmation.flatMap(JournalConfirmation::fault).map(fault -> ": " + fault).orElse(", and the answer is no confirmation");
            return Answer.down(Calls.each(call, posting -> calls.inDoubt(posting, why)));
        }
        return Answer.up(Calls.each(call, posting -> confirmation.get().of(posting).map(entry -> outcome(posting, entry))
            .orElseGet(() -> calls.inDoubt(posting, "the confirmation leaves it out"))));
    }

    private PostingOutcome outcome(Posting posting, JournalConfirmation.Entry entry) {
        if (entry.isRefused()) {
            return PostingOutcome.refused(posting, entry.words());
        }
        return entry.document().isEmpty() ? calls.inDoubt(posting, "the confirmation names no document: " + entry.words())
            : PostingOutcome.confirmed(posting, entry.document(), entry.companyAndYear());
    }

    private Answer unconfirmed(Call call, int status, String retryAfter, byte[] body) {
        String why = "HTTP " + status + parsed(body).flatMap(JournalConfirmation::fault).map(fault -> ": " + fault).orElse("");
        if (HttpStatus.isNotTaken(status)) {
            return Answer.down(Calls.each(call, posting -> PostingOutcome.unsent(posting, why)), HttpStatus.pause(retryAfter));
        }
        return HttpStatus.isRefusal(status) ? Answer.up(Calls.each(call, posting -> calls.spoilt(call, posting, why)))
            : Answer.down(Calls.each(call, posting -> calls.inDoubt(posting, why)), HttpStatus.pause(retryAfter));
    }

    /** SAP lists the lines of the documents it has with these references; of one that it does not list it has none. */
    private Answer asked(Call call, int status, byte[] body) {
        Optional<JsonNode> found = status == OK ? results(body) : Optional.empty();
        if (found.isEmpty()) {
            return Answer.unknown(Calls.each(call, posting -> calls.stillInDoubt(posting, "HTTP " + status + (status == OK ? ", and no list of documents" : ""))));
        }
        Map<String, String> documents = new HashMap<>();
        found.get().path("results").forEach(line -> documents.put(line.path("DocumentReferenceID").asText(), line.path("AccountingDocument").asText()));
        boolean isWhole = !found.get().has("__next");
        return Answer.unknown(Calls.each(call, posting -> {
            String document = documents.get(posting.reference());
            return document != null ? PostingOutcome.confirmed(posting, document, "found when asked")
                : isWhole ? calls.notThere(posting) : calls.stillInDoubt(posting, "the list of documents has more pages");
        }));
    }

    private static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
    }

    private String question(List<Posting> postings) {
        String references = postings.stream().map(posting -> "DocumentReferenceID eq '" + posting.reference() + "'").collect(Collectors.joining(" or "));
        String filter = "CompanyCode eq '" + config.companyCode() + "' and (" + references + ")";
        return "$filter=" + URLEncoder.encode(filter, UTF_8).replace("+", "%20") + "&$select=DocumentReferenceID,AccountingDocument&$format=json";
    }

    private Written write(Call call) {
        Map<Posting, String> unwritable = new HashMap<>();
        List<JournalEntry> entries = new ArrayList<>();
        for (Posting posting : call.postings()) {
            try {
                entries.add(JournalEntry.of(posting, config));
            } catch (UnwritableException e) {
                unwritable.put(posting, e.getMessage());
            }
        }
        return new Written(entries, unwritable);
    }

    /** Those that were not part of the call, because they cannot be written, are refused, whatever became of it. */
    private Answer withUnwritable(Call call, Answer answer) {
        Map<Posting, PostingOutcome> outcomes = answer.outcomes().stream().collect(Collectors.toMap(PostingOutcome::posting, Function.identity()));
        return new Answer(Calls.each(call, unwritableOr(call, outcomes::get)), answer.health(), answer.pause());
    }

    private Function<Posting, PostingOutcome> unwritableOr(Call call, Function<Posting, PostingOutcome> otherwise) {
        Map<Posting, String> unwritable = write(call).unwritable;
        return posting -> unwritable.containsKey(posting) ? PostingOutcome.refused(posting, unwritable.get(posting)) : otherwise.apply(posting);
    }

    private static Optional<JournalConfirmation> parsed(byte[] body) {
        try {
            return body == null || body.length == 0 ? Optional.empty() : Optional.of(JournalConfirmation.read(body));
        } catch (WrongXmlException | RuntimeException notXml) {
            return Optional.empty();
        }
    }

    private static Optional<JsonNode> results(byte[] body) {
        try {
            return body == null ? Optional.empty() : Optional.of(JSON.readTree(body).path("d")).filter(found -> found.path("results").isArray());
        } catch (IOException notJson) {
            return Optional.empty();
        }
    }
}
