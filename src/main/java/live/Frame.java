package live;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.util.zip.Deflater;

/**
 * Bytes of a {@code text/event-stream}, made once for all who are sent them, and pressed once for all who take gzip: each frame is
 * pressed for itself and ends with a full flush (RFC 1951, an empty stored block), so that any sequence of frames behind
 * {@link #GZIP_HEADER} and before a {@link GzipTrailer} is one stream.
 */
final class Frame {

    /** RFC 1952: deflate, no name, no time, unknown system. */
    static final Buffer GZIP_HEADER = Buffer.buffer(new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 255});

    /** A comment, which keeps proxies from closing a silent connection. */
    static final Frame HEARTBEAT = new Frame(":\n\n");

    /** Repetitive JSON: a higher level gains a few per cent and costs twice the time. */
    private static final int LEVEL = 3;

    private final Buffer plain;
    private Buffer pressed;
    private GzipTrailer.Part part;

    private Frame(String text) {
        this.plain = Buffer.buffer(text.getBytes(UTF_8));
    }

    /**
     * An event.
     *
     * @param id   what a screen comes back with as Last-Event-ID; null: it comes back with what it had, for more belongs to this
     * @param data without line ends, as JSON is written
     */
    static Frame event(String name, Object id, String data) {
        return new Frame("event: " + name + (id == null ? "" : "\nid: " + id) + "\ndata: " + data + "\n\n");
    }

    /** How long, in milliseconds, a screen waits before it comes back. */
    static Frame retry(int millis) {
        return new Frame("retry: " + millis + "\n\n");
    }

    Buffer bytes(boolean gzip) {
        return gzip ? pressed() : plain;
    }

    /** What it adds to a stream's trailer. */
    synchronized GzipTrailer.Part part() {
        if (part == null) {
            part = GzipTrailer.Part.of(plain.getBytes());
        }
        return part;
    }

    private synchronized Buffer pressed() {
        if (pressed == null) {
            pressed = Buffer.buffer(press(plain.getBytes()));
        }
        return pressed;
    }

    private static byte[] press(byte[] bytes) {
        Deflater deflater = new Deflater(LEVEL, true);
        try {
            deflater.setInput(bytes);
            ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 4 + 64);
            byte[] part = new byte[8192];
            int length;
            do {
                length = deflater.deflate(part, 0, part.length, Deflater.FULL_FLUSH);
                out.write(part, 0, length);
            } while (length == part.length);
            return out.toByteArray();
        } finally {
            deflater.end();
        }
    }
}
