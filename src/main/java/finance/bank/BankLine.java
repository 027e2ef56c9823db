package finance.bank;

import java.math.BigDecimal;
import java.time.LocalDate;

/**
 * A booked line of a statement: an entry, or one of the transactions an entry sums up.
 *
 * @param lineId    account:statement:day:page.entry[.transaction]: a page sent twice gives the same
 * @param reversal  the bank says that it takes back an earlier line of the other direction
 * @param amount    zero or more, in {@code currency} (ISO 4217)
 * @param charges   what the bank kept, in the same currency; null: it does not tell
 * @param reference words of {@link References}, a blank between them; null: none
 */
record BankLine(String lineId, String account, LocalDate bookedOn, LocalDate valueOn, Direction direction, boolean reversal, BigDecimal amount,
                String currency, BigDecimal charges, String reference) {

    /** To us, from us. */
    enum Direction {
        CREDIT, DEBIT;

        /** The amount as it changes the account's balance. */
        BigDecimal signed(BigDecimal amount) {
            return this == CREDIT ? amount : amount.negate();
        }

        private static Direction of(BigDecimal signed) {
            return signed.signum() < 0 ? DEBIT : CREDIT;
        }
    }

    /** The same line of another direction, amount and name: what the transactions of an entry leave over of it. */
    BankLine rest(BigDecimal signed) {
        return new BankLine(lineId + ".rest", account, bookedOn, valueOn, Direction.of(signed), reversal, signed.abs(), currency, charges, reference);
    }
}
