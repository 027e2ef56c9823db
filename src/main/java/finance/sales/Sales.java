package finance.sales;

/**
 * What was sold in one currency, and the same in VND.
 *
 * @param orders      with an invoice of the day
 * @param unconverted postings without a rate: they are not in {@code vnd}
 * @param withoutVat  invoices and credit memos that do not tell their VAT: it counts as none
 */
record Sales(long orders, Figures original, Figures vnd, long unconverted, long withoutVat) {

    static final Sales NONE = new Sales(0, Figures.NONE, Figures.NONE, 0, 0);

    Sales plus(Sales more) {
        return new Sales(orders + more.orders, original.plus(more.original), vnd.plus(more.vnd), unconverted + more.unconverted,
            withoutVat + more.withoutVat);
    }
}
