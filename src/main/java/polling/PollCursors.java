package polling;

import channels.ShopAccess;
import database.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import tally.Tally;

/** Up to where each shop has been polled: the table {@code poll_cursor}. */
@ApplicationScoped
class PollCursors {

    private final Sql database;
    private final Tally tally;

    PollCursors(Sql database, Tally tally) {
        this.database = database;
        this.tally = tally;
    }

    Progress of(ShopAccess shop) {
        List<String> position = database.query("select position from poll_cursor where channel = ? and shop_id = ?",
            row -> row.getString("position"), shop.channel(), shop.shop());
        return new Cursor(shop, position.isEmpty() ? null : position.get(0));
    }

    private final class Cursor implements Progress {

        private final ShopAccess shop;
        private String position;

        private Cursor(ShopAccess shop, String position) {
            this.shop = shop;
            this.position = position;
        }

        @Override
        public Optional<String> position() {
            return Optional.ofNullable(position).filter(text -> !text.isEmpty());
        }

        @Override
        public void moveTo(String next, int taken) {
            if (Objects.equals(next, position)) {
                return;
            }
            int moved = position == null
                ? database.update("insert into poll_cursor (channel, shop_id, position) values (?, ?, ?) on conflict do nothing",
                    shop.channel(), shop.shop(), next)
                : database.update("update poll_cursor set position = ? where channel = ? and shop_id = ? and position = ?",
                    next, shop.channel(), shop.shop(), position);
            if (moved == 0) {
                throw new IllegalStateException(shop + ": another replica polls this shop and has moved its cursor; this run stops");
            }
            position = next;
        }

        /** A shop that has told nothing yet has no position, and still was polled. */
        @Override
        public void end() {
            database.update("""
                insert into poll_cursor (channel, shop_id, position, polled_at) values (?, ?, '', now())
                on conflict (channel, shop_id) do update set polled_at = now()""", shop.channel(), shop.shop());
            position = position == null ? "" : position;
            tally.add(Tally.Kind.POLLED, shop.channel(), "done", 1);
        }
    }
}
