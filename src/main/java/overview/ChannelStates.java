package overview;

import channels.Channel;
import channels.ChannelOffException;
import channels.ChannelsConfig;
import channels.ChannelsConfig.ChannelConfig;
import channels.ShopAccess;
import channels.SignatureVerifier;
import database.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import mappings.ChannelMapping;
import mappings.MappingRegistry;
import polling.PolledShops;
import tally.Tally;

/** How each channel fares, as PostgreSQL knows it of all replicas; what is on is told by this process's configuration. */
@ApplicationScoped
class ChannelStates {

    /** The latest shown of a channel; and of each shop the one whose turn it is and those that have trouble, however many wait behind them. */
    private static final int MAX_BACKFILLS = 5;
    /** A channel that is only polled counts as silent when it missed so many polls. */
    private static final int POLLS_MISSED = 3;
    private static final String WEBHOOKS = "select channel, received_at as at from last_webhook";
    private static final String POLLS = "select channel, shop_id, polled_at as at from poll_cursor where polled_at is not null";
    private static final String TOKENS = "select channel, shop_id, expires_at from channel_token where access_token is not null order by channel, shop_id";
    private static final String COUNTS = "select kind, channel, word, sum(count) as count from tally where hour >= ? and kind = any(?) group by kind, channel, word";
    private static final String BACKFILLS = """
        select * from (select b.*, row_number() over (partition by channel order by id desc) as place,
                              min(id) filter (where state = 'RUNNING' and detail is null) over (partition by channel, shop_id) as turn from backfill b) as latest
         where place <= ? or id = turn or state = 'RUNNING' and detail is not null order by channel, id desc""";

    private final MappingRegistry mappings;
    private final ChannelsConfig config;
    private final PolledShops shops;
    private final OverviewConfig settings;
    private final Sql database;
    private final Clock clock = Clock.systemUTC();
    private final Instant began = clock.instant();

    ChannelStates(MappingRegistry mappings, ChannelsConfig config, PolledShops shops, OverviewConfig settings, Sql database) {
        this.mappings = mappings;
        this.config = config;
        this.shops = shops;
        this.settings = settings;
        this.database = database;
    }

    /** What PostgreSQL knows of a channel. */
    private static final class Known {
        private Instant webhook;
        private final Map<String, Instant> polls = new HashMap<>();
        private final Map<Tally.Kind, Map<String, Long>> counts = new HashMap<>();
        private final List<ChannelState.Token> tokens = new ArrayList<>();
        private final List<ChannelState.Backfill> backfills = new ArrayList<>();

        /** A shop that is no longer polled leaves its token behind; of one whose configuration lacks something whyNotPolled tells. A process to which no shop was given cannot tell. */
        private List<ChannelState.Token> tokens(List<String> polled) {
            return polled.isEmpty() ? tokens : tokens.stream().filter(token -> polled.contains(token.shop())).toList();
        }

        private Map<String, Long> counts(Tally.Kind kind) {
            return counts.getOrDefault(kind, Map.of());
        }

        private Instant lastPoll() {
            return polls.values().stream().max(Instant::compareTo).orElse(null);
        }

        /**
         * When the shop that was polled longest ago was: one that is polled no more, or never was, does not hide behind the others.
         *
         * @param began stands for the poll of one that never was
         */
        private Instant longestAgo(List<ShopAccess> shops, Instant began) {
            return shops.stream().map(shop -> polls.getOrDefault(shop.shop(), began)).min(Instant::compareTo).orElse(null);
        }

        private long count(Tally.Kind kind) {
            return counts(kind).values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /** What a row tells of its channel. */
    private interface Reading {
        void of(Known known, ResultSet row) throws SQLException;
    }

    /** Every channel of {@code mappings/}, by name. @param hours those of the counts, the one under way included */
    List<ChannelState> all(int hours) {
        Instant now = clock.instant();
        Map<String, Known> known = known(now.truncatedTo(ChronoUnit.HOURS).minus(hours - 1L, ChronoUnit.HOURS));
        Map<String, ChannelState> states = new TreeMap<>();
        for (ChannelMapping mapping : mappings.all()) {
            Channel channel = mapping.channel();
            states.put(channel.name(), state(channel, known.getOrDefault(channel.name(), new Known()), now));
        }
        return List.copyOf(states.values());
    }

    private Map<String, Known> known(Instant from) {
        Map<String, Known> channels = new HashMap<>();
        each(channels, WEBHOOKS, (known, row) -> known.webhook = Sql.instant(row, "at"));
        each(channels, POLLS, (known, row) -> known.polls.put(row.getString("shop_id"), Sql.instant(row, "at")));
        each(channels, TOKENS, (known, row) -> known.tokens.add(new ChannelState.Token(row.getString("shop_id"), Sql.instant(row, "expires_at"))));
        each(channels, BACKFILLS, (known, row) -> known.backfills.add(backfill(row)), MAX_BACKFILLS);
        each(channels, COUNTS, (known, row) -> known.counts.computeIfAbsent(Tally.Kind.valueOf(row.getString("kind")), kind -> new TreeMap<>())
            .put(row.getString("word"), row.getLong("count")), from, new String[] {Tally.Kind.RECEIVED.name(), Tally.Kind.REJECTED.name(),
                Tally.Kind.POLLED.name(), Tally.Kind.MISSED.name()});
        return channels;
    }

    private void each(Map<String, Known> channels, String query, Reading reading, Object... values) {
        database.query(query, row -> {
            reading.of(channels.computeIfAbsent(row.getString("channel"), first -> new Known()), row);
            return null;
        }, values);
    }

    private static ChannelState.Backfill backfill(ResultSet row) throws SQLException {
        Instant from = Sql.instant(row, "from_time");
        Instant to = Sql.instant(row, "to_time");
        String state = row.getString("state");
        String position = row.getString("position");
        Instant reached = state.equals("DONE") ? to : position == null ? from : Instant.parse(position);
        long total = Duration.between(from, to).toSeconds();
        long done = Math.max(0, Math.min(total, Duration.between(from, reached).toSeconds()));
        return new ChannelState.Backfill(row.getLong("id"), row.getString("shop_id"), from, to, state, row.getLong("fetched"), done, total, row.getString("detail"));
    }

    private ChannelState state(Channel channel, Known known, Instant now) {
        Optional<ChannelConfig> keys = Optional.ofNullable(config.channels().get(channel.name()));
        Optional<String> off = channel.webhook() ? whyOff(channel, keys) : Optional.of(channel.name() + " sends no webhooks: webhook is false in its channel.yaml");
        List<ShopAccess> polled = shops.of(channel.name());
        List<String> ids = polled.stream().map(ShopAccess::shop).sorted().toList();
        boolean webhook = off.isEmpty();
        Duration silentAfter = webhook ? keys.flatMap(ChannelConfig::silentAfter).orElse(settings.silentAfter())
            : polled.stream().map(shops::every).max(Duration::compareTo).map(every -> every.multipliedBy(POLLS_MISSED)).orElse(settings.silentAfter());
        Instant last = webhook ? known.webhook : known.longestAgo(polled, began);
        boolean on = webhook || !polled.isEmpty();
        boolean silent = on && last != null && last.plus(silentAfter).isBefore(now);
        return new ChannelState(channel.name(), on, on ? null : off.get(), webhook, !polled.isEmpty(), ids, shops.notPolled(channel.name()),
            known.webhook, known.lastPoll(), known.counts(Tally.Kind.POLLED).getOrDefault("done", 0L), known.counts(Tally.Kind.POLLED).getOrDefault("failed", 0L),
            known.count(Tally.Kind.MISSED), known.count(Tally.Kind.RECEIVED), known.counts(Tally.Kind.REJECTED), known.tokens(ids), silent,
            Math.max(1, silentAfter.toSeconds()), known.backfills);
    }

    private Optional<String> whyOff(Channel channel, Optional<ChannelConfig> keys) {
        try {
            SignatureVerifier.of(channel, keys, clock);
            return Optional.empty();
        } catch (ChannelOffException e) {
            return Optional.of(e.getMessage());
        }
    }
}
