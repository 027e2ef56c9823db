package finance.sales;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import exports.Csv;
import finance.sales.SalesReport.Shop;
import finance.sales.Sla.Pace;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import orders.Money;

/** How a report is written. The same report gives the same bytes. */
enum SalesFormat {

    JSON("application/json") {
        @Override
        byte[] bytes(SalesReport report) {
            ObjectNode json = MAPPER.createObjectNode().put("date", report.date().toString()).put("zone", report.zone().getId())
                .put("as_of", report.asOf().toString());
            ArrayNode sales = json.putArray("sales");
            report.sales().forEach((of, sold) -> put(shop(sales.addObject(), of.shop()).put("currency", of.currency()), sold, of.currency()));
            ObjectNode total = json.putObject("total");
            ArrayNode currencies = total.putArray("by_currency");
            report.byCurrency().forEach((currency, sold) -> put(currencies.addObject().put("currency", currency), sold, currency));
            putVnd(total.putObject("vnd").put("orders", report.total().orders()), report.total());
            if (report.isTimed()) {
                ArrayNode sla = json.putArray("sla");
                report.sla().forEach((shop, one) -> put(shop(sla.addObject(), shop), one));
                put(total.putObject("sla"), report.totalSla());
            } else {
                json.put("sla_omitted", "The day is older than ordersync.events.keep-days: events of its orders may have been dropped.");
            }
            try {
                return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(json);
            } catch (JsonProcessingException impossible) {
                throw new IllegalStateException("Text and numbers did not become JSON", impossible);
            }
        }
    },

    /** One table: {@code part} says what a row is about; cells that mean nothing there are empty. */
    CSV("text/csv; charset=utf-8") {
        @Override
        byte[] bytes(SalesReport report) {
            List<List<String>> rows = new ArrayList<>();
            report.sales().forEach((of, sold) -> rows.add(row("sales", of.shop(), cells(sold, of.currency()), EMPTY_SLA)));
            report.byCurrency().forEach((currency, sold) -> rows.add(row("sales total", ALL, cells(sold, currency), EMPTY_SLA)));
            rows.add(row("sales total in VND", ALL, totalCells(report.total()), EMPTY_SLA));
            if (report.isTimed()) {
                report.sla().forEach((shop, one) -> rows.add(row("sla", shop, EMPTY_SALES, cells(one))));
                rows.add(row("sla total", ALL, EMPTY_SALES, cells(report.totalSla())));
            } else {
                rows.add(row("sla omitted", ALL, EMPTY_SALES, EMPTY_SLA));
            }
            StringBuilder csv = new StringBuilder(String.join(",", COLUMNS)).append("\r\n");
            rows.forEach(row -> csv.append(report.date()).append(',').append(String.join(",", row)).append("\r\n"));
            return csv.toString().getBytes(UTF_8);
        }
    };

    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final String VND = "VND";
    private static final Shop ALL = new Shop("", "");
    private static final List<String> SALES_COLUMNS = List.of("currency", "orders", "gross", "vat", "fees", "refunds", "net", "gross_vnd", "vat_vnd", "fees_vnd",
        "refunds_vnd", "net_vnd", "unconverted", "without_vat");
    private static final List<String> SLA_COLUMNS = List.of("placed", "cancelled", "shipped_in_time", "shipped_late", "not_shipped_overdue",
        "delivered_in_time", "delivered_late", "not_delivered_overdue", "postings", "posted_in_time", "posted_late", "not_posted_overdue");
    private static final List<String> COLUMNS = joined(List.of("date", "part", "platform", "shop_id"), SALES_COLUMNS, SLA_COLUMNS);
    private static final List<String> EMPTY_SALES = SALES_COLUMNS.stream().map(column -> "").toList();
    private static final List<String> EMPTY_SLA = SLA_COLUMNS.stream().map(column -> "").toList();

    private final String mediaType;

    SalesFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    abstract byte[] bytes(SalesReport report);

    String mediaType() {
        return mediaType;
    }

    String fileName(LocalDate day) {
        return "sales-" + day + "." + name().toLowerCase(Locale.ROOT);
    }

    private static ObjectNode shop(ObjectNode json, Shop shop) {
        return json.put("platform", shop.platform()).put("shop_id", shop.shopId());
    }

    private static void put(ObjectNode json, Sales sold, String currency) {
        figures(json.put("orders", sold.orders()), sold.original(), currency);
        putVnd(json.putObject("vnd"), sold);
        json.put("without_vat", sold.withoutVat());
    }

    private static void putVnd(ObjectNode json, Sales sold) {
        figures(json, sold.vnd(), VND);
        json.put("unconverted", sold.unconverted());
    }

    private static void figures(ObjectNode json, Figures figures, String currency) {
        json.put("gross", Money.text(figures.gross(), currency)).put("vat", Money.text(figures.vat(), currency))
            .put("fees", Money.text(figures.fees(), currency)).put("refunds", Money.text(figures.refunds(), currency))
            .put("net", Money.text(figures.net(), currency));
    }

    private static void put(ObjectNode json, Sla sla) {
        json.put("placed", sla.placed()).put("cancelled", sla.cancelled());
        pace(json.putObject("shipped"), sla.shipping());
        pace(json.putObject("delivered"), sla.delivery());
        pace(json.put("postings", sla.postings()).putObject("posted"), sla.posting());
    }

    private static void pace(ObjectNode json, Pace pace) {
        json.put("in_time", pace.inTime()).put("late", pace.late()).put("overdue", pace.overdue());
    }

    private static List<String> row(String part, Shop shop, List<String> sales, List<String> sla) {
        return joined(List.of(part, Csv.field(shop.platform()), Csv.field(shop.shopId())), sales, sla);
    }

    private static List<String> cells(Sales sold, String currency) {
        return joined(List.of(currency, Long.toString(sold.orders())), cells(sold.original(), currency), vndCells(sold));
    }

    private static List<String> totalCells(Sales sold) {
        return joined(List.of("", Long.toString(sold.orders())), List.of("", "", "", "", ""), vndCells(sold));
    }

    private static List<String> vndCells(Sales sold) {
        return joined(cells(sold.vnd(), VND), List.of(Long.toString(sold.unconverted()), Long.toString(sold.withoutVat())));
    }

    private static List<String> cells(Figures figures, String currency) {
        return List.of(Money.text(figures.gross(), currency), Money.text(figures.vat(), currency), Money.text(figures.fees(), currency),
            Money.text(figures.refunds(), currency), Money.text(figures.net(), currency));
    }

    private static List<String> cells(Sla sla) {
        return joined(numbers(sla.placed(), sla.cancelled()), cells(sla.shipping()), cells(sla.delivery()), numbers(sla.postings()), cells(sla.posting()));
    }

    private static List<String> cells(Pace pace) {
        return numbers(pace.inTime(), pace.late(), pace.overdue());
    }

    private static List<String> numbers(long... values) {
        return Arrays.stream(values).mapToObj(Long::toString).toList();
    }

    @SafeVarargs
    private static List<String> joined(List<String>... parts) {
        return Arrays.stream(parts).flatMap(List::stream).collect(Collectors.toList());
    }
}
