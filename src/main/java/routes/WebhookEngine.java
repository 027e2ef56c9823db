package routes;

import http.BodyReader;
import io.smallrye.common.annotation.Identifier;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import jakarta.inject.Singleton;
import mappings.MappingRegistry;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import webhook.KafkaCircuit;

/**
 * platform-http for webhooks: {@code platformHttpEngine=#webhookEngine}. The stock engine parses forms, writes uploads
 * to disk and makes message headers of whatever a client sends; a signature covers bytes, so this one hands on bytes.
 */
@Singleton
@Identifier("webhookEngine")
class WebhookEngine implements PlatformHttpEngine {

    private final Router router;
    private final Vertx vertx;
    private final BodyReader reader;
    private final KafkaCircuit circuit;
    private final MappingRegistry mappings;

    WebhookEngine(Router router, Vertx vertx, BodyReader reader, KafkaCircuit circuit, MappingRegistry mappings) {
        this.router = router;
        this.vertx = vertx;
        this.reader = reader;
        this.circuit = circuit;
        this.mappings = mappings;
    }

    @Override
    public PlatformHttpConsumer createConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
        return new WebhookConsumer(endpoint, processor, router, vertx, reader, () -> circuit.isClosed() && !mappings.reloads());
    }
}
