package demo;

import java.util.List;

/**
 * A dealer of the demo.
 *
 * @param limit in dong
 */
record Dealer(String id, String name, long limit, int termsDays, int graceDays, String parent) {

    static final List<Dealer> ALL = List.of(
        new Dealer("DEMO-DL-01", "Đại lý Minh Phát", 900_000_000, 30, 5, null),
        new Dealer("DEMO-DL-02", "Điện máy Hòa Bình", 9_000_000, 30, 5, null),
        new Dealer("DEMO-DL-03", "Tổng kho Miền Bắc", 1_500_000_000, 45, 7, null),
        new Dealer("DEMO-DL-04", "Cửa hàng Tân Tiến", 400_000_000, 30, 5, "DEMO-DL-03"),
        new Dealer("DEMO-DL-05", "Vật liệu Thành Công", 350_000_000, 30, 5, "DEMO-DL-03"),
        new Dealer("DEMO-DL-06", "Đồ gia dụng Sông Hàn", 600_000_000, 15, 3, null));

    /** It has less than one of its orders comes to and pays nothing, so that it is over its limit from the beginning. */
    static final Dealer OVER_LIMIT = ALL.get(1);

    static Dealer of(int hash) {
        return ALL.get(Math.floorMod(hash, ALL.size()));
    }
}
