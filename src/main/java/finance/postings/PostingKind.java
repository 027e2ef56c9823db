package finance.postings;

/** What a posting of an order is: {@code erp_posting.kind}. */
enum PostingKind {
    CUSTOMER_INVOICE("INVOICE"), CREDIT_MEMO("CREDIT"), PLATFORM_FEE("FEE");

    /** As business keys have it. */
    final String word;

    PostingKind(String word) {
        this.word = word;
    }
}
