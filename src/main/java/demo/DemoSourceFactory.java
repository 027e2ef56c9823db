package demo;

import static java.nio.charset.StandardCharsets.US_ASCII;

import channels.ChannelsConfig;
import finance.payments.PaymentsConfig;
import finance.reconciliation.ReconciliationConfig;
import io.quarkus.runtime.configuration.ConfigUtils;
import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * With {@code ordersync.demo=true}, what the demo needs and nobody configured: secrets of the channels, shops to poll and the
 * address of the platforms' APIs beside it. All of it gives way to what is configured, and a channel that has an API is left alone.
 */
public final class DemoSourceFactory implements ConfigSourceFactory {

    /** Below every other source. */
    private static final int ORDINAL = 50;
    private static final int SECRET_BYTES = 32;
    /** 32 bytes; the same after a restart, and over tokens that open nothing. */
    private static final String TOKENS_KEY = "ordersync demo: fake shops' keys";
    private static final SecureRandom RANDOM = new SecureRandom();

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        if (!"true".equals(value(context, "ordersync.demo"))) {
            return List.of();
        }
        Map<String, String> config = new HashMap<>();
        String port = value(context, "ordersync.demo.api-port");
        if (port == null || port.equals("0")) {
            port = Integer.toString(freePort());
        }
        config.put("ordersync.demo.api-port", port);
        for (String channel : List.of("lazada", "standard", "b2b")) {
            config.put("ordersync.channels." + channel + ".secrets", secret());
        }
        config.put("ordersync.channels.lazada.app-key", "demo");
        config.put("ordersync.channels.sendo.path-token", secret());
        config.put("ordersync.payments.vnpay.tmn-code", "DEMO0001");
        config.put("ordersync.payments.vnpay.secret", secret());
        config.put("ordersync.payments.momo.partner-code", "DEMO");
        config.put("ordersync.payments.momo.access-key", secret());
        config.put("ordersync.payments.momo.secret-key", secret());
        config.put("ordersync.reconciliation.without-payment", "lazada,tiki,sendo,pos");
        polling(context, config, "http://127.0.0.1:" + port);
        return List.of(new PropertiesConfigSource(config, "demo", ORDINAL));
    }

    /** Only where no platform's API is configured: its tokens would lie under a key that everybody can make. */
    private static void polling(ConfigSourceContext context, Map<String, String> config, String base) {
        for (String channel : List.of("lazada", "tiki", "sendo")) {
            if (value(context, "ordersync.channels." + channel + ".api-url") != null) {
                return;
            }
        }
        config.put("ordersync.tokens.key", Base64.getEncoder().encodeToString(TOKENS_KEY.getBytes(US_ASCII)));
        for (String channel : List.of("lazada", "tiki", "sendo")) {
            config.put("ordersync.channels." + channel + ".api-url", base + "/" + channel);
            config.put("ordersync.channels." + channel + ".calls-per-second", "50");
        }
        config.put("ordersync.channels.lazada.poll-every", "20s");
        config.put("ordersync.channels.tiki.poll-every", "3s");
        config.put("ordersync.channels.sendo.poll-every", "10s");
        config.put("ordersync.channels.sendo.silent-after", "20s");
        for (Shop shop : Shop.values()) {
            String keys = "ordersync.channels." + shop.channel() + ".shops." + shop.id();
            switch (shop.channel()) {
                case "lazada" -> {
                    config.put(keys + ".access-token", shop.id());   // by which the API knows the shop
                    config.put(keys + ".refresh-token", shop.id());
                    config.put(keys + ".client-secret", "demo");
                }
                case "tiki" -> {
                    config.put(keys + ".client-id", shop.id());
                    config.put(keys + ".client-secret", "demo");
                    config.put(keys + ".queue", shop.id());
                }
                case "sendo" -> {
                    config.put(keys + ".client-id", shop.id());
                    config.put(keys + ".client-secret", "demo");
                }
                default -> { }
            }
        }
    }

    /** What is configured besides what is lent here. */
    static SmallRyeConfig withoutDemo() {
        return ConfigUtils.configBuilder().withSources(new PropertiesConfigSource(Map.of("ordersync.demo", "false"), "without demo", Integer.MAX_VALUE))
            .withMapping(ChannelsConfig.class).withMapping(PaymentsConfig.class).withMapping(ReconciliationConfig.class).build();
    }

    private static String value(ConfigSourceContext context, String name) {
        ConfigValue value = context.getValue(name);
        return value == null ? null : value.getValue();
    }

    private static String secret() {
        byte[] bytes = new byte[SECRET_BYTES];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("No port is free for the demo's platforms", e);
        }
    }

    @Override
    public OptionalInt getPriority() {
        return OptionalInt.of(ORDINAL);
    }
}
