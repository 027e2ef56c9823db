package access;

import java.time.Instant;

/** How long somebody may stay at an answer that does not end by itself. */
public interface Stay {

    /** Whether their token is over, their sign-in has ended or they are disabled. */
    boolean isOver(Instant now);
}
