package finance.erp;

/** What a posting tells the ERP. */
public enum Kind {
    CUSTOMER_INVOICE, CREDIT_MEMO, INCOMING_PAYMENT, PLATFORM_FEE
}
