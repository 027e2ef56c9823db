package demo;

import java.util.List;

/**
 * An order as its channel would know it. All of it follows from its shop, its id and the seed.
 *
 * @param shipping in dong
 * @param dealer   on whose account it is; null: on nobody's
 */
record FakeOrder(Shop shop, String id, Buyer buyer, List<Item> items, long shipping, String dealer) {

    record Buyer(long id, String name, String phone, String email, String address, String city) { }

    /** @param price of a piece, in dong, with VAT */
    record Item(String lineId, String sku, String name, int quantity, long price) { }

    /** What the goods come to, in dong. */
    long goods() {
        return items.stream().mapToLong(item -> item.quantity() * item.price()).sum();
    }

    /** What is to be paid, in dong. */
    long total() {
        return goods() + shipping;
    }
}
