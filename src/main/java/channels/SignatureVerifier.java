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
import java.util.regex.Matcher;

/** Whether a request comes from the channel it names: by one of the channel's signatures, or by its path token. */
public final class SignatureVerifier {

    /** One that signs and one that is being rotated out. */
    private static final int MAX_SECRETS = 2;
    private static final int PATH_TOKEN_MIN_CHARS = 32;

    private final List<Signature> signatures;
    private final byte[] pathToken;

    private SignatureVerifier(List<Signature> signatures, byte[] pathToken) {
        this.signatures = signatures;
        this.pathToken = pathToken;
    }

    /**
     * @param config of this channel; empty: it has none
     * @param clock  what a signed timestamp is compared to
     * @throws ChannelOffException when the configuration lacks what the channel's schemes need, or its path token could be guessed
     */
    public static SignatureVerifier of(Channel channel, Optional<ChannelConfig> config, Clock clock) {
        Needs needs = new Needs(channel.name(), config);
        if (channel.signatures().isEmpty()) {
            return new SignatureVerifier(List.of(), needs.pathToken().getBytes(UTF_8));
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
     * What the best of the channel's signatures says of these bytes; for a channel that signs.
     *
     * @param body   the bytes as they were sent
     * @param header the value of a request header by its name in any case, or null
     */
    public SignatureVerdict verdict(byte[] body, UnaryOperator<String> header) {
        SignatureVerdict best = SignatureVerdict.FORGED;
        for (Signature signature : signatures) {
            SignatureVerdict verdict = signature.of(body, header);
            if (verdict == SignatureVerdict.GENUINE) {
                return verdict;
            }
            best = verdict == SignatureVerdict.OFF_TIME ? verdict : best;
        }
        return best;
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
        return SignatureScheme.PLACEHOLDER.matcher(template).replaceAll(placeholder -> Matcher.quoteReplacement(switch (placeholder.group(1)) {
            case "app-key" -> needs.text("app-key", ChannelConfig::appKey);
            case "notification-url" -> needs.text("notification-url", ChannelConfig::notificationUrl);
            default -> placeholder.group();
        }));
    }

    /** What a channel's schemes ask of its configuration. */
    private record Needs(String channel, Optional<ChannelConfig> config) {

        String text(String property, Function<ChannelConfig, Optional<String>> value) {
            return config.flatMap(value).filter(text -> !text.isBlank()).orElseThrow(() -> lacking(property, "is not set"));
        }

        String pathToken() {
            String token = text("path-token", ChannelConfig::pathToken);
            if (token.length() < PATH_TOKEN_MIN_CHARS) {
                throw lacking("path-token", "has fewer than " + PATH_TOKEN_MIN_CHARS + " characters and could be guessed; set it to what"
                    + " \"openssl rand -hex 16\" gives, and register the new address at the platform");
            }
            return token;
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
