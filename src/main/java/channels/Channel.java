package channels;

import java.util.Optional;

/**
 * How a channel talks, as its {@code mappings/<channel>/channel.yaml} says; the edge needs no more than this.
 * What its messages mean is the mapping's matter ({@code mappings.ChannelMapping}).
 *
 * @param name        the folder's name, and the last part of {@code POST /webhook/{channel}}
 * @param body        how the JSON is wrapped
 * @param signature   how it signs; empty: it signs nothing and is guarded by a path token
 * @param acknowledge the HTTP status it takes for "I have it"
 */
public record Channel(String name, BodyFormat body, Optional<SignatureScheme> signature, int acknowledge) {

    /**
     * @param formField the field of a form-encoded body that holds the JSON; null when the body is the JSON
     */
    public record BodyFormat(String formField) {
        public static final BodyFormat JSON = new BodyFormat(null);
    }
}
