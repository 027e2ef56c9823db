package workbench;

import channels.RawMessage;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import mappings.ChannelMapping;
import mappings.GoldenCase;
import mappings.MappingRegistry;
import mappings.Outcome;
import webhook.WebhookConfig;

/** Tries messages on the mappings as they are now: what NORMALIZE would make of one, without any of its effects. */
@ApplicationScoped
public class Trials {

    private final MappingRegistry mappings;
    private final Signatures signatures;
    private final WebhookConfig edge;

    Trials(MappingRegistry mappings, Signatures signatures, WebhookConfig edge) {
        this.mappings = mappings;
        this.signatures = signatures;
        this.edge = edge;
    }

    /**
     * Tries a message; empty where {@code mappings/} has no such channel.
     *
     * @param raw its headers are all that the sender gave, by lower case names; the mapping sees those that the edge keeps
     */
    public Optional<Trial> of(RawMessage raw) {
        // Whoever tries a message may have just mended the mapping.
        mappings.refresh();
        return mappings.find(raw.channel()).map(mapping -> trial(mapping, raw));
    }

    private Trial trial(ChannelMapping mapping, RawMessage raw) {
        Map<String, String> kept = new HashMap<>(raw.headers());
        kept.keySet().retainAll(edge.keepHeaders());
        RawMessage message = new RawMessage(raw.channel(), mapping.key(raw.body()), raw.body(), kept, raw.receivedAt(), raw.source(), null);
        Outcome outcome = mapping.map(message);
        Trial.SignatureCheck signature = signatures.check(mapping.channel(), raw.body(), name -> raw.headers().get(name.toLowerCase(Locale.ROOT)));
        var kind = mapping.route(message).orElse(null);
        var golden = GoldenCase.file(mapping, message, outcome);
        if (outcome instanceof Outcome.Canonical canonical) {
            return new Trial(signature, kind, Trial.Verdict.CANONICAL, new String(canonical.json(), StandardCharsets.UTF_8), canonical.key(), null, null, null, golden);
        }
        if (outcome instanceof Outcome.Ignored ignored) {
            return new Trial(signature, kind, Trial.Verdict.IGNORED, null, message.key(), ignored.why(), null, null, golden);
        }
        Outcome.Dead dead = (Outcome.Dead) outcome;
        return new Trial(signature, kind, Trial.Verdict.DEAD, null, message.key(), dead.reason().name(), dead.detail(), dead.remedy(), golden);
    }
}
