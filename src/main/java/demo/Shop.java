package demo;

/** The demo's shops. Their ids, and those of what they sell on account or are paid for, tell demo data from all else. */
enum Shop {
    LAZADA_HCM("lazada", "lazada", "lazada-hcm", "26"),
    LAZADA_HN("lazada", "lazada", "lazada-hn", "27"),
    TIKI("tiki", "tiki", "tiki", "8"),
    SENDO("sendo", "sendo", "sendo", "16"),
    WEB("standard", "website", "web", "DEMO-W"),
    TILL("standard", "pos", "till", "DEMO-T"),
    B2B("b2b", "b2b", "b2b", "DEMO-B");

    /** What the id of a shop of the demo begins with. */
    static final String MARK = "demo-";
    /** What the id of a dealer, and of an order that is paid for by name, begins with. */
    static final String ID_MARK = "DEMO-";

    private final String channel;
    private final String platform;
    private final String id;
    private final String orders;

    Shop(String channel, String platform, String name, String orders) {
        this.channel = channel;
        this.platform = platform;
        this.id = MARK + name;
        this.orders = orders;
    }

    String channel() {
        return channel;
    }

    String platform() {
        return platform;
    }

    String id() {
        return id;
    }

    /** The id of its order of that number, in the platform's manner. */
    String order(long number) {
        return orders + number;
    }

    /** The number of its order of that id: no other order of the demo has it. */
    long number(String order) {
        return Long.parseLong(order.substring(orders.length()));
    }
}
