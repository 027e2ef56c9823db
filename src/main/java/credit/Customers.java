package credit;

import http.Parameters;
import http.ProblemException;
import http.ProblemType;

/** The ids of dealers. */
final class Customers {

    private Customers() {
    }

    /** An id that must be there; no control characters, for it goes into logs and tables of others. */
    static String id(String name, String value) {
        String id = Parameters.text(name, value).orElse("");
        if (id.isBlank() || id.chars().anyMatch(Character::isISOControl)) {
            throw ProblemException.badParameter(name, "a dealer's id: text of at most 200 characters, none of them a control character");
        }
        return id;
    }

    static ProblemException unknown(String id) {
        return ProblemException.notFound(ProblemType.NO_SUCH_DEALER, "There is no dealer " + id + ".");
    }
}
