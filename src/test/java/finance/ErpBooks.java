package finance;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.urlMatching;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.extension.ResponseDefinitionTransformerV2;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.http.Request;
import com.github.tomakehurst.wiremock.http.RequestMethod;
import com.github.tomakehurst.wiremock.http.ResponseDefinition;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An ERP on WireMock that books whatever it is sent, as often as it is sent: JSON under /erp, SAP's SOAP under /sap. It knows no
 * idempotency, so that a posting sent twice is seen to be booked twice. How it behaves can be told by order.
 */
public class ErpBooks implements ResponseDefinitionTransformerV2 {

    /** What happens to a posting, once. */
    public enum Behaviour {
        BOOK,
        /** Booked, and the answer comes once it is released. */
        BOOK_AND_HANG,
        /** Booked, and the connection is dropped. */
        BOOK_AND_DROP,
        /** Booked, and the answer cannot be understood; SAP: its confirmation leaves it out. */
        BOOK_AND_MUMBLE,
        /** Not booked, and the connection is dropped. */
        DROP,
        /** Not booked, and the answer comes once it is released. */
        HANG,
        /** Not booked: 500. */
        FAIL,
        /** Booked, and a proxy that had no patience says 503. */
        BOOK_AND_BUSY,
        /** Not booked: 503. */
        BUSY,
        /** Not booked, as a proxy without a route answers: 404. */
        NOWHERE,
        /** Not booked: 429, for a second. */
        THROTTLE,
        /** Not booked: 422, or 200 with severity 3. */
        REFUSE,
        /** Booked, and said to have been booked before: 409. */
        BOOKED_BEFORE
    }

    public static final String WORDS = "Account 0041000000 is <blocked> & closed";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long HELD_AT_MOST_MINUTES = 10;
    private static final Pattern ENTRY = Pattern.compile("<JournalEntryCreateRequest>(.*?)</JournalEntryCreateRequest>", Pattern.DOTALL);
    private static final Pattern ID = Pattern.compile("<ID>([^<]*)</ID>");
    private static final Pattern ORDER = Pattern.compile("<AssignmentReference>([^<]*)</AssignmentReference>");
    private static final Pattern ASKED = Pattern.compile("'(OS\\d+)'");

    private final Map<String, Queue<Behaviour>> behaviours = new ConcurrentHashMap<>();
    private final Set<String> withheld = ConcurrentHashMap.newKeySet();
    private final Map<String, List<String>> booked = new ConcurrentHashMap<>();
    private final List<String> sequence = new CopyOnWriteArrayList<>();
    private final AtomicInteger lastDocument = new AtomicInteger(1_000);
    private final AtomicInteger silentQuestions = new AtomicInteger();
    private CountDownLatch released = new CountDownLatch(1);

    /** Has a server keep these books under /erp and /sap. */
    public void open(WireMockServer server) {
        server.stubFor(any(urlMatching("/(erp|sap)(/.*|\\?.*)?")).willReturn(aResponse().withTransformers(getName())));
    }

    /** What happens to the postings of an order, the first at the first attempt; afterwards they are booked. */
    public void tell(String orderId, Behaviour... behaviour) {
        behaviours.put(orderId, new ArrayDeque<>(List.of(behaviour)));
    }

    /** What the ERP does with the first posting of each of these orders it does, but the caller hears of it once it is released. */
    public void withhold(Collection<String> orderIds) {
        withheld.addAll(orderIds);
    }

    /** Whether it has had a call with each of these orders. */
    public boolean hasWithheldAll() {
        return withheld.isEmpty();
    }

    /** Answers all that is held back now. */
    public synchronized void release() {
        released.countDown();
        released = new CountDownLatch(1);
    }

    private void hold() {
        CountDownLatch latch;
        synchronized (this) {
            latch = released;
        }
        try {
            latch.await(HELD_AT_MOST_MINUTES, TimeUnit.MINUTES);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** So many questions get the 404 of a proxy that has no route. */
    public void leaveUnanswered(int questions) {
        silentQuestions.set(questions);
    }

    /** The documents that a posting was booked as. */
    public List<String> booked(String reference) {
        return booked.getOrDefault(reference, List.of());
    }

    /** How many postings were booked, however often. */
    public int count() {
        return sequence.size();
    }

    /** References in the order they were booked in. */
    public List<String> sequence() {
        return sequence;
    }

    @Override
    public String getName() {
        return "erp-books";
    }

    @Override
    public boolean applyGlobally() {
        return false;
    }

    @Override
    public ResponseDefinition transform(ServeEvent event) {
        try {
            Request request = event.getRequest();
            boolean isSap = request.getUrl().startsWith("/sap");
            if (request.getMethod().equals(RequestMethod.GET)) {
                return silentQuestions.getAndUpdate(left -> Math.max(0, left - 1)) > 0 ? aResponse().withStatus(404).withBody("{\"status\":404}").build()
                    : isSap ? sapAsked(request.queryParameter("$filter").firstValue()) : asked(request.getUrl().substring("/erp/".length()));
            }
            return isSap ? sapPosted(request.getBodyAsString()) : posted(JSON.readTree(request.getBody()));
        } catch (java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private ResponseDefinition posted(JsonNode posting) {
        String order = posting.path("order_id").asText();
        Behaviour behaviour = behaviour(order);
        String document = isBooking(behaviour) ? book(posting.path("reference").asText()) : null;
        ResponseDefinitionBuilder answer = switch (behaviour) {
            case BOOK, BOOK_AND_HANG -> answer(201, document);
            case BOOKED_BEFORE -> answer(409, document);
            case BOOK_AND_DROP, DROP -> aResponse().withFault(Fault.EMPTY_RESPONSE);
            case BOOK_AND_MUMBLE -> aResponse().withStatus(200).withBody("<html>thank you</html>");
            case HANG, FAIL -> aResponse().withStatus(500).withBody("oops");
            case BUSY, BOOK_AND_BUSY -> aResponse().withStatus(503);
            case NOWHERE -> aResponse().withStatus(404).withBody("no route");
            case THROTTLE -> aResponse().withStatus(429).withHeader("Retry-After", "1");
            case REFUSE -> aResponse().withStatus(422).withBody("{\"detail\":\"" + WORDS + "\"}");
        };
        if (withheld.remove(order) || isHanging(behaviour)) {
            hold();
        }
        return answer.build();
    }

    private ResponseDefinition asked(String reference) {
        List<String> documents = booked(reference);
        return (documents.isEmpty() ? aResponse().withStatus(404).withBody("{\"reference\":\"" + reference + "\"}") : answer(200, documents.get(0))).build();
    }

    private ResponseDefinition sapPosted(String envelope) {
        StringBuilder confirmations = new StringBuilder();
        ResponseDefinitionBuilder answer = aResponse().withStatus(200).withHeader("Content-Type", "text/xml");
        Map<String, Behaviour> entries = new LinkedHashMap<>();
        all(ENTRY, envelope).forEach(entry -> entries.put(all(ID, entry).get(0), behaviour(all(ORDER, entry).get(0))));
        for (Map.Entry<Behaviour, Integer> unbooked : Map.of(Behaviour.BUSY, 503, Behaviour.NOWHERE, 404, Behaviour.THROTTLE, 429).entrySet()) {
            if (entries.containsValue(unbooked.getKey())) {
                return answer.withStatus(unbooked.getValue()).build();
            }
        }
        for (Map.Entry<String, Behaviour> entry : entries.entrySet()) {
            String reference = entry.getKey();
            Behaviour behaviour = entry.getValue();
            String document = isBooking(behaviour) ? book(reference) : "0000000000";
            switch (behaviour) {
                case BOOK_AND_DROP, DROP -> answer.withFault(Fault.EMPTY_RESPONSE);
                case FAIL -> answer.withStatus(500);
                case BOOK_AND_BUSY -> answer.withStatus(503);
                case BOOK, BOOKED_BEFORE -> confirmations.append(confirmation(reference, document, 1, "Document posted successfully"));
                case REFUSE -> confirmations.append(confirmation(reference, document, 3, WORDS.replace("&", "&amp;").replace("<", "&lt;")));
                case BOOK_AND_HANG, HANG, BOOK_AND_MUMBLE, BUSY, NOWHERE, THROTTLE -> { }
            }
        }
        if (withheld.removeAll(all(ORDER, envelope)) || entries.values().stream().anyMatch(ErpBooks::isHanging)) {
            hold();
        }
        return answer.withBody("""
            <soap-env:Envelope xmlns:soap-env="http://schemas.xmlsoap.org/soap/envelope/"><soap-env:Body>
            <n0:JournalEntryBulkCreateConfirmation xmlns:n0="http://sap.com/xi/SAPSCORE/SFIN"><MessageHeader><ID>1</ID></MessageHeader>%s<Log/>
            </n0:JournalEntryBulkCreateConfirmation></soap-env:Body></soap-env:Envelope>""".formatted(confirmations)).build();
    }

    private static String confirmation(String reference, String document, int severity, String note) {
        return """
            <JournalEntryCreateConfirmation><MessageHeader><ReferenceID>%s</ReferenceID></MessageHeader>
            <JournalEntryCreateConfirmation><AccountingDocument>%s</AccountingDocument><CompanyCode>1010</CompanyCode><FiscalYear>2026</FiscalYear></JournalEntryCreateConfirmation>
            <Log><MaximumLogItemSeverityCode>%d</MaximumLogItemSeverityCode><Item><TypeID>605(RW)</TypeID><SeverityCode>%d</SeverityCode><Note>%s</Note></Item></Log>
            </JournalEntryCreateConfirmation>""".formatted(reference, document, severity, severity, note);
    }

    private ResponseDefinition sapAsked(String filter) {
        List<String> rows = new ArrayList<>();
        for (String reference : all(ASKED, filter)) {
            booked(reference).forEach(document -> rows.add(
                "{\"DocumentReferenceID\":\"%s\",\"AccountingDocument\":\"%s\",\"CompanyCode\":\"1010\",\"FiscalYear\":\"2026\"}".formatted(reference, document)));
        }
        return aResponse().withStatus(200).withBody("{\"d\":{\"results\":[" + String.join(",", rows) + "]}}").build();
    }

    private static ResponseDefinitionBuilder answer(int status, String document) {
        return aResponse().withStatus(status).withBody("{\"document_number\":\"" + document + "\"}");
    }

    private Behaviour behaviour(String orderId) {
        Queue<Behaviour> told = behaviours.getOrDefault(orderId, new ArrayDeque<>());
        synchronized (told) {
            Behaviour next = told.poll();
            return next == null ? Behaviour.BOOK : next;
        }
    }

    private static boolean isBooking(Behaviour behaviour) {
        return behaviour == Behaviour.BOOK || behaviour == Behaviour.BOOKED_BEFORE || behaviour.name().startsWith("BOOK_AND");
    }

    private static boolean isHanging(Behaviour behaviour) {
        return behaviour == Behaviour.HANG || behaviour == Behaviour.BOOK_AND_HANG;
    }

    private String book(String reference) {
        String document = String.format("%010d", lastDocument.incrementAndGet());
        booked.computeIfAbsent(reference, key -> new CopyOnWriteArrayList<>()).add(document);
        sequence.add(reference);
        return document;
    }

    private static List<String> all(Pattern pattern, String text) {
        List<String> found = new ArrayList<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }
}
