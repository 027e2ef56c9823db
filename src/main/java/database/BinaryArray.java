package database;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import org.postgresql.core.Oid;
import org.postgresql.util.PGBinaryObject;
import org.postgresql.util.PGobject;

/**
 * An array of one dimension, as PostgreSQL reads it in binary; where all of it is null, an empty one. For whoever sends thousands of values at once: of a {@code String[]} the
 * driver looks up the character set for each text, and copies what it has whenever it outgrows its buffer; how it writes an
 * {@code int[]} takes a second to compile.
 */
final class BinaryArray extends PGobject implements PGBinaryObject {

    private static final long serialVersionUID = 1;

    private static final int HEADER_BYTES = 20;
    private static final int EMPTY_BYTES = 12;
    private static final int NULL = -1;
    /** How much later than 1970 PostgreSQL begins to count. */
    private static final long MICROS_TO_2000 = 946_684_800_000_000L;

    private final int elementType;
    private byte[] bytes;
    private int length = HEADER_BYTES;
    private boolean hasValue;
    private String last;
    private int lastAt;

    /**
     * Of so many elements, each of which is yet to be added.
     *
     * @param type         such as {@code _text}
     * @param elementType  of {@link Oid}
     * @param elementBytes what one is supposed to take
     */
    BinaryArray(String type, int elementType, int elements, int elementBytes) {
        setType(type);
        this.elementType = elementType;
        int firstIndex = 1;
        // In an array where nothing is null that some may be costs nothing.
        int mayHaveNulls = 1;
        bytes = new byte[HEADER_BYTES + elements * (Integer.BYTES + elementBytes)];
        ByteBuffer.wrap(bytes).putInt(0).putInt(mayHaveNulls).putInt(elementType).putInt(elements).putInt(firstIndex);
    }

    void addNull() {
        write(NULL, Integer.BYTES);
    }

    /** The next text, or null. */
    void add(String text) {
        int at = length;
        if (text == null) {
            addNull();
        } else if (text == last) {
            repeat(lastAt);
        } else {
            byte[] added = text.getBytes(UTF_8);
            beginValue(added.length);
            makeRoom(added.length);
            System.arraycopy(added, 0, bytes, length, added.length);
            length += added.length;
        }
        last = text;
        lastAt = at;
    }

    void addTime(long micros) {
        beginValue(Long.BYTES);
        write(micros - MICROS_TO_2000, Long.BYTES);
    }

    void add(int number) {
        beginValue(Integer.BYTES);
        write(number, Integer.BYTES);
    }

    void add(boolean flag) {
        beginValue(1);
        write(flag ? 1 : 0, 1);
    }

    private void beginValue(int size) {
        hasValue = true;
        write(size, Integer.BYTES);
    }

    /** Once more what was written last, from {@code start} on. */
    private void repeat(int start) {
        int size = length - start;
        makeRoom(size);
        System.arraycopy(bytes, start, bytes, length, size);
        length += size;
    }

    private void makeRoom(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }

    /** The last {@code size} bytes of the number, the highest first. */
    private void write(long number, int size) {
        makeRoom(size);
        for (int shift = 8 * (size - 1); shift >= 0; shift -= 8) {
            bytes[length++] = (byte) (number >>> shift);
        }
    }

    @Override
    public int lengthInBytes() {
        return hasValue ? length : EMPTY_BYTES;
    }

    @Override
    public void toBytes(byte[] target, int offset) {
        System.arraycopy(bytes, 0, target, offset, lengthInBytes());
        ByteBuffer.wrap(target).putInt(offset, hasValue ? 1 : 0);
    }

    @Override
    public void setByteValue(byte[] value, int offset) {
        throw new UnsupportedOperationException("An array is only sent");
    }

    /** The same as text, for a connection that sends nothing in binary. */
    @Override
    public String getValue() {
        StringBuilder literal = new StringBuilder("{");
        ByteBuffer rest = ByteBuffer.wrap(bytes, 0, hasValue ? length : HEADER_BYTES);
        rest.position(HEADER_BYTES);
        while (rest.hasRemaining()) {
            int size = rest.getInt();
            literal.append(literal.length() > 1 ? "," : "").append(size == NULL ? "NULL" : element(rest, size));
        }
        return literal.append('}').toString();
    }

    private String element(ByteBuffer rest, int size) {
        return switch (elementType) {
            case Oid.TIMESTAMPTZ -> Instant.EPOCH.plus(rest.getLong() + MICROS_TO_2000, ChronoUnit.MICROS).toString();
            case Oid.INT4 -> Integer.toString(rest.getInt());
            case Oid.BOOL -> rest.get() == 0 ? "f" : "t";
            default -> {
                String text = new String(bytes, rest.position(), size, UTF_8);
                rest.position(rest.position() + size);
                yield '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
            }
        };
    }
}
