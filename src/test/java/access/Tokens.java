package access;

import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;
import io.smallrye.jwt.build.JwtClaimsBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Set;
import java.util.UUID;
import javax.crypto.spec.SecretKeySpec;

/** Access tokens as a sign-in would give them, made without one. */
public final class Tokens {

    /** {@code ordersync.security.token-key} of the profile test; a process of its own is given it. */
    public static final String KEY = "dGVzdC10b2tlbi1rZXktdGVzdC10b2tlbi1rZXktMTI=";
    private static final Duration GOOD_FOR = Duration.ofHours(1);

    private Tokens() {
    }

    public static String admin() {
        return of("admin", Access.ADMIN);
    }

    public static String of(String username, String... roles) {
        return signed(claims(username, roles), KEY);
    }

    public static String ofDealer(String username, String dealerId) {
        return signed(claims(username, Access.DEALER).claim(AccessTokens.DEALER_ID, dealerId), KEY);
    }

    static JwtClaimsBuilder claims(String username, String... roles) {
        return Jwt.issuer(AccessTokens.ISSUER).upn(username).subject(username).groups(Set.of(roles))
            .claim(AccessTokens.SESSION, UUID.randomUUID().toString()).expiresAt(Instant.now().plus(GOOD_FOR));
    }

    static String signed(JwtClaimsBuilder claims, String base64Key) {
        return claims.jws().algorithm(SignatureAlgorithm.HS256).sign(new SecretKeySpec(Base64.getDecoder().decode(base64Key), "HmacSHA256"));
    }
}
