package finance.rates;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import finance.FinanceConfig;
import finance.rates.FxConfig.Kind;
import finance.rates.RateFeed.WrongFeedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateFeedTest {

    /** As Vietcombank's feed looks. */
    static final String FEED = """
        <?xml version="1.0" encoding="utf-8"?>
        <ExrateList>
          <DateTime>11/22/2026 8:30:00 AM</DateTime>
          <Exrate CurrencyCode="AUD" CurrencyName="AUSTRALIAN DOLLAR   " Buy="16,100.10" Transfer="16,262.73" Sell="16,783.01" />
          <Exrate CurrencyCode="DKK" CurrencyName="DANISH KRONE        " Buy="-" Transfer="3,500.00" Sell="3,634.00" />
          <Exrate CurrencyCode="KWD" CurrencyName="KUWAITI DINAR       " Buy="-" Transfer="85,000.5" Sell="-" />
          <Exrate CurrencyCode="USD" CurrencyName="US DOLLAR           " Buy="25,100.00" Transfer="25,130.00" Sell="25,500.00" />
          <Source>Joint Stock Commercial Bank for Foreign Trade of Vietnam - Vietcombank</Source>
        </ExrateList>
        """;

    /** Noon of 22 November 2026 in Vietnam. */
    private static final Clock NOON = Clock.fixed(Instant.parse("2026-11-22T05:00:00Z"), ZoneOffset.UTC);

    private record Fx(Kind rate) implements FxConfig {
        @Override
        public Optional<String> url() {
            return Optional.empty();
        }

        @Override
        public String cron() {
            return "0+0/30+8-17+*+*+?";
        }

        @Override
        public int timeoutMs() {
            return 1;
        }
    }

    private record Finance(ZoneId zone, int rateMaxAgeDays) implements FinanceConfig { }

    private static String read(Kind kind, int status, String feed) throws WrongFeedException, IOException {
        RateFeed reader = new RateFeed(null, null, new Fx(kind), new Finance(ZoneId.of("Asia/Ho_Chi_Minh"), 4), NOON);
        return new String(reader.read(status, new ByteArrayInputStream(feed.getBytes(UTF_8))), UTF_8);
    }

    @Test
    void ratesAreExactAndADashIsNone() throws WrongFeedException, IOException {
        assertThat(read(Kind.TRANSFER, 200, FEED))
            .isEqualTo("{\"day\":\"2026-11-22\",\"vnd\":{\"AUD\":\"16262.73\",\"DKK\":\"3500.00\",\"KWD\":\"85000.5\",\"USD\":\"25130.00\"}}");
        assertThat(read(Kind.BUY, 200, FEED)).isEqualTo("{\"day\":\"2026-11-22\",\"vnd\":{\"AUD\":\"16100.10\",\"USD\":\"25100.00\"}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "25.130,00", "-5", "0.00", "1e5", "NaN", "25,13.00", "99999999999999"})
    void aRateThatIsNoneSpoilsTheFeed(String rate) {
        assertThatThrownBy(() -> read(Kind.TRANSFER, 200, FEED.replace("25,130.00", rate))).isInstanceOf(WrongFeedException.class)
            .hasMessageStartingWith("a rate must be a number such as 25,130.00");
    }

    @ParameterizedTest
    @ValueSource(strings = {"22/11/2026 8:30:00 AM", "11/23/2026 8:30:00 AM", "11/22/2025 8:30:00 AM", "yesterday"})
    void aFeedOfAnotherTimeIsRefused(String time) {
        assertThatThrownBy(() -> read(Kind.TRANSFER, 200, FEED.replace("11/22/2026 8:30:00 AM", time))).isInstanceOf(WrongFeedException.class)
            .hasMessageStartingWith("DateTime must be a time of the last 7 days");
    }

    @Test
    void whatIsNoFeedIsRefused() {
        assertThatThrownBy(() -> read(Kind.TRANSFER, 503, FEED)).hasMessage("it was answered with status 503");
        assertThatThrownBy(() -> read(Kind.TRANSFER, 200, "<html>")).isInstanceOf(WrongFeedException.class);
        assertThatThrownBy(() -> read(Kind.TRANSFER, 200, FEED.replace("\"AUD\"", "\"USD\""))).hasMessageStartingWith("a currency stands twice");
        assertThatThrownBy(() -> read(Kind.TRANSFER, 200, FEED.replace("<ExrateList>", "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/hosts\">]><ExrateList>")))
            .hasMessageStartingWith("a document type (DOCTYPE) is refused");
        assertThatThrownBy(() -> read(Kind.TRANSFER, 200, FEED + " ".repeat(1 << 20))).hasMessageContaining("more than 1048576 bytes");
    }
}
