package polling;

import channels.PlatformException;
import java.util.Optional;

/** How far a shop has been read, where it outlives this process. */
interface Progress {

    /** The platform's own measure: a time or an acknowledgement; empty when nothing has been read yet. */
    Optional<String> position();

    /**
     * The messages up to {@code position} are in Kafka.
     *
     * @param taken how many messages those of this step were
     * @throws IllegalStateException another replica has moved it meanwhile; this run has to stop
     */
    void moveTo(String position, int taken);

    /** The run has reached its end. */
    void end();

    /** The platform refused; the next run starts at the same position. */
    default void failed(PlatformException problem) {
    }
}
