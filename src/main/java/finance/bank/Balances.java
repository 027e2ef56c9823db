package finance.bank;

import database.Statements;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import orders.Money;

/** Proves statements: opening balance and entries must be the closing balance, once all pages are there. */
final class Balances {

    private static final String OTHER_PAGES = "select * from bank_page where account = ? and statement = ?";

    private static final String KEEP = """
        insert into bank_page (account, statement, page, last, currency, opening, closing, movement, statement_id) values (?, ?, ?, ?, ?, ?, ?, ?, ?)
        on conflict (account, statement, page) do update set last = excluded.last, currency = excluded.currency, opening = excluded.opening,
            closing = excluded.closing, movement = excluded.movement, statement_id = excluded.statement_id""";

    private Balances() {
    }

    /**
     * @param pages all of one file
     * @throws WrongStatementException a page stands twice in it, or a statement does not add up
     */
    static void prove(Statements statements, List<StatementPage> pages) throws SQLException, WrongStatementException {
        Map<List<String>, SortedMap<Integer, StatementPage>> byStatement = new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
        for (StatementPage page : pages) {
            SortedMap<Integer, StatementPage> of = byStatement.computeIfAbsent(List.of(page.account(), page.statement()), key -> new TreeMap<>());
            if (of.put(page.page(), page) != null) {
                throw new WrongStatementException("page " + page.page() + " of statement " + page.statement()
                    + " stands twice in it; the parts of a statement must be numbered (StmtPgntn)");
            }
        }
        for (SortedMap<Integer, StatementPage> of : byStatement.values()) {
            if (!isWhole(of)) {
                StatementPage any = of.get(of.firstKey());
                statements.query(OTHER_PAGES, Balances::page, any.account(), any.statement()).forEach(page -> of.putIfAbsent(page.page(), page));
            }
            if (isWhole(of)) {
                prove(new ArrayList<>(of.values()));
            }
        }
    }

    static void keep(Statements statements, long statementId, List<StatementPage> pages) throws SQLException {
        statements.batch(KEEP, pages.stream().map(page -> new Object[] {page.account(), page.statement(), page.page(), page.last(), page.currency(),
            page.opening(), page.closing(), page.movement(), statementId}).toList());
    }

    /** Page 1 to the one that says that it is the last. */
    private static boolean isWhole(SortedMap<Integer, StatementPage> pages) {
        return pages.get(pages.lastKey()).last() && pages.lastKey() == pages.size();
    }

    private static void prove(List<StatementPage> pages) throws WrongStatementException {
        BigDecimal opening = pages.stream().map(StatementPage::opening).filter(Objects::nonNull).findFirst().orElse(null);
        BigDecimal closing = pages.stream().map(StatementPage::closing).filter(Objects::nonNull).reduce((earlier, later) -> later).orElse(null);
        long currencies = pages.stream().map(StatementPage::currency).filter(Objects::nonNull).distinct().count();
        if (opening == null || closing == null || currencies != 1 || pages.stream().anyMatch(page -> page.movement() == null)) {
            return;
        }
        BigDecimal movement = pages.stream().map(StatementPage::movement).reduce(BigDecimal.ZERO, BigDecimal::add);
        if (opening.add(movement).compareTo(closing) != 0) {
            String currency = pages.stream().map(StatementPage::currency).filter(Objects::nonNull).findFirst().orElseThrow();
            throw new WrongStatementException("statement " + pages.get(0).statement() + " does not add up: opening balance "
                + Money.text(opening, currency) + " and entries of " + Money.text(movement, currency) + " are not the closing balance "
                + Money.text(closing, currency) + " " + currency + (pages.size() > 1 ? ", over its " + pages.size() + " pages" : ""));
        }
    }

    private static StatementPage page(ResultSet row) throws SQLException {
        return new StatementPage(row.getString("account"), row.getString("statement"), row.getInt("page"), row.getBoolean("last"),
            row.getString("currency"), row.getBigDecimal("opening"), row.getBigDecimal("closing"), row.getBigDecimal("movement"));
    }
}
