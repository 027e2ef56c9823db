package http;

/** Ends a request with a {@link Problem}. Its message is the problem's detail and goes to the caller. */
public final class ProblemException extends RuntimeException {

    private final transient Problem problem;

    public ProblemException(Problem problem) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }

    /** 400: names the parameter or field and what it may be; the value given is not repeated. */
    public static ProblemException badParameter(String name, String allowed) {
        return new ProblemException(Problem.of(400, name + ": must be " + allowed + "."));
    }

    public static ProblemException notFound(String detail) {
        return new ProblemException(Problem.of(404, detail));
    }

    public static ProblemException conflict(String detail) {
        return new ProblemException(Problem.of(409, detail));
    }
}
