package finance.bank;

import database.Statements;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/** The rows of {@code bank_line}, many in one statement. */
final class BankLines {

    private static final String INSERT = """
        insert into bank_line (statement_id, line_id, account, booked_on, value_on, direction, reversal, amount, currency, charges, reference)
        select ?, id, account, booked_on::date, value_on::date, direction, reversal::boolean, amount::numeric, currency, charges::numeric, reference
          from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
               as _ (id, account, booked_on, value_on, direction, reversal, amount, currency, charges, reference)
         order by id
        on conflict (line_id) do nothing""";

    private static final String CONTRADICTED = """
        select t.id from unnest(?::text[], ?::text[], ?::text[], ?::text[]) as t (id, direction, amount, currency) join bank_line b on b.line_id = t.id
         where b.direction <> t.direction or b.amount <> t.amount::numeric or b.currency <> t.currency order by 1 limit 1""";

    private BankLines() {
    }

    /** @return how many were not known before */
    static int insert(Statements statements, long statementId, List<BankLine> lines) throws SQLException {
        return statements.update(INSERT, statementId, ids(lines), column(lines, BankLine::account), column(lines, BankLine::bookedOn),
            column(lines, BankLine::valueOn), column(lines, BankLine::direction), column(lines, BankLine::reversal),
            amounts(lines, BankLine::amount), column(lines, BankLine::currency), amounts(lines, BankLine::charges), column(lines, BankLine::reference));
    }

    /** The first of those that were told before and said something else. */
    static List<String> contradicted(Statements statements, List<BankLine> lines) throws SQLException {
        return statements.query(CONTRADICTED, row -> row.getString(1), ids(lines), column(lines, BankLine::direction),
            amounts(lines, BankLine::amount), column(lines, BankLine::currency));
    }

    static String[] ids(List<BankLine> lines) {
        return column(lines, BankLine::lineId);
    }

    private static String[] amounts(List<BankLine> lines, Function<BankLine, BigDecimal> amount) {
        return column(lines, line -> {
            BigDecimal value = amount.apply(line);
            return value == null ? null : value.toPlainString();
        });
    }

    private static String[] column(List<BankLine> lines, Function<BankLine, Object> value) {
        return lines.stream().map(line -> Objects.toString(value.apply(line), null)).toArray(String[]::new);
    }
}
