package database;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.postgresql.core.Oid;
import org.postgresql.util.PGBinaryObject;
import org.postgresql.util.PGobject;

/**
 * An array of one dimension, as PostgreSQL reads it in binary. For whoever sends thousands of values at once: of a {@code String[]} the
 * driver looks up the character set for each text, and copies what it has whenever it outgrows its buffer; how it writes an
 * {@code int[]} takes a second to compile.
 */
final class BinaryArray extends PGobject implements PGBinaryObject {

    private static final long serialVersionUID = 1;

    private static final int HEADER_BYTES = 20;
    private static final int EMPTY_BYTES = 12;
    private static final int NULL = -1;

    private final int elementType;
    private byte[] bytes;
    private int length;
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
        ByteBuffer.wrap(bytes).putInt(elements == 0 ? 0 : 1).putInt(mayHaveNulls).putInt(elementType).putInt(elements).putInt(firstIndex);
        length = elements == 0 ? EMPTY_BYTES : HEADER_BYTES;
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
            write(added.length, Integer.BYTES);
            makeRoom(added.length);
            System.arraycopy(added, 0, bytes, length, added.length);
            length += added.length;
        }
        last = text;
        lastAt = at;
    }

    void add(long number) {
        write(Long.BYTES, Integer.BYTES);
        write(number, Long.BYTES);
    }

    void add(int number) {
        write(Integer.BYTES, Integer.BYTES);
        write(number, Integer.BYTES);
    }

    void add(boolean flag) {
        write(1, Integer.BYTES);
        write(flag ? 1 : 0, 1);
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
        return length;
    }

    @Override
    public void toBytes(byte[] target, int offset) {
        System.arraycopy(bytes, 0, target, offset, length);
    }

    @Override
    public void setByteValue(byte[] value, int offset) {
        throw new UnsupportedOperationException("An array is only sent");
    }

    /** The same as text, for a connection that sends nothing in binary. */
    @Override
    public String getValue() {
        StringBuilder literal = new StringBuilder("{");
        ByteBuffer rest = ByteBuffer.wrap(bytes, 0, length);
        rest.position(Math.min(HEADER_BYTES, length));
        while (rest.hasRemaining()) {
            int size = rest.getInt();
            literal.append(literal.length() > 1 ? "," : "").append(size == NULL ? "NULL" : element(rest, size));
        }
        return literal.append('}').toString();
    }

    private String element(ByteBuffer rest, int size) {
        return switch (elementType) {
            case Oid.INT8 -> Long.toString(rest.getLong());
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
