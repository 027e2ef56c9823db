package polling;

import channels.ApiAnswer;
import channels.ApiRequest;
import channels.PlatformException;
import java.util.List;

/**
 * One run over the pages a platform has for a shop. Whoever has the transport asks, as long as there is {@link #more},
 * for the next request, sends it, hands the answer in, delivers the messages it gets and then says that they are
 * taken: only that moves the cursor. A run that is dropped anywhere else starts again at the last page that was taken.
 */
public interface Poll {

    boolean more();

    /** The next call, signed now: its timestamp ages. */
    ApiRequest next();

    /**
     * What the answer tells, as raw messages of the channel; empty when a further call is needed to tell it.
     *
     * @throws channels.PlatformException the platform refused
     */
    List<byte[]> read(ApiAnswer answer);

    /**
     * The answer is longer than one may be: in place of {@link #read}.
     *
     * @return what is told nevertheless; empty when the next call asks for less
     * @throws PlatformException nothing less can be asked for
     */
    default List<byte[]> tooLong() {
        throw new PlatformException("a call that cannot ask for less was answered with more than 4 MiB");
    }

    /** The last call got no answer, and the run ends. */
    default void unanswered(PlatformException.Down problem) {
    }

    /** The messages of the last {@link #read} or {@link #tooLong} are in Kafka. */
    void taken();
}
