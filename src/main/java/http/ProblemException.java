package http;

import java.util.Collection;
import java.util.OptionalInt;

/** Ends a request with a {@link Problem}. Its message is the problem's detail and goes to the caller. */
public final class ProblemException extends RuntimeException {

    private static final int TOO_MANY = 429;

    private final transient Problem problem;
    private final transient OptionalInt retrySeconds;

    public ProblemException(Problem problem) {
        this(problem, OptionalInt.empty());
    }

    private ProblemException(Problem problem, OptionalInt retrySeconds) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
        this.retrySeconds = retrySeconds;
    }

    public Problem problem() {
        return problem;
    }

    /** When to come again; empty: it is not known, or it would be no use. */
    public OptionalInt retrySeconds() {
        return retrySeconds;
    }

    /** 400: names the parameter or field and what it may be; the value given is not repeated. */
    public static ProblemException badParameter(String name, String allowed) {
        return new ProblemException(Problem.ofParameter(name, name + ": must be " + allowed + "."));
    }

    /**
     * 400: the caller gave a name that is none, and is told those that there are. That name is repeated, cut and printable.
     *
     * @param what such as {@code field}
     */
    static ProblemException unknown(String what, String name, Collection<String> known) {
        String shown = Parameters.shown(name);
        return new ProblemException(Problem.ofParameter(shown, "\"" + shown + "\" is no " + what + "; "
            + (known.isEmpty() ? "there are none." : "those are " + String.join(", ", known) + ".")));
    }

    public static ProblemException notFound(String detail) {
        return new ProblemException(Problem.of(404, detail));
    }

    public static ProblemException notFound(ProblemType type, String detail) {
        return new ProblemException(Problem.of(404, type, detail));
    }

    public static ProblemException conflict(ProblemType type, String detail) {
        return new ProblemException(Problem.of(409, type, detail));
    }

    /** 429: as many are at it as may be; worth another try after so long. */
    public static ProblemException tooMany(int retrySeconds, String detail) {
        return new ProblemException(Problem.of(TOO_MANY, ProblemType.BUSY, detail), OptionalInt.of(retrySeconds));
    }
}
