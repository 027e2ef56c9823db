package finance.sales;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was sold on a day, and how long it took.
 *
 * @param zone whose day it is
 * @param asOf    when what was not finished by then counts as overdue
 * @param isTimed whether all events of its orders are kept still; else nobody knows how long anything took, and sla means nothing
 */
record SalesReport(LocalDate date, ZoneId zone, Instant asOf, boolean isTimed, SortedMap<ShopCurrency, Sales> sales, SortedMap<Shop, Sla> sla) {

    /** A platform's shop; empty texts: nobody knows whose posting it is. */
    record Shop(String platform, String shopId) implements Comparable<Shop> {
        @Override
        public int compareTo(Shop other) {
            int byPlatform = platform.compareTo(other.platform);
            return byPlatform == 0 ? shopId.compareTo(other.shopId) : byPlatform;
        }
    }

    /** One of a shop's currencies. */
    record ShopCurrency(Shop shop, String currency) implements Comparable<ShopCurrency> {
        @Override
        public int compareTo(ShopCurrency other) {
            int byShop = shop.compareTo(other.shop);
            return byShop == 0 ? currency.compareTo(other.currency) : byShop;
        }
    }

    SortedMap<String, Sales> byCurrency() {
        SortedMap<String, Sales> totals = new TreeMap<>();
        sales.forEach((of, sold) -> totals.merge(of.currency, sold, Sales::plus));
        return totals;
    }

    /** Over all currencies: of its figures only those in VND mean anything. */
    Sales total() {
        return sales.values().stream().reduce(Sales.NONE, Sales::plus);
    }

    Sla totalSla() {
        return sla.values().stream().reduce(Sla.NONE, Sla::plus);
    }
}
