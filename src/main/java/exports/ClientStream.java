package exports;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;

/** The way to the client, of which is known whether anything has gone it, and for how long the client has taken nothing. */
final class ClientStream extends FilterOutputStream {

    private volatile boolean isBegun;
    /** Since when the writer waits for the client; null: it does not. */
    private volatile Instant waitingSince;

    ClientStream(OutputStream out) {
        super(out);
    }

    boolean isBegun() {
        return isBegun;
    }

    /** For any thread. */
    boolean isStalled(Duration limit) {
        Instant since = waitingSince;
        return since != null && since.plus(limit).isBefore(Instant.now());
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        isBegun = true;
        waitingSince = Instant.now();
        try {
            out.write(bytes, from, length);
        } finally {
            waitingSince = null;
        }
    }

    @Override
    public void flush() throws IOException {
        waitingSince = Instant.now();
        try {
            out.flush();
        } finally {
            waitingSince = null;
        }
    }

    /** fastexcel closes what it writes to; the answer is not over before the transaction is. */
    @Override
    public void close() throws IOException {
        flush();
    }
}
