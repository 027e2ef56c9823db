package bench;

import java.io.IOException;
import java.sql.SQLException;

/**
 * {@code POST /credit/check} at a fixed rate.
 *
 * @param cache what answers: the cache in the process, or off: PostgreSQL alone
 */
record CreditCheck(String cache, int perSecond, int seconds, OpenLoop.Result answers, ProcessUse use) {

    boolean allAnswered() {
        return answers.accepted().cardinality() == perSecond * seconds;
    }

    static CreditCheck measure(Application application, String cache, DealerTraffic traffic, int perSecond, int seconds)
            throws IOException, SQLException, InterruptedException {
        ProcessUse before = ProcessUse.of(application);
        try (SignedRequests requests = SignedRequests.creditChecks(traffic, application.authorization())) {
            OpenLoop.Result answers = OpenLoop.run(requests, perSecond, application.httpPort());
            return new CreditCheck(cache, perSecond, seconds, answers, ProcessUse.of(application).since(before));
        }
    }
}
