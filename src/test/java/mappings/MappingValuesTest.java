package mappings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import channels.Channel.BodyFormat;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.NumericChars;
import net.jqwik.api.constraints.Scale;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

/** The functions of a mapping, over all the values there are. */
class MappingValuesTest {

    private static final long LAST_SECOND_READ_AS_SECONDS = 100_000_000_000L;

    @Property
    void anIdKeepsEveryDigitWhetherTextOrNumber(@ForAll @NumericChars @StringLength(min = 1, max = 40) String digits) throws Exception {
        String number = "1" + digits;
        assertThat(apply("id(.x)", number)).isEqualTo(number);
        assertThat(apply("id(.x)", "\"" + number + "\"")).isEqualTo(number);
    }

    @Property
    void anInstantIsWrittenAsJavaWritesIt(@ForAll @LongRange(min = 0, max = 253_402_300_799L) long second,
                                          @ForAll @IntRange(min = 0, max = 999_999) int micros, @ForAll @IntRange(min = 0, max = 3) int precision) {
        int[] units = {1_000_000, 1_000, 1, 60_000_000};
        // Also such as end at a whole millisecond, second or minute, whose text is shorter
        Instant time = Instant.ofEpochSecond(precision == 3 ? second / 60 * 60 : second, micros / units[precision] * units[precision] * 1_000L);
        assertThat(SourceTime.text(time)).isEqualTo(time.toString());
    }

    @Property
    void moneyKeepsItsValueWhetherTextOrNumber(@ForAll @BigRange(min = "-999999999999999.9999", max = "999999999999999.9999") @Scale(4) BigDecimal amount) throws Exception {
        String text = apply("decimal(.x)", amount.toPlainString());
        assertThat(new BigDecimal(text)).isEqualByComparingTo(amount);
        assertThat(text).matches("-?\\d{1,15}(\\.\\d{1,4})?").isEqualTo(apply("decimal(.x)", "\"" + amount.toPlainString() + "\""));
    }

    @Property
    void moneyInAnyNotationReadsTheSame(@ForAll @LongRange(min = 0, max = 999_999_999_999L) long dong, @ForAll @IntRange(max = 6) int zeros) throws Exception {
        String plain = Long.toString(dong);
        assertThat(apply("money(.x, \"VND\")", plain + (zeros == 0 ? "" : "." + "0".repeat(zeros)))).isEqualTo(plain);
        assertThat(apply("money(.x, \"VND\")", plain + "E0")).isEqualTo(plain);
    }

    @Property
    void sumsAreExact(@ForAll @Size(min = 1, max = 6) List<@BigRange(min = "-1000000", max = "1000000") @Scale(4) BigDecimal> amounts) throws Exception {
        BigDecimal expected = amounts.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        StringBuilder terms = new StringBuilder();
        amounts.forEach(amount -> terms.append(terms.isEmpty() ? "" : ", ").append('"').append(amount.toPlainString()).append('"'));
        assertThat(new BigDecimal(apply("money-sum(" + terms + ")", "null"))).isEqualByComparingTo(expected);
    }

    @Example
    void moneyHasTheDecimalsOfItsCurrency() throws Exception {
        assertThat(apply("money(.x, \"USD\")", "12.5")).isEqualTo("12.50");
        assertThat(apply("money(.x, \"VND\")", "\"100000.00\"")).isEqualTo("100000");
        assertThat(apply("money-minus(.x, \"0.1\")", "0.3")).isEqualTo("0.2");
        assertThatThrownBy(() -> apply("money(.x, \"VND\")", "0.5")).hasMessage("has more decimals than VND has (0)");
        assertThatThrownBy(() -> apply("money(1, .x)", "\"dong\"")).hasMessageContaining("not an ISO 4217 code");
    }

    @Property
    void secondsAndMillisecondsAreToldApart(@ForAll @LongRange(min = 100_000_001L, max = 4_102_444_800L) long second, @ForAll @IntRange(max = 999) int milli) throws Exception {
        String time = Instant.ofEpochSecond(second, milli * 1_000_000L).toString();
        assertThat(apply("instant(.x)", Long.toString(second * 1000 + milli))).isEqualTo(time);
        assertThat(apply("instant(.x)", "\"" + (second * 1000 + milli) + "\"")).isEqualTo(time);
        assertThat(apply("instant(.x)", Long.toString(second))).isEqualTo(Instant.ofEpochSecond(second).toString());
        assertThat(apply("instant(.x)", second + "." + "%03d".formatted(milli))).isEqualTo(time);
    }

    @Example
    void theBoundBetweenThemIsInTheYear5138() throws Exception {
        assertThat(apply("instant(.x)", Long.toString(LAST_SECOND_READ_AS_SECONDS))).startsWith("5138-");
        assertThat(apply("instant(.x)", Long.toString(LAST_SECOND_READ_AS_SECONDS + 1))).startsWith("1973-");
        assertThatThrownBy(() -> apply("instant(.x)", "0")).hasMessageContaining("is not a time");
        assertThatThrownBy(() -> apply("instant(.x)", "-5")).hasMessageContaining("is not a time");
    }

    @Property
    void isoTimesReadByTheirOffset(@ForAll @LongRange(min = 0, max = 4_102_444_800L) long second, @ForAll @IntRange(min = -18, max = 18) int hours) throws Exception {
        OffsetDateTime time = Instant.ofEpochSecond(second).atOffset(ZoneOffset.ofHours(hours));
        assertThat(apply("instant(.x)", "\"" + time + "\"")).isEqualTo(time.toInstant().toString());
    }

    @Example
    void isoTimesAreReadInTheWritingsChannelsUse() throws Exception {
        for (String text : List.of("2020-10-26T15:50:38+07:00", "2020-10-26 15:50:38 +0700", "2020-10-26 15:50:38+07", "2020-10-26T08:50:38Z", "2020-10-26t08:50:38.000z")) {
            assertThat(apply("instant(.x)", "\"" + text + "\"")).isEqualTo("2020-10-26T08:50:38Z");
        }
        assertThat(apply("instant(.x, \"uuuu-MM-dd HH:mm:ss\", \"+07:00\")", "\"2020-10-26 15:50:38\"")).isEqualTo("2020-10-26T08:50:38Z");
        assertThatThrownBy(() -> apply("instant(.x, \"uuuu-MM-dd HH:mm:ss\", \"+07:00\")", "\"2020-10-26\"")).hasMessage("is not a time written as uuuu-MM-dd HH:mm:ss in zone +07:00");
        assertThatThrownBy(() -> apply("instant(\"2020-10-26 15:50:38\", \"uuuu-MM-dd HH:mm:ss\", .x)", "\"Asia/Hanoi\"")).hasMessageStartingWith("the pattern or the zone of instant() is none");
        assertThat(apply("instant(.x, \"uuuu-DDD'ZX'HH:mm\", \"+07:00\")", "\"2020-300ZX15:50\"")).isEqualTo("2020-10-26T08:50:00Z");
        assertThatThrownBy(() -> apply("instant(\"2020-10-26 15:50:38+08\", .x, \"+07:00\")", "\"uuuu-MM-dd HH:mm:ssX\"")).hasMessageStartingWith("the pattern or the zone of instant() is none");
        assertThatThrownBy(() -> apply("instant(.x)", "\"2020-10-26T15:50:38\"")).hasMessageContaining("with an offset");
        assertThatThrownBy(() -> apply("instant(.x)", "\"2020-02-30T15:50:38Z\"")).hasMessageContaining("is not a time");
    }

    @Property
    void differentPartsAreDifferentEvents(@ForAll @Size(2) List<@StringLength(max = 4) String> one, @ForAll @Size(2) List<@StringLength(max = 4) String> other) throws Exception {
        String same = apply("event-id(.x[0], .x[1])", json(one));
        assertThat(same.equals(apply("event-id(.x[0], .x[1])", json(other)))).isEqualTo(one.equals(other));
    }

    @Example
    void whatAnEventDoesNotKnowStaysAbsent() throws Exception {
        for (String expression : List.of("id(.y)", "instant(.y)", "instant(.y, \"uuuu-MM-dd'T'HH\", \"Z\")", "decimal(.y)", "money(.y, \"VND\")",
            "money-sum(.y, .y)", "money-minus(.y, 1)", "joined(\", \", .y, \" \")", "least-advanced(.y)")) {
            assertThat(node(expression, "1").isNull()).as(expression).isTrue();
        }
    }

    @Property
    void theLeastAdvancedIsTheSameInWhateverOrder(@ForAll @Size(min = 1, max = 6) List<@From("meanings") String> statuses) throws Exception {
        List<String> reversed = new ArrayList<>(statuses);
        Collections.reverse(reversed);
        assertThat(apply("least-advanced(.x)", json(statuses))).isEqualTo(apply("least-advanced(.x)", json(reversed)));
    }

    @Provide
    Arbitrary<String> meanings() {
        return Arbitraries.of("PENDING", "SHIPPED", "RETURNING", "RETURNED", "CANCELLED", "FAILED", "UNCHANGED", "PREVIOUS");
    }

    @Example
    void whatChangesNoStatusIsLeftOutOfTheLeastAdvanced() throws Exception {
        assertThat(apply("least-advanced(.x)", "[\"UNCHANGED\",\"SHIPPED\",\"PREVIOUS\"]")).isEqualTo("SHIPPED");
        assertThat(apply("least-advanced(.x)", "[\"PREVIOUS\"]")).isEqualTo("UNCHANGED");
        assertThatThrownBy(() -> apply("least-advanced(.x)", "[\"lost\"]")).hasMessageContaining("takes statuses of ours only");
    }

    private static String json(List<String> texts) throws Exception {
        return new com.fasterxml.jackson.databind.ObjectMapper().writeValueAsString(texts);
    }

    private static String apply(String expression, String json) throws Exception {
        return node(expression, json).textValue();
    }

    private static JsonNode node(String expression, String json) throws Exception {
        StatusTable none = StatusTable.read("status.csv", "word,status,note", new ArrayList<>());
        return new JsltLanguage().compile("test", expression, none, Set.of(), file -> null)
            .apply(MessageReader.read(("{\"x\":" + json + "}").getBytes(StandardCharsets.UTF_8), BodyFormat.JSON), Map.of());
    }
}
