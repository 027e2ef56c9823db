package polling;

import channels.PlatformException;
import channels.ShopAccess;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import database.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Ranges of dates to fetch again: the table {@code backfill}. A range goes on where it was, whichever replica takes it up. */
@ApplicationScoped
public class Backfills {

    static final int MAX_RUNNING_PER_SHOP = 10;
    /** In a row, so long apart: platforms have refusals that pass, and documents that do not name them all. */
    static final int MAX_REFUSALS = 15;
    private static final Duration TRIED_AGAIN_AFTER = Duration.ofMinutes(1);

    private static final String COLUMNS = "id, channel, shop_id, from_time, to_time, position, fetched, state, detail, created_at, finished_at";

    private final Sql database;

    Backfills(Sql database) {
        this.database = database;
    }

    /**
     * A range, and how far it has come.
     *
     * @param fetched  orders that are in Kafka so far
     * @param position up to where, in the order the range is read; null at the beginning
     * @param detail   the last trouble; null for none
     */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Backfill(long id, String channel, String shop, Instant from, Instant to, String position, long fetched,
                           String state, String detail, Instant createdAt, Instant finishedAt) { }

    /** @return empty when ten ranges of this shop are under way already */
    Optional<Backfill> start(ShopAccess shop, Instant from, Instant to) {
        return database.query("""
                insert into backfill (channel, shop_id, from_time, to_time)
                select ?, ?, ?, ?
                 where (select count(*) from backfill where channel = ? and shop_id = ? and state = 'RUNNING') < ?
                returning\s""" + COLUMNS, Backfills::row, shop.channel(), shop.shop(), from, to, shop.channel(), shop.shop(),
            MAX_RUNNING_PER_SHOP).stream().findFirst();
    }

    Optional<Backfill> find(String channel, long id) {
        return database.query("select " + COLUMNS + " from backfill where channel = ? and id = ?", Backfills::row, channel, id)
            .stream().findFirst();
    }

    /** The range of this shop that has waited longest; one that had trouble a moment ago lets the others go first. */
    Optional<Backfill> next(ShopAccess shop) {
        return database.query("select " + COLUMNS + """
            \sfrom backfill where channel = ? and shop_id = ? and state = 'RUNNING'
               and (refused_at is null or refused_at + make_interval(secs => ?) <= now()) order by id limit 1""",
            Backfills::row, shop.channel(), shop.shop(), TRIED_AGAIN_AFTER.toSeconds()).stream().findFirst();
    }

    /** Deletes the ranges that ended so many days ago. */
    public void expire(int keepDays) {
        database.update("delete from backfill where state <> 'RUNNING' and finished_at < now() - make_interval(days => ?)", keepDays);
    }

    Progress progress(Backfill backfill) {
        return new RangeProgress(backfill.id(), backfill.position());
    }

    private static Backfill row(ResultSet row) throws SQLException {
        return new Backfill(row.getLong("id"), row.getString("channel"), row.getString("shop_id"),
            Sql.instant(row, "from_time"), Sql.instant(row, "to_time"), row.getString("position"), row.getLong("fetched"),
            row.getString("state"), row.getString("detail"), Sql.instant(row, "created_at"), Sql.instant(row, "finished_at"));
    }

    private final class RangeProgress implements Progress {

        private final long id;
        private String position;

        private RangeProgress(long id, String position) {
            this.id = id;
            this.position = position;
        }

        @Override
        public Optional<String> position() {
            return Optional.ofNullable(position);
        }

        @Override
        public void moveTo(String next, int taken) {
            int moved = database.update("""
                update backfill set position = ?, fetched = fetched + ?, detail = null, refusals = 0, refused_at = null
                 where id = ? and state = 'RUNNING' and position is not distinct from ?""", next, taken, id, position);
            if (moved == 0) {
                throw new IllegalStateException("Backfill " + id + ": another replica goes on with it; this run stops");
            }
            position = next;
        }

        @Override
        public void end() {
            database.update("update backfill set state = 'DONE', detail = null, finished_at = now() where id = ? and state = 'RUNNING'", id);
        }

        /** What is known to pass is tried again however often; of a plain refusal that stays so a person has to hear. */
        @Override
        public void failed(PlatformException problem) {
            if (!Objects.equals(problem.getClass(), PlatformException.class)) {
                database.update("update backfill set detail = ?, refusals = 0, refused_at = now() where id = ? and state = 'RUNNING'", problem.getMessage(), id);
                return;
            }
            database.update("""
                update backfill set detail = ?, refusals = refusals + 1, refused_at = now(),
                       state = case when refusals + 1 < ? then state else 'FAILED' end, finished_at = case when refusals + 1 < ? then null else now() end
                 where id = ? and state = 'RUNNING'""", problem.getMessage(), MAX_REFUSALS, MAX_REFUSALS, id);
        }
    }
}
