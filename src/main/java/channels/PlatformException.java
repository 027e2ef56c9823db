package channels;

/** A platform's API refused a call or could not be reached; the message names the call and carries no data of it. */
public class PlatformException extends RuntimeException {

    public PlatformException(String message) {
        super(message);
    }

    public PlatformException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Out of reach or overloaded: the same call can succeed later, whatever it asks. */
    public static class Down extends PlatformException {
        public Down(String message) {
            super(message);
        }

        public Down(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** Too many calls; the next second may take one again. */
    public static class TooManyCalls extends PlatformException {
        public TooManyCalls(String message) {
            super(message);
        }
    }

    /** The access token is refused: expired or withdrawn. */
    public static class TokenRefused extends PlatformException {
        public TokenRefused(String message) {
            super(message);
        }
    }
}
