package finance.erp;

import java.io.IOException;
import java.io.InputStream;

/** The body of an ERP's answer, of which no more is read than an answer has. */
public final class ErpBody {

    /** More than fifty confirmations have, each with a long log. */
    private static final int MAX_BYTES = 4 << 20;

    private ErpBody() {
    }

    /** @return empty for none; null: it is longer than 4 MiB, or broke off */
    static byte[] read(InputStream body) {
        if (body == null) {
            return new byte[0];
        }
        try (body) {
            byte[] bytes = body.readNBytes(MAX_BYTES + 1);
            return bytes.length > MAX_BYTES ? null : bytes;
        } catch (IOException brokeOff) {
            return null;
        }
    }
}
