package finance.sales;

/**
 * How long things took.
 *
 * @param placed    orders whose first event is of the day
 * @param cancelled of those, cancelled or failed before they were shipped: nothing of them is late
 * @param postings  made on the day, of all kinds; finished is that the ERP has confirmed them
 */
record Sla(long placed, long cancelled, Pace shipping, Pace delivery, long postings, Pace posting) {

    static final Sla NONE = new Sla(0, 0, Pace.NONE, Pace.NONE, 0, Pace.NONE);

    /**
     * How many were finished within the limit, how many later, and how many are not although the limit is past. The others
     * still have time.
     */
    record Pace(long inTime, long late, long overdue) {

        static final Pace NONE = new Pace(0, 0, 0);

        Pace plus(Pace more) {
            return new Pace(inTime + more.inTime, late + more.late, overdue + more.overdue);
        }
    }

    Sla plus(Sla more) {
        return new Sla(placed + more.placed, cancelled + more.cancelled, shipping.plus(more.shipping), delivery.plus(more.delivery),
            postings + more.postings, posting.plus(more.posting));
    }
}
