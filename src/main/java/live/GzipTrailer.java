package live;

import io.vertx.core.buffer.Buffer;
import java.util.zip.CRC32;

/**
 * What a gzip stream of {@link Frame}s ends with (RFC 1952): the CRC-32 and the length of all that was pressed. Of each frame its own
 * CRC-32 is reckoned once, for all who are sent it, and put together here as zlib's crc32_combine does.
 */
final class GzipTrailer {

    /** Deflate's last block, an empty one. */
    private static final byte[] LAST_BLOCK = {3, 0};
    /** Polynomials over GF(2) modulo that of CRC-32, the coefficient of x^0 in the highest bit. */
    private static final int POLYNOMIAL = 0xEDB88320;
    private static final int ONE = 1 << 31;
    private static final int X_TO_THE_8 = 1 << 23;

    private int crc;
    private int length;

    /**
     * What a frame does to the CRC-32 of what was before it.
     *
     * @param shift x^8 to the power of its length
     */
    record Part(int crc, int shift, int length) {

        static Part of(byte[] bytes) {
            CRC32 crc = new CRC32();
            crc.update(bytes);
            int shift = ONE;
            int power = X_TO_THE_8;
            for (int left = bytes.length; left > 0; left >>= 1) {
                shift = (left & 1) == 1 ? times(shift, power) : shift;
                power = times(power, power);
            }
            return new Part((int) crc.getValue(), shift, bytes.length);
        }
    }

    void add(Part part) {
        crc = times(crc, part.shift) ^ part.crc;
        length += part.length;
    }

    /** All that follows the last frame. */
    Buffer bytes() {
        return Buffer.buffer(LAST_BLOCK).appendIntLE(crc).appendIntLE(length);
    }

    private static int times(int a, int b) {
        int product = 0;
        int shifted = b;
        for (int bit = ONE; bit != 0; bit >>>= 1) {
            product ^= (a & bit) != 0 ? shifted : 0;
            shifted = (shifted & 1) == 1 ? (shifted >>> 1) ^ POLYNOMIAL : shifted >>> 1;
        }
        return product;
    }
}
