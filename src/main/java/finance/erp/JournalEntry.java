package finance.erp;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A posting as SAP books it: signed amounts, debit above zero, credit below, which are zero together.
 *
 * @param documentType DR customer invoice, DG customer credit memo, DZ customer payment, SA G/L document
 */
record JournalEntry(Posting posting, String documentType, List<Item> items, List<TaxItem> taxes) {

    /**
     * A line of the document.
     *
     * @param account a G/L account, or the debtor
     * @param taxCode null: none
     */
    record Item(String account, boolean isDebtor, BigDecimal amount, String taxCode) { }

    /** The tax of one code. */
    record TaxItem(String taxCode, BigDecimal amount, BigDecimal base) { }

    /** @throws UnwritableException a rate has no tax code, or the lines are not the amount */
    static JournalEntry of(Posting posting, ErpConfig.Sap config) {
        String debtor = Optional.ofNullable(posting.platform()).map(config.debtors()::get).orElse(config.debtor());
        BigDecimal amount = posting.amount();
        return switch (posting.kind()) {
            case CUSTOMER_INVOICE -> sale(posting, "DR", debtor, BigDecimal.ONE, config);
            case CREDIT_MEMO -> sale(posting, "DG", debtor, BigDecimal.ONE.negate(), config);
            case INCOMING_PAYMENT -> pair(posting, "DZ", debtor, config.bankAccount(), amount);
            case PLATFORM_FEE -> pair(posting, "SA", debtor, config.feeAccount(), amount);
        };
    }

    /**
     * By rate without trailing zeros.
     *
     * @throws IllegalArgumentException a rate is there twice, as "0.1" and "0.10" are
     */
    static Map<BigDecimal, String> taxCodes(ErpConfig.Sap config) {
        Map<BigDecimal, String> codes = new HashMap<>();
        config.taxCodes().forEach((rate, code) -> {
            if (codes.put(rate.stripTrailingZeros(), code) != null) {
                throw new IllegalArgumentException("ordersync.erp.sap.tax-codes has the rate " + rate.stripTrailingZeros().toPlainString()
                    + " twice: \"0.1\" and \"0.10\" are one rate; leave one of the keys");
            }
        });
        return codes;
    }

    private static JournalEntry sale(Posting posting, String type, String debtor, BigDecimal sign, ErpConfig.Sap config) {
        Map<BigDecimal, String> codes = taxCodes(config);
        Breakdown breakdown = Breakdown.of(posting);
        List<Item> items = new ArrayList<>();
        List<TaxItem> taxes = new ArrayList<>();
        items.add(new Item(debtor, true, posting.amount().multiply(sign), null));
        for (Breakdown.Taxed part : breakdown.parts()) {
            String code = codes.get(part.rate());
            if (code == null && part.tax().signum() != 0) {
                throw new UnwritableException("there is no tax code of the rate " + part.rate().toPlainString() + ": set ordersync.erp.sap.tax-codes.\""
                    + part.rate().toPlainString() + "\"");
            }
            items.add(new Item(config.revenueAccount(), false, part.net().multiply(sign).negate(), code));
            if (code != null) {
                taxes.add(new TaxItem(code, part.tax().multiply(sign).negate(), part.net().multiply(sign).negate()));
            }
        }
        items.add(new Item(config.roundingAccount().orElse(config.revenueAccount()), false, breakdown.rounding().multiply(sign).negate(), null));
        items.removeIf(item -> item.amount.signum() == 0);
        return new JournalEntry(posting, type, items, taxes);
    }

    /** The debtor owes less by the amount, which is on the account. */
    private static JournalEntry pair(Posting posting, String type, String debtor, String account, BigDecimal amount) {
        return new JournalEntry(posting, type, List.of(new Item(debtor, true, amount.negate(), null), new Item(account, false, amount, null)), List.of());
    }
}
