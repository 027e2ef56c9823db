package embedded;

/** An embedded server cannot run; the message says to a person which, why, and what to do. */
public class EmbeddedServersException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public EmbeddedServersException(String message) {
        super(message);
    }

    public EmbeddedServersException(String message, Throwable cause) {
        super(message, cause);
    }
}
