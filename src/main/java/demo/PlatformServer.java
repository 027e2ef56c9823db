package demo;

import channels.PlatformJson;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The APIs of Lazada, Tiki and Sendo on loopback, as far as OrderSync asks them. */
final class PlatformServer implements AutoCloseable {

    private static final String HOST = "127.0.0.1";
    private static final int MAX_BODY_BYTES = 64 << 10;
    private static final int START_SECONDS = 10;
    private static final Pattern TIKI_ORDER = Pattern.compile("/tiki/integration/v2/orders/([^/]+)");
    private static final ObjectNode LAZADA_UNKNOWN = PlatformJson.object().put("code", "16").put("message", "E0016: Order not found");

    private final Platforms platforms;
    private final HttpServer server;

    private PlatformServer(Platforms platforms, HttpServer server) {
        this.platforms = platforms;
        this.server = server;
    }

    /** @throws IllegalStateException the port is taken */
    static PlatformServer start(Vertx vertx, Platforms platforms, int port) {
        HttpServer http = vertx.createHttpServer(new HttpServerOptions().setHost(HOST).setPort(port).setMaxFormAttributeSize(MAX_BODY_BYTES));
        PlatformServer server = new PlatformServer(platforms, http);
        http.requestHandler(server::take);
        try {
            http.listen().toCompletionStage().toCompletableFuture().get(START_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("The demo's platforms cannot listen on port " + port, e);
        }
        return server;
    }

    private void take(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            try {
                Optional<ObjectNode> answer = body.length() > MAX_BODY_BYTES ? Optional.empty() : answer(request, body);
                request.response().setStatusCode(answer.isPresent() ? 200 : 404).putHeader("Content-Type", "application/json")
                    .end(answer.map(JsonNode::toString).orElse("{}"));
            } catch (IOException | RuntimeException wrong) {
                request.response().setStatusCode(400).end("{}");
            }
        });
    }

    private Optional<ObjectNode> answer(HttpServerRequest request, Buffer body) throws IOException {
        Map<String, String> query = new HashMap<>();
        request.params().forEach(query::put);
        String lazadaShop = query.get("access_token");
        Matcher tikiOrder = TIKI_ORDER.matcher(request.path());
        if (tikiOrder.matches()) {
            return platforms.tikiOrder(Shop.TIKI.id(), tikiOrder.group(1));
        }
        return Optional.ofNullable(switch (request.path()) {
            case "/lazada/orders/get" -> platforms.lazadaOrders(lazadaShop, query);
            case "/lazada/orders/items/get" -> platforms.lazadaItems(lazadaShop, PlatformJson.read(query.get("order_ids").getBytes(StandardCharsets.UTF_8)));
            case "/lazada/order/get" -> platforms.lazadaOrder(lazadaShop, query.get("order_id")).orElse(LAZADA_UNKNOWN);
            case "/lazada/order/items/get" -> platforms.lazadaItemsOf(lazadaShop, query.get("order_id")).orElse(LAZADA_UNKNOWN);
            case "/lazada/auth/token/refresh" -> Platforms.lazadaToken(form(body, "refresh_token"));
            case "/tiki/sc/oauth2/token" -> Platforms.tikiToken();
            case "/tiki/integration/v2/orders" -> platforms.tikiOrders(Shop.TIKI.id(), query);
            case "/sendo/login" -> Platforms.sendoToken();
            case "/sendo/api/partner/salesorder/search" -> platforms.sendoSearch(Shop.SENDO.id(), PlatformJson.read(body.getBytes()));
            default -> request.path().startsWith("/tiki/integration/v1/queues/") ? platforms.tikiPull(PlatformJson.read(body.getBytes()).path("ack_id").asText(null)) : null;
        });
    }

    private static String form(Buffer body, String name) {
        for (String field : body.toString().split("&")) {
            if (field.startsWith(name + "=")) {
                return URLDecoder.decode(field.substring(name.length() + 1), StandardCharsets.UTF_8);
            }
        }
        return "";
    }

    @Override
    public void close() throws Exception {
        server.close().toCompletionStage().toCompletableFuture().get(START_SECONDS, TimeUnit.SECONDS);
    }
}
