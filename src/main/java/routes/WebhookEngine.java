package routes;

import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Singleton;
import mappings.MappingRegistry;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpEngine;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import webhook.KafkaCircuit;
import webhook.WebhookReceiver;

/**
 * platform-http for webhooks: {@code platformHttpEngine=#webhookEngine}. The stock engine parses forms, writes uploads
 * to disk and makes message headers of whatever a client sends; a signature covers bytes, so this one hands on bytes.
 */
@Singleton
@Identifier("webhookEngine")
class WebhookEngine extends VertxPlatformHttpEngine {

    private final long limitBytes;
    private final KafkaCircuit circuit;
    private final MappingRegistry mappings;

    WebhookEngine(CamelContext camel, WebhookReceiver receiver, KafkaCircuit circuit, MappingRegistry mappings) {
        setCamelContext(camel);
        this.limitBytes = receiver.limitBytes();
        this.circuit = circuit;
        this.mappings = mappings;
    }

    @Override
    public PlatformHttpConsumer createConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
        return new WebhookConsumer(endpoint, processor, VertxPlatformHttpRouter.getRouterNameFromPort(getServerPort()),
            limitBytes, () -> circuit.isClosed() && !mappings.reloads());
    }
}
