package finance;

/** What a posting tells the ERP: {@code erp_posting.kind}. */
public enum PostingKind {
    CUSTOMER_INVOICE("INVOICE"), CREDIT_MEMO("CREDIT"), INCOMING_PAYMENT("PAYMENT"), PLATFORM_FEE("FEE");

    private final String word;

    PostingKind(String word) {
        this.word = word;
    }

    /** As business keys have it. */
    public String word() {
        return word;
    }
}
