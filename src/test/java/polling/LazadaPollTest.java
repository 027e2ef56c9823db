package polling;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import channels.ApiAnswer;
import channels.ApiRequest;
import channels.ChannelsConfig;
import channels.PlatformException;
import channels.PlatformJson;
import channels.ShopAccess;
import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.net.URLDecoder;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A shop with more orders than Lazada counts in one window: the documentation ends {@code offset} at 5,000. */
class LazadaPollTest {

    private static final int DOCUMENTED_OFFSET = 5000;
    private static final Instant NINE = Instant.parse("2026-05-04T02:00:00Z");
    private static final Instant NOW = NINE.plusSeconds(86_400);
    private static final ShopAccess SHOP = new ShopAccess("lazada", "1", new SmallRyeConfigBuilder().withMapping(ChannelsConfig.class)
        .withSources(new PropertiesConfigSource(Map.of("ordersync.channels.lazada.api-url", "https://api.lazada.sg/rest"), "test", 0)).build()
        .getConfigMapping(ChannelsConfig.class).channels().get("lazada"), null);

    /** An order by its number and the time it changed. */
    private record Order(long id, Instant changed) { }

    private final List<Order> orders = new ArrayList<>();
    private final Set<Long> taken = new HashSet<>();
    private final List<Long> messages = new ArrayList<>();
    /** Times that orders tell in place of those they are listed by. */
    private final Map<Long, Instant> told = new HashMap<>();
    /** Orders whose list, and whose items, one answer has room for; an order that is heavy fills the room for items alone. */
    private int listRoom = LazadaPoll.PAGE;
    private int itemsRoom = LazadaPoll.PAGE;
    private final Set<Long> heavy = new HashSet<>();
    /** Of the orders that were told, those without their items. */
    private final Set<Long> bare = new HashSet<>();
    private final Set<String> sites = new HashSet<>();
    private String pattern = "yyyy-MM-dd HH:mm:ss Z";
    private final Cursor cursor = new Cursor();
    /** Asks without a token and without a signature, which {@link PolledOrdersTest} looks at. */
    private final LazadaPlatform lazada = new LazadaPlatform(null, null) {
        @Override
        ApiRequest signed(ShopAccess shop, String path, Map<String, String> parameters) {
            return ApiRequest.get(path, parameters, null);
        }
    };

    @Test
    void behindTheLargestOffsetANewWindowBeginsAndNoOrderIsLeftOut() {
        // Given three windows full of orders, three changed in each second
        changed(12_345, i -> NINE.plusSeconds(i / 3));

        // When
        poll();

        // Then
        assertThat(taken).hasSize(12_345);
        assertThat(cursor.position()).contains(NINE.plusSeconds(12_344 / 3).toString());
        assertThat(cursor.ended).isTrue();
    }

    @Test
    void theSecondInWhichAWindowEndsIsReadToItsEnd() {
        // Given a second whose orders begin before the largest offset and end behind it
        changed(4_000, i -> NINE.plusSeconds(i));
        changed(3_000, i -> NINE.plusSeconds(5_000));
        changed(10, i -> NINE.plusSeconds(6_000 + i));

        // When
        poll();

        // Then
        assertThat(taken).hasSize(7_010);
    }

    @Test
    void exactlyAsManyAsOneWindowHoldsIsNoTrouble() {
        // Given, all in the second that the window begins with
        cursor.position = NINE.plus(LazadaPoll.OVERLAP).toString();
        changed(DOCUMENTED_OFFSET - 10, i -> NINE);

        // When
        poll();

        // Then
        assertThat(taken).hasSize(DOCUMENTED_OFFSET - 10);
        assertThat(cursor.ended).isTrue();
    }

    @Test
    void moreOfOneSecondThanLazadaGivesIsSaidAndNotPassedOver() {
        // Given
        changed(DOCUMENTED_OFFSET + 100, i -> NINE.plusSeconds(60));
        changed(1, i -> NINE.plusSeconds(120));

        // When, Then
        assertThatThrownBy(this::poll).isInstanceOf(PlatformException.class)
            .hasMessageContaining("more than 5000 orders at " + NINE.plusSeconds(60)).hasMessageContaining("backfill");
        assertThat(cursor.position()).contains(NINE.plusSeconds(60).toString());
        assertThat(cursor.ended).isFalse();
    }

    @Test
    void anOrderThatChangesBetweenTwoPagesKeepsNoOtherFromBeingRead() {
        // Given orders of a minute each, of which one changes after the first page, and another shows up late: there are as many as before
        changed(120, i -> NINE.plusSeconds(60L * i));
        Poll poll = LazadaPoll.changes(lazada, SHOP, cursor, NOW);
        step(poll);
        step(poll);

        // When
        orders.set(30, new Order(30, NOW.plusSeconds(1)));
        orders.add(new Order(999, NINE.plusSeconds(60L * 119)));
        while (poll.more()) {
            step(poll);
        }

        // Then
        assertThat(taken).hasSize(121);
    }

    @Test
    void anOrderThatTellsATimeAheadOfItsPlaceSkipsNoOther() {
        // Given one that changed when the list knew it by its time before
        changed(120, i -> NINE.plusSeconds(60L * i));
        told.put(30L, NOW.plusSeconds(3));

        // When
        poll();

        // Then
        assertThat(taken).hasSize(120);
        assertThat(cursor.position()).contains(NINE.plusSeconds(60L * 119).toString());
    }

    @Test
    void noOrderIsToldTwiceThatHasNotChanged() {
        // Given
        changed(500, i -> NINE.plusSeconds(i));

        // When
        poll();

        // Then
        assertThat(messages).hasSize(500);
    }

    @Test
    void timesAreReadAsTheMappingReadsThem() {
        // Given a site that writes them so
        pattern = "yyyy-MM-dd'T'HH:mm:ssXX";
        changed(60, i -> NINE.plusSeconds(i));

        // When
        poll();

        // Then
        assertThat(cursor.position()).contains(NINE.plusSeconds(59).toString());
    }

    @Test
    void anAnswerWithoutItsListIsNoEndOfTheList() {
        // Given
        Poll poll = LazadaPoll.changes(lazada, SHOP, cursor, NOW);
        poll.next();

        // When, Then
        assertThatThrownBy(() -> poll.read(new ApiAnswer(200, "{\"code\":\"0\",\"data\":{}}".getBytes(UTF_8)))).isInstanceOf(PlatformException.Down.class);
        assertThatThrownBy(() -> poll.read(new ApiAnswer(200, new byte[0]))).isInstanceOf(PlatformException.Down.class);
        assertThat(cursor.ended).isFalse();
    }

    @Test
    void whatIsTooLongForOneAnswerIsAskedForInSmallerParts() {
        // Given
        changed(500, i -> NINE.plusSeconds(i / 3));
        listRoom = 30;
        itemsRoom = 7;

        // When
        poll();

        // Then
        assertThat(taken).hasSize(500);
        assertThat(bare).isEmpty();
        assertThat(cursor.position()).contains(NINE.plusSeconds(499 / 3).toString());
        assertThat(cursor.ended).isTrue();
    }

    @Test
    void anOrderWhoseItemsAreTooLongIsToldWithoutThemAndOnceMoreAsALetter() {
        // Given
        changed(60, i -> NINE.plusSeconds(i));
        heavy.add(20L);

        // When
        poll();

        // Then
        assertThat(taken).hasSize(60);
        assertThat(bare).containsExactly(20L);
        assertThat(messages.stream().filter(id -> id == 20)).hasSize(2);
        assertThat(cursor.position()).contains(NINE.plusSeconds(59).toString());
    }

    @Test
    void anOrderThatNothingNamesIsNotPassedOver() {
        // Given a list that is too long however little of it is asked for
        changed(60, i -> NINE.plusSeconds(i));
        listRoom = 0;

        // When, Then
        assertThatThrownBy(this::poll).isInstanceOf(PlatformException.class).hasMessageContaining("more than 4 MiB for one order at ");
        assertThat(cursor.position()).isEmpty();
        assertThat(cursor.ended).isFalse();
    }

    @Test
    void everyMessageTellsTheSiteWhoseCurrencyItsMoneyIs() {
        // Given
        changed(1, i -> NINE);

        // When
        poll();

        // Then
        assertThat(sites).containsExactly("lazada_sg");
    }

    @ParameterizedTest
    @CsvSource({"https://api.lazada.vn/rest, lazada_vn", "https://api.lazada.sg/rest, lazada_sg", "https://api.lazada.com.ph/rest, lazada_ph",
        "https://api.lazada.com.my/rest, lazada_my", "https://api.lazada.co.th/rest, lazada_th", "https://API.lazada.co.id, lazada_id",
        "http://localhost:8080/lazada,", "https://api.lazada.vn.proxy.example/rest,", "https://proxy.example/api.lazada.vn/rest,"})
    void theSiteIsThatOfTheApi(String apiUrl, String site) {
        assertThat(LazadaPlatform.site(apiUrl)).isEqualTo(Optional.ofNullable(site));
    }

    private void changed(int count, IntFunction<Instant> at) {
        int first = orders.size();
        IntStream.range(0, count).forEach(i -> orders.add(new Order(first + i, at.apply(i))));
    }

    private void poll() {
        Poll poll = LazadaPoll.changes(lazada, SHOP, cursor, NOW);
        while (poll.more()) {
            step(poll);
        }
    }

    private void step(Poll poll) {
        String answer = answer(poll.next());
        List<byte[]> told = answer == null ? poll.tooLong() : poll.read(new ApiAnswer(200, answer.getBytes(UTF_8)));
        told.forEach(message -> {
            messages.add(orderOf(message));
            taken.add(orderOf(message));
            sites.add(json(message).path("site").asText());
            if (!json(message).has("items")) {
                bare.add(orderOf(message));
            }
        });
        if (answer != null || !told.isEmpty()) {
            poll.taken();
        }
    }

    /** As the platform answers; null for more than an answer has room for. */
    private String answer(ApiRequest request) {
        Map<String, String> query = Arrays.stream(request.query().split("&")).map(pair -> pair.split("=", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], UTF_8)));
        return request.path().equals("/orders/get") ? page(query) : items(query.get("order_ids"));
    }

    private String page(Map<String, String> query) {
        int offset = Integer.parseInt(query.get("offset"));
        int limit = Integer.parseInt(query.get("limit"));
        if (offset + limit > DOCUMENTED_OFFSET) {
            return "{\"code\":\"14\",\"type\":\"ISP\",\"message\":\"Invalid offset\"}";
        }
        if (limit > listRoom) {
            return null;
        }
        Instant after = OffsetDateTime.parse(query.get("update_after")).toInstant();
        List<Order> window = orders.stream().filter(order -> !order.changed.isBefore(after)).sorted(Comparator.comparing(Order::changed)).toList();
        return window.stream().skip(offset).limit(limit)
            .map(order -> "{\"order_id\":%d,\"updated_at\":\"%s\"}".formatted(order.id,
                DateTimeFormatter.ofPattern(pattern).format(told.getOrDefault(order.id, order.changed).atOffset(ZoneOffset.ofHours(7)))))
            .collect(joining(",", "{\"code\":\"0\",\"data\":{\"countTotal\":\"" + window.size() + "\",\"orders\":[", "]}}"));
    }

    private String items(String orderIds) {
        List<String> ids = List.of(orderIds.substring(1, orderIds.length() - 1).split(","));
        if (ids.size() > itemsRoom || ids.stream().map(Long::valueOf).anyMatch(heavy::contains)) {
            return null;
        }
        return ids.stream().map(id -> "{\"order_id\":" + id + ",\"order_items\":[]}").collect(joining(",", "{\"code\":\"0\",\"data\":[", "]}"));
    }

    private static long orderOf(byte[] message) {
        return json(message).path("order").path("order_id").asLong();
    }

    private static JsonNode json(byte[] message) {
        try {
            return PlatformJson.read(message);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A cursor in memory. */
    private static final class Cursor implements Progress {

        private String position;
        private boolean ended;

        @Override
        public Optional<String> position() {
            return Optional.ofNullable(position);
        }

        @Override
        public void moveTo(String next, int orders) {
            position = next;
        }

        @Override
        public void end() {
            ended = true;
        }
    }
}
