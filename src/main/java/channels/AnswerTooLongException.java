package channels;

import java.io.IOException;

/** An answer has more bytes than are read of one; the same call with less in it may be answered with fewer. */
public class AnswerTooLongException extends IOException {

    public AnswerTooLongException(int maxBytes) {
        super("the answer is longer than " + maxBytes + " bytes");
    }
}
