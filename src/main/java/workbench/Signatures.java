package workbench;

import channels.Channel;
import channels.ChannelOffException;
import channels.ChannelsConfig;
import channels.SignatureScheme;
import channels.SignatureVerifier;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Checks a message's signature as the edge would, and says what it looked at. No answer holds a secret, or a signature that would be right. */
@ApplicationScoped
class Signatures {

    /** Standard Webhooks 1.0 names its headers itself. */
    private static final String STANDARD_HEADER = "webhook-signature";

    private final ChannelsConfig config;
    private final Clock clock = Clock.systemUTC();

    Signatures(ChannelsConfig config) {
        this.config = config;
    }

    Trial.SignatureCheck check(Channel channel, byte[] body, UnaryOperator<String> header) {
        if (channel.signatures().isEmpty()) {
            return unchecked("path token", "The channel signs nothing: the last part of its address is its token");
        }
        String scheme = channel.signatures().stream().map(Signatures::words).collect(Collectors.joining("; or "));
        List<String> headers = channel.signatures().stream().map(Signatures::header).distinct().toList();
        if (headers.stream().allMatch(name -> header.apply(name) == null)) {
            return unchecked(scheme, "No header " + String.join(" or ", headers) + " was given");
        }
        try {
            SignatureVerifier verifier = SignatureVerifier.of(channel, Optional.ofNullable(config.channels().get(channel.name())), clock);
            return switch (verifier.verdict(body, header)) {
                case GENUINE -> new Trial.SignatureCheck(scheme, true, true, null);
                case OFF_TIME -> new Trial.SignatureCheck(scheme, true, false, "It covers these bytes, and its time is more than five minutes from now");
                case FORGED -> new Trial.SignatureCheck(scheme, true, false, "It does not cover these bytes by a secret that is live");
            };
        } catch (ChannelOffException off) {
            return unchecked(scheme, off.getMessage());
        }
    }

    private static Trial.SignatureCheck unchecked(String scheme, String why) {
        return new Trial.SignatureCheck(scheme, false, false, why);
    }

    private static String header(SignatureScheme scheme) {
        return scheme.kind() == SignatureScheme.Kind.STANDARD_WEBHOOKS ? STANDARD_HEADER : scheme.header();
    }

    private static String words(SignatureScheme scheme) {
        return scheme.kind() == SignatureScheme.Kind.STANDARD_WEBHOOKS ? "Standard Webhooks 1.0"
            : scheme.algorithm() + " of " + scheme.signs() + " as " + scheme.prefix() + "{" + scheme.encoding().name().toLowerCase(Locale.ROOT) + "}"
                + scheme.suffix() + " in the header " + scheme.header();
    }
}
