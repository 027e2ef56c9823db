package access;

import static java.nio.charset.StandardCharsets.UTF_8;

import http.Problem;
import http.ProblemException;
import http.ProblemType;
import io.quarkus.elytron.security.common.BcryptUtil;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Passwords, hashed with bcrypt. A few at a time: a flood of sign-ins takes no more of the machine. */
@ApplicationScoped
class Passwords {

    private static final int MIN_CHARACTERS = 10;
    /** All of a password that bcrypt looks at. */
    private static final int MAX_BYTES = 72;
    private static final int RANDOM_BYTES = 18;
    private static final long PATIENCE_MS = 5_000;
    /** Each that waits holds a thread, of which other requests want some too. */
    private static final int MAX_WAITING = 20;

    private final int cost;
    private final Semaphore places;
    private final Semaphore waiting = new Semaphore(MAX_WAITING);
    private final SecureRandom random = new SecureRandom();
    /** Of no password that anybody knows: to spend as long on a name that nobody has. */
    private final String nobodys;

    Passwords(SecurityConfig config) {
        this.cost = config.bcryptCost();
        this.places = new Semaphore(config.passwordsAtOnce());
        this.nobodys = BcryptUtil.bcryptHash(random(), cost);
    }

    /** @throws ProblemException 400: it is too short or too long */
    String hash(String field, String password) {
        if (password.codePointCount(0, password.length()) < MIN_CHARACTERS || password.getBytes(UTF_8).length > MAX_BYTES) {
            throw ProblemException.badParameter(field, "a password of at least " + MIN_CHARACTERS + " characters and at most " + MAX_BYTES + " bytes");
        }
        return inTurn(() -> BcryptUtil.bcryptHash(password, cost));
    }

    /**
     * Takes as long whether or not there is a hash.
     *
     * @param hash null: there is none, and it does not match
     */
    boolean matches(String password, String hash) {
        boolean matches = inTurn(() -> BcryptUtil.matches(password, hash == null ? nobodys : hash));
        return matches && hash != null;
    }

    /** A password that nobody guesses. */
    String random() {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private <T> T inTurn(Supplier<T> work) {
        if (!places.tryAcquire() && !waitedForAPlace()) {
            throw busy();
        }
        try {
            return work.get();
        } finally {
            places.release();
        }
    }

    private boolean waitedForAPlace() {
        if (!waiting.tryAcquire()) {
            return false;
        }
        try {
            return places.tryAcquire(PATIENCE_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            waiting.release();
        }
    }

    private static ProblemException busy() {
        return new ProblemException(Problem.of(503, ProblemType.BUSY, "Too many sign in at once. Try again in a moment."));
    }
}
