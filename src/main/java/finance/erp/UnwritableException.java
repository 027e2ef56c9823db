package finance.erp;

/** A posting cannot be said in an ERP's format; the message says why and what to do, and is the reason it is refused for. */
class UnwritableException extends RuntimeException {

    UnwritableException(String why) {
        super(why);
    }
}
