package buyers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import channels.RawMessage;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import mappings.ChannelMapping;
import mappings.GoldenCase;
import mappings.GoldenCases;
import mappings.MappingRegistry;
import mappings.Outcome;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedactionTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final MappingRegistry MAPPINGS = MappingRegistry.of(GoldenCases.MAPPINGS, false);
    private static final BuyerId SOMEBODY = BuyerId.of("0987654321", null);

    @TestFactory
    Stream<DynamicNode> everyCaseMapsToTheSameWithoutItsBuyer() {
        return MAPPINGS.all().stream().map(mapping -> DynamicContainer.dynamicContainer(mapping.channel().name(),
            GoldenCases.of(mapping.channel().name()).stream().map(golden -> DynamicTest.dynamicTest(golden.place(), () -> {
                // When the message goes with an order of the buyer's
                byte[] erased = erased(golden.raw(), SOMEBODY);
                // Then
                assertThat(whatItTells(mapping, golden.raw(), erased)).isEqualTo(whatItTells(mapping, golden.raw(), golden.raw().body()));
                assertThat(person(golden.expect().path("buyer"))).noneMatch(new String(erased, UTF_8)::contains);
            }))));
    }

    @TestFactory
    Stream<DynamicNode> everyCaseMapsToTheSameWithoutTheIdOfItsBuyer() {
        return MAPPINGS.all().stream().map(mapping -> DynamicContainer.dynamicContainer(mapping.channel().name(),
            GoldenCases.of(mapping.channel().name()).stream().filter(golden -> golden.expect().at("/buyer/id").isTextual())
                .map(golden -> DynamicTest.dynamicTest(golden.place(), () -> {
                    // When
                    byte[] erased = erased(golden.raw(), BuyerId.of(golden.expect().at("/buyer/id").asText(), golden.expect().path("platform").asText()));
                    // Then
                    assertThat(whatItTells(mapping, golden.raw(), erased)).isEqualTo(whatItTells(mapping, golden.raw(), golden.raw().body()));
                }))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        // An event's, a carrier's and a product's name, and a shop's city
        "{'name':'order.completed','carrier_name':'GHN','city':'Huế'} | {'name':'order.completed','carrier_name':'GHN','city':'Huế'}",
        "{'sales_order_details':[{'product_name':'Nồi'}],'tax_total':7} | {'sales_order_details':[{'product_name':'Nồi'}],'tax_total':7}",
        "{'customer':{'orders':[{'name':'A'}],'name':'An','groups':[{'name':'B'}]}} | {'customer':{'orders':[{'name':'A'}],'name':'[erased]','groups':[{'name':'[erased]'}]}}",
        "{'buyerName':'An','ship_to_contact_name':'An','shippingContactPhone':'09*','ship_to_address':'3 Lê'} | {'buyerName':'[erased]','ship_to_contact_name':'[erased]','shippingContactPhone':'[erased]','ship_to_address':'[erased]'}",
        "{'shippingAddress':{'lines':['3 Lê','Huế'],'province':null,'city':'Huế'}} | {'shippingAddress':{'lines':['[erased]','[erased]'],'province':null,'city':'[erased]'}}",
        "{'shipping':{'name':'An','fee':7},'billing':{'company':'An Co'},'delivery':{'city':'Huế'}} | {'shipping':{'name':'[erased]','fee':7},'billing':{'company':'[erased]'},'delivery':{'city':'[erased]'}}",
        "{'shipping_name':'An','contactNumber':'09*','shipping_fee':7,'delivery':'fast'} | {'shipping_name':'[erased]','contactNumber':'[erased]','shipping_fee':7,'delivery':'fast'}",
        "{'buyer_details':{'name':'An','is_user':true},'id':7,'total':1.10} | {'buyer_details':{'name':'[erased]','is_user':true},'id':7,'total':1.10}",
        "{'told':'call 0987 654 321','data':'{\\\"phone\\\":\\\"1\\\",\\\"total\\\":2}'} | {'told':'[erased]','data':'{\\\"phone\\\":\\\"[erased]\\\",\\\"total\\\":2}'}"})
    void aPersonGoesAndWhatIsNoneStays(String told, String left) {
        // Given a channel that is gone, which nobody can ask what its messages mean
        RawMessage raw = raw("gone", told.replace('\'', '"'));

        // When, Then
        assertThat(new String(erased(raw, SOMEBODY), UTF_8)).isEqualTo(left.replace('\'', '"'));
    }

    @Test
    void aMessageWithANumberThatNoDecimalHoldsIsTextAndBecomesEmpty() {
        // Given
        RawMessage raw = raw("gone", "{\"phone\": \"0987654321\", \"total\": 1e2147483648}");

        // When, Then
        assertThat(Redaction.tells(raw.body(), SOMEBODY)).isTrue();
        assertThat(erased(raw, SOMEBODY)).isEmpty();
    }

    @Test
    void suchANumberInATextOfAMessageLeavesItAText() {
        // Given
        RawMessage raw = raw("gone", "{\"order\": \"{\\\"tel\\\": \\\"0987654321\\\", \\\"total\\\": 1E-99999999999}\", \"id\": 7}");

        // When, Then
        assertThat(Redaction.tells(raw.body(), SOMEBODY)).isTrue();
        assertThat(new String(erased(raw, SOMEBODY), UTF_8)).isEqualTo("{\"order\":\"[erased]\",\"id\":7}");
    }

    @Test
    void theIdThatIsTheDealersStays() {
        // Given two messages of a dealer's order, of which the second cannot be mapped
        RawMessage mapped = raw("b2b", completed("cus_123", "2026-11-20T03:00:00Z"));
        RawMessage dead = raw("b2b", completed("cus_123", "soon"));

        // When
        byte[] erased = erased(mapped, BuyerId.of("cus_123", "b2b"));

        // Then
        assertThat(new String(erased, UTF_8)).contains("\"customer_id\":\"cus_123\"").contains("\"email\":\"[erased]\"");
        assertThat(new String(erased(dead, BuyerId.of("cus_123", "b2b")), UTF_8)).contains("\"customer_id\":\"cus_123\"").contains("\"email\":\"[erased]\"");
    }

    @Test
    void aMessageThatOnlyItsBuyerMadeUnmappableLosesTheBuyerAllTheSame() {
        // Given a name that PostgreSQL does not store
        RawMessage raw = raw("standard", """
            {"platform":"web","orderId":"1","status":"new","updatedAt":"2026-01-15T08:00:00Z","buyer":{"name":"A\\u0000n"}}""");

        // When, Then
        assertThat(new String(erased(raw, SOMEBODY), UTF_8)).contains("\"buyer\":{\"name\":\"[erased]\"}");
    }

    @Test
    void aMessageThatTellsNoOrderLosesItsPersonToo() {
        // Given
        RawMessage raw = raw("standard", "{\"platform\":\"web\",\"status\":\"new\",\"buyer\":{\"name\":\"An\"}}");

        // When, Then
        assertThat(new String(erased(raw, SOMEBODY), UTF_8)).contains("\"buyer\":{\"name\":\"[erased]\"}").contains("\"status\":\"new\"");
    }

    @Test
    void theJsonWithinAFormLosesItsPersonAndStillMaps(@TempDir Path directory) throws IOException {
        // Given
        Path folder = Files.createDirectory(directory.resolve("form-shop"));
        Files.writeString(folder.resolve("status.csv"), "word,status,note\nnew,PENDING,\n");
        Files.writeString(folder.resolve("order.jslt"), """
            {"event_id": event-id(.id), "status": status(.status), "platform_status": id(.status), "timestamp": instant(.at), "buyer": {"phone": .phone}}
            """);
        Files.writeString(folder.resolve("channel.yaml"), """
            channel: form-shop
            body: form:payload
            webhook: false
            shop: id("s")
            order: id(.id)
            events:
              - otherwise: order.jslt
            """);
        MappingRegistry registry = MappingRegistry.of(directory, false);
        RawMessage raw = raw("form-shop", "v=1&payload=" + URLEncoder.encode("""
            {"id":"1","status":"new","at":"2026-01-15T08:00:00Z","phone":"0987654321"}""", UTF_8));

        // When
        byte[] erased = Redaction.of(raw.body(), SOMEBODY, Meaning.of(raw, registry)).orElseThrow();

        // Then
        ChannelMapping mapping = registry.find("form-shop").orElseThrow();
        assertThat(new String(erased, UTF_8)).startsWith("v=1&payload=%7B").doesNotContain("0987654321");
        assertThat(whatItTells(mapping, raw, erased)).isEqualTo(whatItTells(mapping, raw, raw.body())).asString().contains("PENDING");
    }

    private static String completed(String customer, String at) {
        return """
            {"name":"order.completed","data":{"id":"order_01","customer_id":"%s","email":"kho@example.com","updated_at":"%s"}}""".formatted(customer, at);
    }

    private static RawMessage raw(String channel, String body) {
        return new RawMessage(channel, null, body.getBytes(UTF_8), Map.of(), Instant.parse("2026-12-31T00:00:00Z"), RawMessage.Source.WEBHOOK, null);
    }

    private static byte[] erased(RawMessage raw, BuyerId id) {
        return Redaction.of(raw.body(), id, Meaning.of(raw, MAPPINGS)).orElse(raw.body());
    }

    /** The canonical message but for the buyer, and for the event's id where it is the digest of its bytes; else what else became of it. */
    private static Object whatItTells(ChannelMapping mapping, RawMessage raw, byte[] body) throws IOException {
        Outcome outcome = mapping.map(new RawMessage(raw.channel(), raw.key(), body, raw.headers(), raw.receivedAt(), raw.source(), null));
        if (!(outcome instanceof Outcome.Canonical canonical)) {
            return outcome instanceof Outcome.Dead dead ? dead.reason() : outcome;
        }
        ObjectNode told = (ObjectNode) JSON.readTree(canonical.json());
        told.remove("buyer");
        told.put("event_id", told.path("event_id").asText().replaceFirst("[0-9a-f]{64}$", "digest"));
        return told;
    }

    /** The words of the buyer's name, address, number and mail. */
    private static List<String> person(JsonNode buyer) {
        return Stream.of("name", "phone", "email", "address").map(field -> buyer.path(field).asText()).flatMap(words -> Stream.of(words.split(", | (?=\\p{Lu}\\p{L}+$)")))
            .filter(word -> word.length() > 2).toList();
    }
}
