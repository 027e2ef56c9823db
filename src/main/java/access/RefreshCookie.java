package access;

import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.core.NewCookie;
import java.time.Duration;
import java.time.Instant;

/** The refresh token as a cookie that no script reads, no other site sends, and only /auth gets. */
final class RefreshCookie {

    static final String NAME = "ordersync_refresh";
    private static final String PATH = "/auth";

    private RefreshCookie() {
    }

    static NewCookie of(HttpServerRequest request, Sessions.Grant session) {
        return cookie(request, session.token(), (int) Duration.between(Instant.now(), session.expiresAt()).toSeconds());
    }

    /** Makes the browser forget it. */
    static NewCookie none(HttpServerRequest request) {
        return cookie(request, "", 0);
    }

    private static NewCookie cookie(HttpServerRequest request, String token, int seconds) {
        return new NewCookie.Builder(NAME).value(token).path(PATH).maxAge(seconds).httpOnly(true)
            .secure("https".equals(request.scheme())).sameSite(NewCookie.SameSite.STRICT).build();
    }
}
