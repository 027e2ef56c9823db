package demo;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Makes up orders: names as they are common in Vietnam, numbers that nobody has, prices of a household shop. */
final class Catalogue {

    private static final List<String> FAMILIES = List.of("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý");
    private static final List<String> MIDDLES = List.of("Thị", "Văn", "Minh", "Thanh", "Ngọc", "Quang", "Hữu", "Đức", "Thu", "Kim", "Anh", "Gia");
    private static final List<String> GIVEN = List.of("An", "Bình", "Chi", "Dũng", "Giang", "Hà", "Hải", "Hạnh", "Hòa", "Hương", "Khánh", "Lan", "Linh", "Long",
        "Mai", "Nam", "Nga", "Nhung", "Phúc", "Phương", "Quân", "Sơn", "Tâm", "Thảo", "Trang", "Trung", "Tú", "Tuấn", "Vy", "Yến");
    private static final List<String> STREETS = List.of("Trần Phú", "Lê Lợi", "Hai Bà Trưng", "Nguyễn Huệ", "Phan Đình Phùng", "Lý Thường Kiệt", "Nguyễn Trãi",
        "Điện Biên Phủ", "Cách Mạng Tháng Tám", "Võ Văn Tần", "Bạch Đằng", "Hùng Vương");
    private static final List<String> CITIES = List.of("Hà Nội", "TP. Hồ Chí Minh", "TP. Hồ Chí Minh", "Đà Nẵng", "Hải Phòng", "Cần Thơ", "Huế", "Nha Trang",
        "Biên Hòa", "Vũng Tàu", "Đà Lạt", "Vinh");
    private static final List<Product> RETAIL = List.of(
        new Product("NC-18", "Nồi cơm điện 1,8 lít", 890_000), new Product("AM-17", "Ấm siêu tốc 1,7 lít", 329_000), new Product("CH-24", "Chảo chống dính 24 cm", 259_000),
        new Product("BH-500", "Bình giữ nhiệt 500 ml", 189_000), new Product("MX-3", "Máy xay sinh tố 3 cối", 749_000), new Product("QH-16", "Quạt hộp 16 inch", 459_000),
        new Product("BL-2T", "Bàn là hơi nước 2.000 W", 569_000), new Product("KD-12", "Bộ dao nhà bếp 6 món", 299_000), new Product("AT-M", "Áo thun cotton, cỡ M", 149_000),
        new Product("AT-L", "Áo thun cotton, cỡ L", 149_000), new Product("BL-25", "Ba lô chống nước 25 lít", 419_000), new Product("TN-BT", "Tai nghe Bluetooth", 349_000),
        new Product("SD-20", "Sạc dự phòng 20.000 mAh", 499_000), new Product("DL-LED", "Đèn bàn LED chống cận", 279_000), new Product("NM-500", "Nước mắm Phú Quốc 500 ml", 95_000),
        new Product("CF-PH", "Cà phê phin Buôn Ma Thuột 500 g", 129_000), new Product("TR-OL", "Trà ô long Bảo Lộc 200 g", 165_000), new Product("GN-5", "Gạo ST25, túi 5 kg", 215_000));
    private static final List<Product> WHOLESALE = List.of(
        new Product("DRILL-10", "Máy khoan 10 mm, thùng 6", 4_680_000), new Product("GRIND-100", "Máy mài góc 100 mm, thùng 6", 5_340_000),
        new Product("SCREW-4", "Vít gỗ 4×40, thùng 10.000", 1_850_000), new Product("PAINT-18", "Sơn nội thất 18 lít", 1_290_000),
        new Product("WIRE-25", "Dây điện 2×2,5 mm, cuộn 100 m", 1_640_000), new Product("LED-18", "Đèn LED tròn 18 W, thùng 40", 2_760_000));
    private static final int PHONE_RANGE = 1_000_000;

    private final long seed;

    Catalogue(long seed) {
        this.seed = seed;
    }

    private record Product(String sku, String name, long price) { }

    /** The order of that id: always the same. */
    FakeOrder order(Shop shop, String id) {
        Random random = new Random(seed ^ id.hashCode() * 31L ^ shop.ordinal());
        List<Product> products = shop == Shop.B2B ? WHOLESALE : RETAIL;
        List<FakeOrder.Item> items = new ArrayList<>();
        int lines = random.nextInt(10) < 7 ? 1 : 2;
        int first = random.nextInt(products.size());
        for (int line = 1; line <= lines; line++) {
            Product product = products.get((first + (line - 1) * 5) % products.size());
            items.add(new FakeOrder.Item(id + line, product.sku, product.name, quantity(shop, random), product.price));
        }
        boolean isTill = shop == Shop.TILL;
        long shipping = isTill || shop == Shop.B2B ? 0 : 15_000 + 5_000L * random.nextInt(4);
        return new FakeOrder(shop, id, buyer(random), items, shipping, shop == Shop.B2B ? Dealer.of(id.hashCode()).id() : null);
    }

    /** Lazada has an item for each piece. */
    private static int quantity(Shop shop, Random random) {
        return shop == Shop.B2B ? 2 + random.nextInt(8) : shop.channel().equals("lazada") ? 1 : 1 + random.nextInt(2);
    }

    /** Phones begin with 0900 000, which no operator gives out; addresses end in example.com (RFC 2606). */
    private static FakeOrder.Buyer buyer(Random random) {
        String name = pick(FAMILIES, random) + " " + pick(MIDDLES, random) + " " + pick(GIVEN, random);
        int number = random.nextInt(1_000);
        String street = 1 + random.nextInt(299) + " " + pick(STREETS, random);
        return new FakeOrder.Buyer(100_000 + random.nextInt(PHONE_RANGE), name, "0900000%03d".formatted(number), plain(name) + "@example.com", street, pick(CITIES, random));
    }

    private static String plain(String name) {
        return Normalizer.normalize(name.toLowerCase(Locale.ROOT).replace('đ', 'd'), Normalizer.Form.NFD).replaceAll("\\p{M}", "").replace(' ', '.');
    }

    private static <T> T pick(List<T> from, Random random) {
        return from.get(random.nextInt(from.size()));
    }
}
