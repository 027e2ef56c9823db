package finance.erp;

/** A call was given up before anything was sent. */
public class CallNotMadeException extends RuntimeException {

    CallNotMadeException(String why) {
        super(why);
    }
}
