package channels;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** {@code ordersync.tokens.*}: how the tokens of the shops are kept. */
@ConfigMapping(prefix = "ordersync.tokens")
public interface TokensConfig {

    /** The AES-256 key over the stored tokens, 32 bytes as base64; no shop is polled without it. */
    Optional<String> key();
}
