package access;

import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.JWTParser;
import io.smallrye.jwt.auth.principal.ParseException;
import io.smallrye.jwt.build.Jwt;
import io.smallrye.jwt.build.JwtClaimsBuilder;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Access tokens of our own: JWT, HS256. {@code upn} and {@code sub} name the user, {@code groups} its roles, {@code sid} the session. */
@ApplicationScoped
class AccessTokens {

    static final String ISSUER = "ordersync";
    static final String DEALER_ID = "dealer_id";
    static final String SESSION = "sid";

    private final SigningKey key;
    private final JWTParser parser;
    private final SecurityConfig config;

    AccessTokens(SigningKey key, JWTParser parser, SecurityConfig config) {
        this.key = key;
        this.parser = parser;
        this.config = config;
    }

    String sign(User user, UUID session) {
        JwtClaimsBuilder claims = Jwt.issuer(ISSUER).upn(user.username()).subject(user.username()).groups(new HashSet<>(user.roles()))
            .claim(SESSION, session.toString()).expiresAt(Instant.now().plus(config.accessFor()));
        if (user.dealerId() != null) {
            claims.claim(DEALER_ID, user.dealerId());
        }
        return claims.jws().algorithm(SignatureAlgorithm.HS256).sign(key.get());
    }

    /** @throws ParseException it is not one that we signed, or it is over */
    JsonWebToken verify(String token) throws ParseException {
        JWTAuthContextInfo ours = new JWTAuthContextInfo(key.get(), ISSUER);
        ours.setSignatureAlgorithm(Set.of(SignatureAlgorithm.HS256));
        ours.setExpGracePeriodSecs(0);
        ours.setClockSkew(0);
        ours.setRequireNamedPrincipal(true);
        return parser.parse(token, ours);
    }
}
