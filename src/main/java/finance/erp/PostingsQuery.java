package finance.erp;

import finance.PostingKind;
import http.Parameters;
import http.ProblemException;
import java.util.Arrays;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.RestQuery;

/** Which postings are asked for, as a list or a file. */
public class PostingsQuery {

    @RestQuery
    @Parameter(description = "CREATED, HELD, SENT, IN_DOUBT, CONFIRMED or REFUSED")
    String status;

    @RestQuery
    @Parameter(description = "CUSTOMER_INVOICE, CREDIT_MEMO, INCOMING_PAYMENT or PLATFORM_FEE")
    String kind;

    @RestQuery
    @Parameter(description = "sap, http or file")
    String erp;

    @RestQuery
    @Parameter(description = "The order's id")
    String order;

    @RestQuery
    @Parameter(description = "Posting date, such as 2026-05-01")
    String date;

    /** @throws http.ProblemException 400: a parameter is not what it must be */
    PostingFilter filter() {
        return new PostingFilter(Parameters.oneOf(Status.class, "status", status), Parameters.oneOf(PostingKind.class, "kind", kind), wantedErp(),
            Parameters.text("order", order), Parameters.day("date", date));
    }

    private Optional<Erp> wantedErp() {
        if (erp == null || erp.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Arrays.stream(Erp.values()).filter(one -> one.id().equals(erp)).findFirst()
            .orElseThrow(() -> ProblemException.badParameter("erp", "one of sap, http, file")));
    }
}
