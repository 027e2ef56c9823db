package http;

import java.io.IOException;

/** Ends an answer that broke off: its connection is closed, and the log has why. */
public final class BrokenOffException extends IOException {

    public BrokenOffException(String what, Exception why) {
        super(what, why);
    }
}
