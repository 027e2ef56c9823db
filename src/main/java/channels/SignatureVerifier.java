package channels;

import static java.nio.charset.StandardCharsets.UTF_8;

import channels.ChannelsConfig.ChannelConfig;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Whether a request comes from the channel it names: by one of the channel's signatures, or by its path token. */
public final class SignatureVerifier {

    /** One that signs and one that is being rotated out. */
    private static final int MAX_SECRETS = 2;

    private final List<Signature> signatures;
    private final byte[] pathToken;

    private SignatureVerifier(List<Signature> signatures, byte[] pathToken) {
        this.signatures = signatures;
        this.pathToken = pathToken;
    }

    /**
     * @param config of this channel; empty: it has none
     * @param clock  what a signed timestamp is compared to
     * @throws ChannelOffException when the configuration lacks what the channel's schemes need
     */
    public static SignatureVerifier of(Channel channel, Optional<ChannelConfig> config, Clock clock) {
        Needs needs = new Needs(channel.name(), config);
        if (channel.signatures().isEmpty()) {
            return new SignatureVerifier(List.of(), needs.text("path-token", ChannelConfig::pathToken).getBytes(UTF_8));
        }
        List<Signature> signatures = new ArrayList<>();
        for (SignatureScheme scheme : channel.signatures()) {
            signatures.add(signature(scheme, needs, clock));
        }
        return new SignatureVerifier(signatures, null);
    }

    /** Whether the channel's address ends in a token: {@code POST /webhook/{channel}/{path-token}}. */
    public boolean wantsPathToken() {
        return pathToken != null;
    }

    /** Whether this is the token that the address ends in; for a channel that {@link #wantsPathToken}. */
    public boolean acceptsToken(String token) {
        return MessageDigest.isEqual(pathToken, token.getBytes(UTF_8));
    }

    /**
     * Whether one of the channel's signatures covers these bytes; for a channel that signs.
     *
     * @param body   the bytes as they were sent
     * @param header the value of a request header by its name in any case, or null
     */
    public boolean accepts(byte[] body, UnaryOperator<String> header) {
        for (Signature signature : signatures) {
            if (signature.matches(body, header)) {
                return true;
            }
        }
        return false;
    }

    private static Signature signature(SignatureScheme scheme, Needs needs, Clock clock) {
        List<String> secrets = needs.secrets();
        try {
            return switch (scheme.kind()) {
                case STANDARD_WEBHOOKS -> new StandardWebhooksSignature(secrets, clock);
                case HMAC -> new HmacSignature(scheme, signedText(scheme.signs(), needs), secrets);
            };
        } catch (IllegalArgumentException e) {
            throw needs.lacking("secrets", "cannot be used: " + (scheme.kind() == SignatureScheme.Kind.HMAC
                ? e.getMessage() : "what follows whsec_ must be base64"));
        }
    }

    /** The template with all but the body filled in; a value is never looked at for further placeholders. */
    private static String signedText(String template, Needs needs) {
        StringBuilder text = new StringBuilder();
        int at = 0;
        while (at < template.length()) {
            int end = template.charAt(at) == '{' ? template.indexOf('}', at) : -1;
            if (end < 0) {
                text.append(template.charAt(at++));
                continue;
            }
            String placeholder = template.substring(at, end + 1);
            text.append(switch (placeholder) {
                case "{app-key}" -> needs.text("app-key", ChannelConfig::appKey);
                case "{notification-url}" -> needs.text("notification-url", ChannelConfig::notificationUrl);
                default -> placeholder;
            });
            at = end + 1;
        }
        return text.toString();
    }

    /** What a channel's schemes ask of its configuration. */
    private record Needs(String channel, Optional<ChannelConfig> config) {

        String text(String property, Function<ChannelConfig, Optional<String>> value) {
            return config.flatMap(value).filter(text -> !text.isBlank()).orElseThrow(() -> lacking(property, "is not set"));
        }

        List<String> secrets() {
            List<String> secrets = config.flatMap(ChannelConfig::secrets).orElse(List.of());
            if (secrets.isEmpty() || secrets.stream().anyMatch(String::isBlank)) {
                throw lacking("secrets", "is not set");
            }
            if (secrets.size() > MAX_SECRETS) {
                throw lacking("secrets", "has " + secrets.size() + " secrets, and at most " + MAX_SECRETS + " are live at once");
            }
            return secrets;
        }

        ChannelOffException lacking(String property, String what) {
            return new ChannelOffException(channel, "ordersync.channels." + channel + "." + property + " " + what);
        }
    }
}
