package polling;

/**
 * The body of {@code POST /channels/{channel}/backfill}.
 *
 * @param shop may be left out where the channel has one shop
 * @param from orders made at or after, such as {@code 2026-05-01T00:00:00+07:00}
 * @param to   orders made before
 */
public record BackfillRequest(String shop, String from, String to) { }
