package mappings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import channels.RawMessage;
import java.nio.file.Path;
import java.util.List;
import mappings.Outcome.Canonical;
import mappings.Outcome.Dead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose orders can be on a dealer's account is known before their messages come. */
class DealerChannelTest {

    private static final String MESSAGE = "{\"kind\":\"order\",\"shop\":1,\"order\":\"7\",\"status\":\"open\",\"at\":1600000000,\"dealer_id\":\"D-1\"}";

    /** A platform, and the field that has the dealer. */
    private static final String STANDARD = """
        {"platform": "%s", "orderId": "7", "status": "confirmed", "%s": "D-1", "amount": {"total": 1, "currency": "VND"}, "updatedAt": "2026-03-01T08:00:00Z"}""";

    @TempDir
    private Path root;

    @Test
    void aChannelTellsDealersWhereAMappingOfItNamesThem() {
        assertThat(TestChannel.in(root).mapping().tellsDealers()).isFalse();
        assertThat(TestChannel.in(root).with("order.jslt", mapping("\"dealer_id\": id(.dealer_id)")).mapping().tellsDealers()).isTrue();
    }

    @Test
    void aChannelTellsDealersWhereAnImportedFileNamesThem() {
        // Given
        TestChannel folder = TestChannel.in(root).with("common.jslt", "def dealer(o) {\"dealer_id\": id($o.dealer_id)}")
            .with("order.jslt", "import \"common.jslt\" as common\n" + mapping("") + " + common:dealer(.)");
        // When
        Outcome outcome = folder.map(MESSAGE);
        // Then
        assertThat(folder.mapping().tellsDealers()).isTrue();
        assertThat(outcome).isInstanceOf(Canonical.class);
    }

    @Test
    void theDealerOfAnOrderWhoseOwnChannelTellsNoneIsADeadLetter() {
        // Given
        ChannelMapping standard = MappingRegistry.of(Path.of("mappings"), false).find("standard").orElseThrow();

        // When
        Outcome ofLazada = standard.map(TestChannel.raw("standard", STANDARD.formatted("Lazada", "dealerId")));
        Outcome ofB2b = standard.map(TestChannel.raw("standard", STANDARD.formatted("b2b", "dealerId")));
        Outcome ofATill = standard.map(TestChannel.raw("standard", STANDARD.formatted("till", "dealerId")));
        Outcome withoutDealer = standard.map(TestChannel.raw("standard", STANDARD.formatted("Lazada", "nobody")));

        // Then
        assertThat(ofLazada).isInstanceOfSatisfying(Dead.class, dead -> {
            assertThat(dead.reason()).isEqualTo(Outcome.Reason.SCHEMA);
            assertThat(dead.detail()).contains("of lazada, whose own channel tells none");
            assertThat(dead.remedy()).contains("another platform", "mappings/lazada");
        });
        assertThat(List.of(ofB2b, ofATill, withoutDealer)).hasOnlyElementsOfType(Canonical.class);
    }

    @Test
    void aMappingThatLetsADealerInWithoutNamingItFails() {
        // Given
        TestChannel folder = TestChannel.in(root).with("order.jslt", mapping("* - kind, shop, order, at : ."));
        // When
        Outcome outcome = folder.map(MESSAGE);
        // Then
        assertThat(outcome).isInstanceOfSatisfying(Dead.class, dead -> assertThat(dead.detail()).contains("writes dealer_id without naming it"));
    }

    @Test
    void aMappingMayNotSayWhatWasDecided() {
        // Given
        TestChannel folder = TestChannel.in(root).with("order.jslt", mapping("\"credit\": {\"decision\": \"OK\", \"dealer\": \"D-1\", \"version\": 99}"));
        // When, Then
        assertThatThrownBy(folder::registry).isInstanceOf(BrokenMappings.class).hasMessageContaining("credit, which is not its to write");
    }

    @Test
    void theNameThatPaymentsHaveAmongDeadLettersIsNoChannels() {
        TestChannel.in(root).folder(RawMessage.PAYMENT);
        assertThatThrownBy(() -> MappingRegistry.of(root, false)).isInstanceOf(BrokenMappings.class).hasMessageContaining("stands for the messages of payment.settled");
    }

    private static String mapping(String field) {
        return TestChannel.MAPPING.strip().replace("instant(.at)\n}", field.isEmpty() ? "instant(.at)\n}" : "instant(.at),\n  " + field + "\n}");
    }
}
