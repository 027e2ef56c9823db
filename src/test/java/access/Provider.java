package access;

import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;

import com.github.tomakehurst.wiremock.WireMockServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Set;

/** A provider of sign-ins (OIDC). */
public class Provider implements QuarkusTestResourceLifecycleManager {

    static final String CLIENT = "ordersync";
    private static final String KEY_ID = "k1";
    private static volatile Provider running;

    private final WireMockServer server = new WireMockServer(options().dynamicPort());
    private KeyPair keys;

    @Override
    public Map<String, String> start() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            keys = generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        server.start();
        String url = server.baseUrl();
        server.stubFor(get("/.well-known/openid-configuration").willReturn(okJson("""
            {"issuer": "%1$s", "authorization_endpoint": "%1$s/authorize", "token_endpoint": "%1$s/token", "jwks_uri": "%1$s/jwks"}""".formatted(url))));
        RSAPublicKey publicKey = (RSAPublicKey) keys.getPublic();
        server.stubFor(get("/jwks").willReturn(okJson("""
            {"keys": [{"kty": "RSA", "kid": "%s", "alg": "RS256", "use": "sig", "n": "%s", "e": "%s"}]}""".formatted(KEY_ID,
            base64(publicKey.getModulus()), base64(publicKey.getPublicExponent())))));
        running = this;
        return Map.of("quarkus.oidc.tenant-enabled", "true", "quarkus.oidc.auth-server-url", url, "quarkus.oidc.client-id", CLIENT, "quarkus.oidc.token.audience", CLIENT,
            "quarkus.oidc.credentials.secret", "a-client-secret-of-thirty-two-characters-or-more");
    }

    /** Who comes back from it, from now on. */
    static void gives(String username, Set<String> groups) {
        running.server.stubFor(post("/token").willReturn(okJson("""
            {"token_type": "Bearer", "expires_in": 300, "access_token": "%1$s", "id_token": "%1$s"}""".formatted(token(username, groups, null)))));
    }

    /** A token of the provider's. @param dealer null: none */
    static String token(String username, Set<String> groups, String dealer) {
        return running.signed(CLIENT, username, groups, dealer);
    }

    /** The same for another of its applications. */
    static String tokenFor(String client, String username, Set<String> groups) {
        return running.signed(client, username, groups, null);
    }

    private String signed(String client, String username, Set<String> groups, String dealer) {
        var claims = Jwt.issuer(server.baseUrl()).audience(client).subject("id-of-" + username).preferredUserName(username).claim("name", "Trần Thị Mai")
            .groups(groups).expiresAt(Instant.now().plusSeconds(3_600));
        if (dealer != null) {
            claims.claim("dealer_id", dealer);
        }
        return claims.jws().algorithm(SignatureAlgorithm.RS256).keyId(KEY_ID).sign(keys.getPrivate());
    }

    private static String base64(BigInteger number) {
        byte[] bytes = number.toByteArray();
        int from = bytes[0] == 0 ? 1 : 0;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(java.util.Arrays.copyOfRange(bytes, from, bytes.length));
    }

    @Override
    public void stop() {
        server.stop();
    }
}
