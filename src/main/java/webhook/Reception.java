package webhook;

import channels.RawMessage;
import http.Reply;

/** What the edge made of a request, before anything was stored. */
public sealed interface Reception {

    /** @param acknowledge the HTTP status the channel takes for "I have it"; owed once the message is on disk */
    record Accepted(RawMessage message, int acknowledge, long startedNanos) implements Reception { }

    record Refused(Reply reply) implements Reception { }
}
