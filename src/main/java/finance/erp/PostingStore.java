package finance.erp;

import database.AdvisoryLock;
import database.Sql;
import database.Statements;
import database.Transactions;
import finance.MadeUp;
import finance.PostingKind;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import javax.sql.DataSource;

/**
 * The life of postings in {@code erp_posting}, a batch a statement. Each statement is a transaction of its own, so none is
 * open while an ERP is called; each writes the steps of what it changes.
 */
@ApplicationScoped
public class PostingStore {

    /** The topic of a dead letter that is a posting; its offset is the posting's id. */
    static final String TOPIC = "erp_posting";

    /** Of posting {@code p}: all before it of its order are booked. */
    static final String IS_NEXT = """
        not exists (select from erp_posting before
                     where before.order_id = p.order_id and before.platform is not distinct from p.platform
                       and before.shop_id is not distinct from p.shop_id and before.id < p.id and before.status <> 'CONFIRMED')""";

    private static final String COLUMNS = """
        id, business_key, erp, kind, platform, shop_id, order_id, payment_id, amount, currency, posting_date, document::text as document,
        rate, amount_vnd, attempts, reason, document_number, sent_at, (extract(epoch from now() - sent_at) * 1000)::bigint as sent_ms_ago""";

    /** Stands for the condition of those that are withheld, where there are any: it is known only when they are claimed. */
    private static final String MAY_GO = "true /* unless it is withheld */";

    private static final String NEXT = """
        select p.business_key from erp_posting p
         where p.erp = ? and p.status = 'CREATED' and p.due_at <= now() and %s and %s
         order by p.due_at, p.id limit ? for update of p skip locked""".formatted(MAY_GO, IS_NEXT);

    /** Of posting {@code p}: all before it of its order are booked, or can go into the same file, which is taken whole or not at all. */
    private static final String FITS_FILE = """
        p.status = 'CREATED' and (p.due_at <= now() or p.due_at = 'infinity')
           and not exists (select from erp_posting before
                            where before.order_id = p.order_id and before.platform is not distinct from p.platform
                              and before.shop_id is not distinct from p.shop_id and before.id < p.id and before.status <> 'CONFIRMED'
                              and not (before.status = 'CREATED' and before.erp = p.erp and (before.due_at <= now() or before.due_at = 'infinity')))""";

    /** By id, so that the limit cannot cut off what has to be before another. */
    private static final String NEXT_OF_FILE = """
        select p.business_key from erp_posting p
         where p.erp = ? and %s and %s
         order by p.id limit ? for update of p""".formatted(MAY_GO, FITS_FILE);

    private static final String HAS_FAILED = "select exists (select from erp_posting p where p.erp = ? and p.reason is not null and %s and %s)".formatted(MAY_GO, FITS_FILE);

    private static final String CLAIM = """
        with next as (
            %s
        ), sent as (
            update erp_posting p
               set status = 'SENT', attempts = attempts + 1, sent_at = greatest(now(), sent_at + interval '1 microsecond'),
                   due_at = now() + ?::bigint * interval '1 millisecond',
                   reason = null, document_number = null
              from next where p.business_key = next.business_key
            returning p.*
        ), step as (
            insert into erp_posting_step (business_key, status, detail) select business_key, 'SENT', 'attempt ' || attempts from sent
        )
        select %s from sent order by id""";

    private static final String CLAIM_NEXT = CLAIM.formatted(NEXT, COLUMNS);
    private static final String CLAIM_FILE = CLAIM.formatted(NEXT_OF_FILE, COLUMNS);

    private static final String CLAIM_DOUBTFUL = """
        with next as (
            select business_key from erp_posting where erp = ? and status = 'IN_DOUBT' and due_at <= now() and %s
             order by due_at, id limit ? for update skip locked
        ), asked as (
            update erp_posting p set due_at = now() + ?::bigint * interval '1 millisecond'
              from next where p.business_key = next.business_key
            returning p.*
        )
        select %s from asked order by id""".formatted(MAY_GO, COLUMNS);

    /**
     * What is told of an attempt counts only for that attempt, which sent_at tells from any other. That it was booked counts
     * whenever it is told, unless it is sent again or booked as something else by then: that it may be booked twice is a step and
     * is told. Rows are locked in one order, so that no two of these wait for each other.
     */
    private static final String WRITE = """
        with told as (
            select * from unnest(?::text[], ?::text[], ?::text[]::timestamptz[], ?::text[], ?::text[], ?::text[], ?::text[]::bigint[], ?::text[]::boolean[])
                as t (business_key, erp, sent_at, status, detail, document_number, wait_ms, unsent)
        ), was as materialized (
            select p.business_key, p.id, p.status, p.reason, p.document_number, p.sent_at
              from erp_posting p join told using (business_key) order by p.business_key for update of p
        ), judged as (
            select t.*, was.id, was.status = t.status and was.reason is not distinct from t.detail as same,
                   case when t.status <> 'CONFIRMED' then was.status in ('SENT', 'IN_DOUBT') and is_latest
                        when was.status = 'SENT' then is_latest else was.status <> 'CONFIRMED' end as counts,
                   case when t.status <> 'CONFIRMED' then null
                        when was.status = 'CONFIRMED' and was.document_number <> t.document_number
                            then 'booked twice: as ' || was.document_number || ' and as ' || t.document_number
                        when was.status in ('SENT', 'IN_DOUBT') and not is_latest
                            then 'perhaps booked twice: an earlier attempt was booked as ' || coalesce(t.document_number, 'no number') || ', and it was sent again'
                   end as twice
              from told t join was using (business_key) cross join lateral (select was.sent_at is not distinct from t.sent_at) as l (is_latest)
        ), changed as (
            update erp_posting p
               set status = t.status, reason = case when t.status <> 'CONFIRMED' then t.detail end,
                   document_number = coalesce(t.document_number, case when t.status = 'IN_DOUBT' then p.document_number end),
                   erp = case t.status when 'CONFIRMED' then t.erp else p.erp end,
                   attempts = p.attempts - case when t.unsent then 1 else 0 end,
                   due_at = now() + t.wait_ms * interval '1 millisecond',
                   finished_at = case when t.status in ('CONFIRMED', 'REFUSED') then now() end
              from judged t where p.business_key = t.business_key and t.counts
            returning p.*, coalesce(t.document_number, t.detail) as step, t.same
        ), step as (
            insert into erp_posting_step (business_key, status, detail)
            select business_key, status, step from changed where not same
             union all
            select business_key, was.status, twice from judged join was using (business_key) where twice is not null
        ), refused as (
            insert into dead_letter (channel, reason, detail, remedy, mapping, key, body, headers, source, received_at, failed_at,
                                     topic, kafka_partition, kafka_offset)
            select erp, 'ERP_REFUSED', coalesce(reason, 'no reason given'), ?, 'erp/' || erp, concat_ws(':', platform, shop_id, order_id),
                   convert_to((to_jsonb(changed) - '{step,same,status,reason,due_at,finished_at,document_number}'::text[])::text, 'UTF8'),
                   '{}', 'outbox', created_at, now(), ?, 0, id
              from changed where status = 'REFUSED'
            on conflict (topic, kafka_partition, kafka_offset, received_at)
               do update set status = 'OPEN', detail = excluded.detail, failed_at = excluded.failed_at
        ), replay as (
            update dead_letter_replay r
               set state = case c.status when 'CONFIRMED' then 'STORED' else 'FAILED' end, finished_at = now(),
                   reason = case c.status when 'REFUSED' then 'ERP_REFUSED' end, detail = c.reason
              from changed c join dead_letter d on d.topic = ? and d.kafka_partition = 0 and d.kafka_offset = c.id
             where r.dead_letter_id = d.id and r.state = 'SENT' and c.status in ('CONFIRMED', 'REFUSED')
        ), resolved as (
            update dead_letter d set status = 'RESOLVED' from changed c
             where c.status = 'CONFIRMED' and d.topic = ? and d.kafka_partition = 0 and d.kafka_offset = c.id and d.status <> 'RESOLVED'
        )
        select t.id, t.status, c.business_key is not null as counts, c.finished_at, t.twice
          from judged t left join changed c using (business_key) where c.business_key is not null or t.twice is not null""";

    private static final String REMEDY = "Mend what the ERP names: its accounts, its master data, an open period, or the configuration under"
        + " ordersync.erp. Then replay this as it is.";

    private static final String SWEEP = """
        with lost as (
            select business_key from erp_posting where erp = any (?) and status = 'SENT' and due_at < now()
             order by due_at limit ? for update skip locked
        ), doubtful as (
            update erp_posting p set status = 'IN_DOUBT', due_at = now() + ?::bigint * interval '1 millisecond', reason = ?
              from lost where p.business_key = lost.business_key
            returning p.business_key, p.reason
        )
        insert into erp_posting_step (business_key, status, detail) select business_key, 'IN_DOUBT', reason from doubtful""";

    private static final String NOBODY_HEARD = "nothing was heard of the call: the process that made it may have ended";

    /** A replay of a refused posting routes it anew: what was wrong may have been where it went, or the rate. */
    private static final String TAKE_BACK = """
        with back as (
            update erp_posting p set status = 'CREATED', erp = null, due_at = now(), reason = null, finished_at = null
              from dead_letter d
             where d.status = 'REPLAYING' and d.topic = ? and d.kafka_partition = 0 and d.kafka_offset = p.id and p.status = 'REFUSED'
            returning p.business_key
        )
        insert into erp_posting_step (business_key, status, detail) select business_key, 'CREATED', 'its dead letter is replayed' from back""";

    /**
     * Parked ones of these orders that have become the next; what somebody else has just locked, that one sees to. Their status is asked
     * for in a way that fits no index: where the table has just been filled, all that is due or parked looks as cheap to read as some orders.
     */
    private static final String WAKE = """
        with next as (
            select p.business_key from erp_posting p
             where p.order_id = any (?) and p.status is not distinct from 'CREATED' and p.erp is not null and p.due_at = 'infinity' and %s
               for update of p skip locked
        )
        update erp_posting p set due_at = now() from next where p.business_key = next.business_key""".formatted(IS_NEXT);

    /** The same of a page of those parked, which goes on behind the id of the last. */
    private static final String WAKE_PAGE = """
        with page as (
            select business_key, id from erp_posting where erp = ? and status = 'CREATED' and due_at = 'infinity' and id > ? order by id limit ?
        ), next as (
            select p.business_key from erp_posting p join page using (business_key)
             where p.status = 'CREATED' and p.due_at = 'infinity' and %s
               for update of p skip locked
        ), woken as (
            update erp_posting p set due_at = now() from next where p.business_key = next.business_key
        )
        select max(id) as last from page having count(*) = ?""".formatted(IS_NEXT);

    private static final String RETRY_UNROUTED = """
        with unrouted as (
            select business_key from erp_posting where status = 'HELD' and erp is null and due_at = 'infinity' and rate is not null
             limit ? for update skip locked
        )
        update erp_posting p set due_at = now() from unrouted where p.business_key = unrouted.business_key""";

    /** Postings for ERPs that are off. */
    private static final String REROUTE = """
        with stranded as (
            select business_key, erp as was from erp_posting where status = 'CREATED' and erp is not null and erp <> all (?)
             limit ? for update skip locked
        ), back as (
            update erp_posting p set erp = null, due_at = now(), reason = null from stranded where p.business_key = stranded.business_key
            returning p.business_key, stranded.was
        )
        insert into erp_posting_step (business_key, status, detail) select business_key, 'CREATED', was || ' is off: routed anew' from back""";

    private static final String UNASKABLE = """
        with unaskable as (
            select business_key, concat_ws('; asked: ', split_part(reason, '; asked: ', 1), 'nobody, for ' || erp || ' is off: set its address under ordersync.erp') as why
              from erp_posting where status = 'IN_DOUBT' and erp is not null and erp <> all (?) and reason not like '%is off: set its address%'
             limit ? for update skip locked
        )
        update erp_posting p set reason = why from unaskable where p.business_key = unaskable.business_key""";

    private static final String NOTE_NUMBERS = """
        update erp_posting p set document_number = t.document_number
          from unnest(?::text[], ?::text[]::timestamptz[], ?::text[]) as t (business_key, sent_at, document_number)
         where p.business_key = t.business_key and p.sent_at = t.sent_at and p.status = 'SENT'""";

    private static final String[] ERPS = Arrays.stream(Erp.values()).map(Erp::id).toArray(String[]::new);
    /** Postings in one statement of those that look at all. */
    static final int PAGE = 10_000;
    /** Lost calls looked at a second; more go on with the next. */
    private static final int SWEEP_MAX = 1_000;

    private final DataSource source;
    private final Sql database;
    private final Patience patience;
    private final MadeUp madeUp;

    PostingStore(DataSource source, Sql database, Patience patience, MadeUp madeUp) {
        this.source = source;
        this.database = database;
        this.patience = patience;
        this.madeUp = madeUp;
    }

    private String withoutWithheld(String statement) {
        return madeUp.withheldPostings().map(rows -> statement.replace(MAY_GO, "not " + rows)).orElse(statement);
    }

    /**
     * What an outcome did to its posting.
     *
     * @param reference  what the ERP knows it by
     * @param counts     whether it is the posting's state now
     * @param finishedAt when it was confirmed or refused, by PostgreSQL's clock; else null
     * @param twice      why the ERP may have it twice; null: it has not
     */
    record Written(String reference, Status status, boolean counts, Instant finishedAt, String twice) { }

    /**
     * Takes the postings that are next, each the first of its order that is not booked, as SENT.
     *
     * @param giveUpAfter when nobody can be calling for them any more: what is still SENT then is in doubt
     */
    List<Posting> claim(Erp erp, int max, Duration giveUpAfter) {
        return erp == Erp.FILE ? claimFile(max, giveUpAfter) : database.query(withoutWithheld(CLAIM_NEXT), PostingStore::posting, erp.id(), max, giveUpAfter.toMillis());
    }

    private List<Posting> claimFile(int max, Duration giveUpAfter) {
        try (Connection connection = source.getConnection()) {
            return Transactions.run(connection, () -> {
                Statements statements = new Statements(connection);
                AdvisoryLock.ERP_FILE.take(statements);
                return statements.query(withoutWithheld(CLAIM_FILE), PostingStore::posting, Erp.FILE.id(), max, giveUpAfter.toMillis());
            });
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL did not hand out the postings of a file", e);
        }
    }

    /** Whether postings could be sent that were in vain before. */
    boolean hasFailed(Erp erp) {
        return database.query(withoutWithheld(HAS_FAILED), row -> row.getBoolean(1), erp.id()).get(0);
    }

    /** Takes postings in doubt whose time to be asked about has come; nobody else asks before {@code giveUpAfter}. */
    List<Posting> claimDoubtful(Erp erp, int max, Duration giveUpAfter) {
        return database.query(withoutWithheld(CLAIM_DOUBTFUL), PostingStore::posting, erp.id(), max, giveUpAfter.toMillis());
    }

    /**
     * Writes what became of calls, with dead letters for what was refused.
     *
     * @param outcomes of different postings
     */
    List<Written> write(Collection<PostingOutcome> outcomes) {
        return database.query(WRITE,
            row -> new Written("OS" + row.getLong("id"), Status.valueOf(row.getString("status")), row.getBoolean("counts"), Sql.instant(row, "finished_at"),
                row.getString("twice")),
            texts(outcomes, outcome -> outcome.posting().businessKey()), texts(outcomes, outcome -> outcome.posting().erp().id()),
            texts(outcomes, outcome -> outcome.posting().sentAt()), texts(outcomes, PostingOutcome::status), texts(outcomes, PostingOutcome::detail),
            texts(outcomes, PostingOutcome::documentNumber), texts(outcomes, outcome -> outcome.delay().toMillis()), texts(outcomes, PostingOutcome::isUnsent), REMEDY, TOPIC,
            TOPIC, TOPIC);
    }

    /**
     * Lets go on what waited for a posting of its order that is booked by now. To be called once that is committed, and by whoever
     * parked a posting once that is committed: whichever of the two comes second sees what the first did.
     */
    void wake(List<String> orders) {
        if (!orders.isEmpty()) {
            database.update(WAKE, (Object) orders.toArray(String[]::new));
        }
    }

    /**
     * Wakes what has become next and nobody woke, because whoever was to do it died: a page of those parked for an ERP.
     *
     * @param after the id behind which the page begins
     * @return where the next page begins; zero: that was the last
     */
    long wake(Erp erp, long after) {
        return database.query(WAKE_PAGE, row -> row.getLong("last"), erp.id(), after, PAGE, PAGE).stream().findFirst().orElse(0L);
    }

    /** Has at most {@link #PAGE} postings routed anew whose ERP has been turned off; returns how many, and says of those in doubt why they stay so. */
    int reroute(String[] on) {
        database.update(UNASKABLE, on, PAGE);
        return database.update(REROUTE, on, PAGE);
    }

    /** Has at most {@link #PAGE} postings prepared anew that another configuration had no ERP for; returns how many. */
    int retryUnrouted() {
        return database.update(RETRY_UNROUTED, PAGE);
    }

    /** Takes calls that nobody can be making any more for in doubt, and refused postings that are replayed back. */
    public void sweep() {
        database.update(SWEEP, ERPS, SWEEP_MAX, patience.inDoubt().toMillis(), NOBODY_HEARD);
        database.update(TAKE_BACK, TOPIC);
    }

    /** Notes what numbers postings will have if what is about to be done is done; returns of how many nobody has taken the attempt back. */
    int noteNumbers(List<Posting> postings, List<String> numbers) {
        return database.update(NOTE_NUMBERS, texts(postings, Posting::businessKey), texts(postings, Posting::sentAt), numbers.toArray(String[]::new));
    }

    private static <T> String[] texts(Collection<T> rows, Function<T, Object> column) {
        return rows.stream().map(column).map(value -> value == null ? null : value.toString()).toArray(String[]::new);
    }

    private static Posting posting(ResultSet row) throws SQLException {
        return new Posting(row.getLong("id"), row.getString("business_key"), Erp.of(row.getString("erp")), PostingKind.valueOf(row.getString("kind")), row.getString("platform"),
            row.getString("shop_id"), row.getString("order_id"), row.getString("payment_id"), row.getBigDecimal("amount"), row.getString("currency"),
            row.getObject("posting_date", LocalDate.class), row.getString("document"), row.getBigDecimal("rate"), row.getBigDecimal("amount_vnd"),
            row.getInt("attempts"), row.getString("reason"), row.getString("document_number"), Sql.instant(row, "sent_at"),
            Duration.ofMillis(row.getLong("sent_ms_ago")));
    }
}
