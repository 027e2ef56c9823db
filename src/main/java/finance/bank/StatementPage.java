package finance.bank;

import java.math.BigDecimal;

/**
 * A page of a statement, once it is read; a statement without pages is one page, the last.
 *
 * @param currency of the balances; null: it tells none
 * @param opening  balance before its first entry; null: this page does not tell it
 * @param closing  balance after its last entry; null: this page does not tell it
 * @param movement the sum of its booked entries, credits above zero; null: they are in another currency than the balances
 */
record StatementPage(String account, String statement, int page, boolean last, String currency, BigDecimal opening, BigDecimal closing,
                     BigDecimal movement) { }
