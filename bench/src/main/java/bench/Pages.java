package bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/**
 * Lists of orders: each kind of filter asked for one after another, and the common ones at a fixed rate.
 *
 * @param kinds   a row for each kind of filter
 * @param answers of the common ones
 */
record Pages(int stored, List<Kind> kinds, int perSecond, OpenLoop.Result answers, ProcessUse use, long heapMiB) {

    private static final int ORDERS_A_PAGE = 50;
    private static final int FAR = 10_000;

    /**
     * @param millis of all answers, in microseconds
     * @param orders on the pages, on average
     */
    record Kind(String name, Histogram millis, double orders, int refused) { }

    boolean isRight() {
        return kinds.stream().allMatch(kind -> kind.refused == 0) && answers.statuses().getOrDefault(200, 0) == answers.accepted().cardinality()
            && answers.statuses().size() == 1;
    }

    /** @param asked how often each kind is asked for, after a quarter as often that is not counted */
    static Pages measure(Path jar, Path directory, List<String> jvmOptions, int stored, int asked, int perSecond, int seconds, int warmupSeconds) throws Exception {
        try (Application application = new Application(jar, directory, jvmOptions)) {
            application.start(Application.ALL_ROLES);
            String far;
            try (Connection connection = application.database()) {
                if (!ListedOrders.areThere(connection, stored)) {
                    ListedOrders.insert(connection, stored);
                }
                far = cursor(connection, (long) FAR * ORDERS_A_PAGE);
            }
            String authorization = application.authorization();
            List<Kind> kinds = new ArrayList<>();
            for (Asked kind : kinds(new Random(1), stored, far)) {
                ask(application, authorization, kind, asked / 4);
                kinds.add(ask(application, authorization, kind, asked));
            }
            List<String> common = common(far);
            for (int warmup : warmupSeconds > 0 ? List.of(perSecond / 2, perSecond) : List.<Integer>of()) {
                run(application, authorization, common, warmup, warmupSeconds);
            }
            ProcessUse before = ProcessUse.of(application);
            OpenLoop.Result answers = run(application, authorization, common, perSecond, seconds);
            return new Pages(stored, kinds, perSecond, answers, ProcessUse.of(application).since(before), application.heapPeakMiB());
        }
    }

    private record Asked(String name, Supplier<String> query) { }

    private static List<Asked> kinds(Random random, int stored, String far) {
        String whole = "text=" + URLEncoder.encode("Phạm Bảo Quỳnh", UTF_8);
        String common = "text=" + URLEncoder.encode("nguyễn", UTF_8);
        String one800 = "text=" + URLEncoder.encode("h minh t", UTF_8);
        String several = "&status=PENDING,ON_HOLD,FAILED,RETURNED";
        String[] syllables = {"nguyễn", "ngọc", "hương", "quỳnh", "minh", "thị thu"};
        return List.of(
            new Asked("none", () -> ""),
            new Asked("none, page " + FAR, () -> "cursor=" + far),
            new Asked("platform", () -> "platform=" + List.of("lazada", "tiki", "sendo", "b2b").get(random.nextInt(4))),
            new Asked("platform there is none of", () -> "platform=square"),
            new Asked("shop", () -> "platform=tiki&shop=tiki" + random.nextInt(13)),
            new Asked("status", () -> "status=" + List.of("PENDING", "SHIPPED", "DELIVERED", "COMPLETED", "CANCELLED").get(random.nextInt(5))),
            new Asked("rare status", () -> "status=ON_HOLD"),
            new Asked("status there is none of", () -> "status=RETURNING"),
            new Asked("several statuses", () -> several.substring(1)),
            new Asked("status, page " + FAR, () -> "status=COMPLETED&cursor=" + far),
            new Asked("platform and status", () -> "platform=" + List.of("lazada", "tiki", "b2b").get(random.nextInt(3)) + "&status=FAILED"),
            new Asked("shop and rare status", () -> "platform=sendo&shop=sendo" + random.nextInt(13) + "&status=ON_HOLD"),
            new Asked("dealer", () -> "dealer=D" + random.nextInt(2000)),
            new Asked("dealer and status", () -> "dealer=D" + random.nextInt(2000) + "&status=CANCELLED"),
            new Asked("a day of two years", () -> day(random)),
            new Asked("a day and rare status", () -> "status=ON_HOLD&" + day(random)),
            new Asked("start of an order id", () -> "text=" + (2000000000L + random.nextInt(stored))),
            new Asked("a digit all ids begin with", () -> "text=2"),
            new Asked("part of a name", () -> "text=" + URLEncoder.encode(syllables[random.nextInt(syllables.length)], UTF_8)),
            new Asked("part of a name that is nobody's", () -> "text=" + URLEncoder.encode("xyzw", UTF_8)),
            new Asked("two common syllables that nobody has together", () -> "text=" + URLEncoder.encode("bình minh", UTF_8)),
            new Asked("a whole name", () -> whole),
            new Asked("a whole name that few have", () -> "text=" + URLEncoder.encode(List.of("Lê", "Vũ", "Trần", "Nguyễn").get(random.nextInt(4)) + " Thị "
                + List.of("Kim", "Thu", "Ngọc").get(random.nextInt(3)) + " " + List.of("Lan", "Thảo", "Hương", "Mai").get(random.nextInt(4)) + " "
                + List.of("Linh", "Nga", "Trang", "Vy").get(random.nextInt(4)), UTF_8)),
            new Asked("end of a phone number", () -> "text=" + String.format("%07d", random.nextInt(10_000_000))),
            new Asked("part of a name and platform", () -> "platform=b2b&text=" + URLEncoder.encode("quỳnh", UTF_8)),
            new Asked("part of a name and status", () -> common + "&status=" + List.of("PENDING", "CANCELLED", "FAILED", "COMPLETED").get(random.nextInt(4))),
            new Asked("part of a name and rare status", () -> common + "&status=ON_HOLD"),
            new Asked("part of a name and several statuses", () -> common + several),
            new Asked("part that few names have and several statuses", () -> "text=" + URLEncoder.encode("bảo quỳnh", UTF_8) + several),
            new Asked("part that few names have and common statuses", () -> "text=" + URLEncoder.encode("bảo quỳnh", UTF_8) + "&status=DELIVERED,COMPLETED,CANCELLED"),
            new Asked("beginning of a phone number and several statuses", () -> "text=09" + random.nextInt(10) + several),
            new Asked("part of a name, shop and common statuses", () -> common + "&platform=tiki&shop=tiki" + random.nextInt(13) + "&status=DELIVERED,COMPLETED"),
            new Asked("part that few names have, shop and common statuses", () -> "text=" + URLEncoder.encode("bảo quỳnh", UTF_8) + "&platform=tiki&shop=tiki" + random.nextInt(13) + "&status=DELIVERED,COMPLETED"),
            new Asked("part that one of 800 orders has", () -> one800),
            new Asked("part that one of 800 orders has and several statuses", () -> one800 + several),
            new Asked("part that one of 800 orders has and shop", () -> one800 + "&platform=tiki&shop=tiki" + random.nextInt(13)),
            new Asked("part of a name and dealer", () -> common + "&dealer=D" + random.nextInt(2000)),
            new Asked("part of a name and a day", () -> common + "&" + day(random)),
            new Asked("a whole name and platform", () -> whole + "&platform=" + List.of("lazada", "tiki", "sendo", "b2b").get(random.nextInt(4))),
            new Asked("a whole name and shop", () -> whole + "&platform=tiki&shop=tiki" + random.nextInt(13)),
            new Asked("a whole name and status", () -> whole + "&status=" + List.of("PENDING", "CANCELLED", "FAILED", "COMPLETED").get(random.nextInt(4))),
            new Asked("a whole name and several statuses", () -> whole + several),
            new Asked("a whole name and a day", () -> whole + "&" + day(random)));
    }

    private static String day(Random random) {
        Instant from = Instant.now().minusSeconds(86_400L * (1 + random.nextInt(700)));
        return "from=" + from + "&to=" + from.plusSeconds(86_400);
    }

    /** What people look at: the newest, of a platform, of a status, the page after. */
    private static List<String> common(String far) {
        return List.of("", "platform=lazada", "status=PENDING", "", "platform=tiki&status=SHIPPED", "status=PENDING,CONFIRMED", "", "shop=lazada3&platform=lazada", "cursor=" + far, "platform=sendo");
    }

    private static Kind ask(Application application, String authorization, Asked kind, int times) throws Exception {
        HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        Histogram micros = new Histogram(3);
        long orders = 0;
        int refused = 0;
        for (int i = 0; i < times; i++) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + application.httpPort() + "/orders?" + kind.query.get()))
                .header("Authorization", authorization).build();
            long before = System.nanoTime();
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            micros.recordValue((System.nanoTime() - before) / 1_000);
            orders += answer.body().split("\"order_id\"", -1).length - 1;
            refused += answer.statusCode() == 200 ? 0 : 1;
        }
        return new Kind(kind.name, micros, (double) orders / Math.max(1, times), refused);
    }

    private static OpenLoop.Result run(Application application, String authorization, List<String> queries, int perSecond, int seconds) throws InterruptedException {
        try (SignedRequests requests = SignedRequests.gets(queries.stream().map(query -> "/orders?" + query).toList(), authorization, perSecond * seconds)) {
            return OpenLoop.run(requests, perSecond, application.httpPort());
        }
    }

    /** As the list gives it: where the so manieth order stands. */
    private static String cursor(Connection connection, long offset) throws SQLException {
        try (ResultSet row = connection.createStatement().executeQuery(
            "select created_at, id from orders order by created_at desc, id desc offset " + offset + " limit 1")) {
            if (!row.next()) {
                return "";
            }
            return Base64.getUrlEncoder().withoutPadding().encodeToString((row.getTimestamp(1).toInstant() + "|" + row.getLong(2)).getBytes(UTF_8));
        }
    }
}
