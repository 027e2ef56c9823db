package channels;

import java.util.List;

/**
 * How a channel talks, as its {@code mappings/<channel>/channel.yaml} says; the edge needs no more than this.
 * What its messages mean is the mapping's matter ({@code mappings.ChannelMapping}).
 *
 * @param name        the folder's name, and the last part of {@code POST /webhook/{channel}}
 * @param body        how the JSON is wrapped
 * @param signatures  how it may sign: a message that matches any of them is genuine; none: it signs nothing and is
 *                    guarded by a path token
 * @param acknowledge the HTTP status it takes for "I have it"
 * @param webhook     whether it sends webhooks at all; without, it is polled only and its address answers 404
 * @param details     whether its events are thin, so that amount, buyer and items are asked for at its API
 */
public record Channel(String name, BodyFormat body, List<SignatureScheme> signatures, int acknowledge,
                      boolean webhook, boolean details) {

    public Channel {
        signatures = List.copyOf(signatures);
    }

    /**
     * @param formField the field of a form-encoded body that holds the JSON; null when the body is the JSON
     */
    public record BodyFormat(String formField) {
        public static final BodyFormat JSON = new BodyFormat(null);
    }
}
