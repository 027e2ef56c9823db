package finance.rates;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import credit.Rates;
import database.Sql;
import finance.FinanceConfig;
import finance.Xml;
import finance.Xml.WrongXmlException;
import io.quarkus.arc.Unremovable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import money.Currencies;
import org.jboss.logging.Logger;

/**
 * The rates that a bank publishes each day, in the shape of Vietcombank's feed: {@code <ExrateList><DateTime>11/22/2026 8:30:00
 * AM</DateTime><Exrate CurrencyCode="USD" Buy="25,100.00" Transfer="25,130.00" Sell="25,500.00"/>…}. What the Kamelet
 * {@code fx-rates-source} asks and reads; a rate that is there already, of the feed or of a person, stays.
 */
@ApplicationScoped
@Named("rateFeed")
@Unremovable
public class RateFeed {

    private static final Logger LOG = Logger.getLogger(RateFeed.class);
    private static final int OK = 200;
    private static final int MAX_BYTES = 1 << 20;
    private static final Xml.Limits LIMITS = new Xml.Limits(5, 1_000);
    private static final int MAX_CURRENCIES = 300;
    /** A feed of more days ago is a stopped clock, and so is one of tomorrow. */
    private static final int MAX_AGE_DAYS = 7;
    private static final String VND = "VND";
    private static final String NONE = "-";
    private static final Pattern RATE = Pattern.compile("(\\d{1,3}(,\\d{3}){0,3}|\\d{1,12})(\\.\\d{1,6})?");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("M/d/yyyy h:mm:ss a", Locale.ENGLISH);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Currencies that had a rate in the last days and have none today; and one, where there is none at all. */
    private static final String MISSING = """
        select exists (select from fx_rate r where r.day between ? and ? and not exists (select from fx_rate t where t.currency = r.currency and t.day = ?))
            or not exists (select from fx_rate where day = ?)""";

    private final Sql database;
    private final Rates rates;
    private final FxConfig config;
    private final FinanceConfig finance;
    private final Clock clock;

    @Inject
    RateFeed(Sql database, Rates rates, FxConfig config, FinanceConfig finance) {
        this(database, rates, config, finance, Clock.systemUTC());
    }

    RateFeed(Sql database, Rates rates, FxConfig config, FinanceConfig finance, Clock clock) {
        this.database = database;
        this.rates = rates;
        this.config = config;
        this.finance = finance;
        this.clock = clock;
    }

    /** The feed is not what it must be; the message says what is wrong. */
    public static final class WrongFeedException extends Exception {

        WrongFeedException(String message) {
            super(message, null, false, false);
        }
    }

    /** Whether rates of today may still be had. */
    public boolean isDue() {
        LocalDate today = today();
        return database.query(MISSING, row -> row.getBoolean(1), today.minusDays(finance.rateMaxAgeDays()), today, today, today).get(0);
    }

    /**
     * What the feed answered, as {@code {"day":"2026-11-22","vnd":{"USD":"25130.00"}}}: of each currency VND for one unit.
     *
     * @throws WrongFeedException it is no feed, or one of another time
     */
    public byte[] read(int status, InputStream body) throws WrongFeedException, IOException {
        if (status != OK) {
            throw new WrongFeedException("it was answered with status " + status);
        }
        byte[] bytes = body.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw new WrongFeedException("it has more than " + MAX_BYTES + " bytes");
        }
        Feed feed = new Feed();
        try (Xml xml = Xml.open(new ByteArrayInputStream(bytes), LIMITS)) {
            feed.read(xml);
        } catch (WrongXmlException wrong) {
            throw new WrongFeedException(wrong.getMessage());
        }
        ObjectNode told = JSON.createObjectNode().put("day", feed.day.toString());
        ObjectNode vnd = told.putObject("vnd");
        feed.vnd.forEach((currency, rate) -> vnd.put(currency, rate.toPlainString()));
        return JSON.writeValueAsBytes(told);
    }

    /** Keeps what {@link #read} gave; orders that waited for a rate go on. Returns how many rates are new. */
    public int keep(byte[] told) throws IOException, SQLException {
        ObjectNode feed = (ObjectNode) JSON.readTree(told);
        LocalDate day = LocalDate.parse(feed.path("day").textValue());
        Map<String, BigDecimal> vnd = JSON.convertValue(feed.get("vnd"), new TypeReference<TreeMap<String, BigDecimal>>() { });
        int fresh = rates.add(day, vnd);
        LOG.infof("Rates of %s: %d told, %d of them new", day, vnd.size(), fresh);
        return fresh;
    }

    /** Says that there was no feed; the old rates stay. */
    public void failed(Exception cause) {
        LOG.errorf("The rates of the day were not fetched from ordersync.fx.url, and the old ones stay until the next run: %s%s",
            cause instanceof WrongFeedException ? "the feed is wrong: " : cause.getClass().getSimpleName() + " ", cause.getMessage());
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), finance.zone());
    }

    /** One answer of the feed. */
    private final class Feed {

        private LocalDate day;
        private final Map<String, BigDecimal> vnd = new TreeMap<>();

        void read(Xml xml) throws WrongXmlException {
            if (!xml.name().equals("ExrateList")) {
                throw xml.wrong("the root element is not ExrateList");
            }
            xml.children(name -> {
                if (name.equals("DateTime")) {
                    day = day(xml);
                } else if (name.equals("Exrate")) {
                    rate(xml);
                }
            });
            xml.end();
            if (day == null || vnd.isEmpty()) {
                throw xml.wrong("it tells no DateTime, or not one rate");
            }
        }

        /** In {@code ordersync.finance.zone}. */
        private LocalDate day(Xml xml) throws WrongXmlException {
            try {
                LocalDate told = LocalDateTime.parse(xml.text(), TIME).toLocalDate();
                if (!told.isAfter(today()) && told.isAfter(today().minusDays(MAX_AGE_DAYS))) {
                    return told;
                }
            } catch (DateTimeException notATime) {
                // Said below.
            }
            throw xml.wrong("DateTime must be a time of the last " + MAX_AGE_DAYS + " days such as 11/22/2026 8:30:00 AM (month first)");
        }

        private void rate(Xml xml) throws WrongXmlException {
            String code = xml.attribute("CurrencyCode");
            String told = xml.attribute(config.rate().attribute());
            if (code == null || told == null) {
                throw xml.wrong("an Exrate must tell CurrencyCode and " + config.rate().attribute());
            }
            if (told.strip().equals(NONE) || told.isBlank() || code.strip().equals(VND)) {
                return;
            }
            if (!RATE.matcher(told.strip()).matches() || new BigDecimal(told.strip().replace(",", "")).signum() == 0) {
                throw xml.wrong("a rate must be a number such as 25,130.00, more than 0");
            }
            if (vnd.size() == MAX_CURRENCIES || vnd.put(currency(xml, code.strip()), new BigDecimal(told.strip().replace(",", ""))) != null) {
                throw xml.wrong("a currency stands twice, or there are more than " + MAX_CURRENCIES);
            }
        }

        private String currency(Xml xml, String code) throws WrongXmlException {
            if (!Currencies.isKnown(code)) {
                throw xml.wrong("CurrencyCode must be of ISO 4217");
            }
            return code;
        }
    }
}
