package database;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.postgresql.core.Oid;
import org.postgresql.util.PGBinaryObject;
import org.postgresql.util.PGobject;

/**
 * A {@code text[]} of one dimension, as PostgreSQL reads it in binary. For whoever sends thousands of texts at once: of a
 * {@code String[]} the driver looks up the character set for each text, and copies what it has whenever it outgrows its buffer.
 */
public final class TextArray extends PGobject implements PGBinaryObject {

    private static final long serialVersionUID = 1;

    private static final int HEADER_BYTES = 20;
    private static final int NULL = -1;

    private byte[] bytes;
    private int length;

    private TextArray(int bytes) {
        setType("_text");
        this.bytes = new byte[bytes];
    }

    /** A row's text each; null where it has none. */
    public static <T> TextArray of(List<T> rows, Function<T, String> text) {
        int supposed = 16;
        TextArray array = new TextArray(HEADER_BYTES + rows.size() * supposed);
        array.writeHeader(rows.size());
        String before = null;
        int beforeAt = 0;
        for (T row : rows) {
            String now = text.apply(row);
            int nowAt = array.length;
            if (now == null) {
                array.writeNull();
            } else if (now == before) {
                array.repeat(beforeAt);
            } else {
                array.write(now.getBytes(UTF_8));
            }
            before = now;
            beforeAt = nowAt;
        }
        return array;
    }

    private void writeHeader(int texts) {
        int firstIndex = 1;
        // In a column where no text is null that some may be costs nothing.
        int mayHaveNulls = 1;
        ByteBuffer.wrap(bytes).putInt(texts == 0 ? 0 : 1).putInt(mayHaveNulls).putInt(Oid.TEXT).putInt(texts).putInt(firstIndex);
        length = texts == 0 ? 12 : HEADER_BYTES;
    }

    private void writeNull() {
        makeRoom(Integer.BYTES);
        writeInt(NULL);
    }

    private void write(byte[] text) {
        makeRoom(Integer.BYTES + text.length);
        writeInt(text.length);
        System.arraycopy(text, 0, bytes, length, text.length);
        length += text.length;
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

    private void writeInt(int value) {
        bytes[length++] = (byte) (value >>> 24);
        bytes[length++] = (byte) (value >>> 16);
        bytes[length++] = (byte) (value >>> 8);
        bytes[length++] = (byte) value;
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
        throw new UnsupportedOperationException("A text[] is only sent");
    }

    /** The same as text, for a connection that sends nothing in binary. */
    @Override
    public String getValue() {
        StringBuilder literal = new StringBuilder("{");
        ByteBuffer rest = ByteBuffer.wrap(bytes, 0, length);
        rest.position(Math.min(HEADER_BYTES, length));
        while (rest.hasRemaining()) {
            int size = rest.getInt();
            literal.append(literal.length() > 1 ? "," : "");
            if (size == NULL) {
                literal.append("NULL");
            } else {
                String text = new String(bytes, rest.position(), size, UTF_8);
                literal.append('"').append(text.replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
                rest.position(rest.position() + size);
            }
        }
        return literal.append('}').toString();
    }
}
