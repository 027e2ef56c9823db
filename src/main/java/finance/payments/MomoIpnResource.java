package finance.payments;

import http.CallersParameters;
import http.Problem;
import http.ProblemException;
import http.ServedBy;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;
import roles.Role;

/** MoMo tells how a payment ended: 204 once that is on disk. */
@PermitAll
@CallersParameters("MoMo, at the address that it was given")
@Path("/payments/momo/ipn")
@ServedBy(Role.INGEST)
@Tag(name = "Payments")
public class MomoIpnResource {

    private static final Logger LOG = Logger.getLogger(MomoIpnResource.class);
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int RETRY_SECONDS = 5;

    private final Momo momo;
    private final PaymentQueue queue;
    private final RefusedSources sources;
    private final PaymentMetrics metrics;

    MomoIpnResource(Momo momo, PaymentQueue queue, RefusedSources sources, PaymentMetrics metrics) {
        this.momo = momo;
        this.queue = queue;
        this.sources = sources;
        this.metrics = metrics;
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "MoMo's IPN", description = "The body is MoMo's, API v2, signed with HMAC-SHA256.")
    @APIResponse(responseCode = "204", description = "It is recorded")
    @APIResponse(responseCode = "400", description = "It is no such message; the detail names what is wrong")
    @APIResponse(responseCode = "401", description = "It is not MoMo's, or not for this partnerCode")
    @APIResponse(responseCode = "404", description = "MoMo is off: its keys are not configured")
    @APIResponse(responseCode = "429", description = "Too much of what this address sends is not MoMo's; see Retry-After")
    @APIResponse(responseCode = "503", description = "It is not recorded; send it again, see Retry-After")
    public CompletionStage<Response> ipn(@Context HttpServerRequest request, byte[] body) {
        if (!momo.isOn()) {
            throw ProblemException.notFound("MoMo is off: ordersync.payments.momo.partner-code, .access-key and .secret-key must be set.");
        }
        long startedNanos = System.nanoTime();
        metrics.received(Momo.NAME, PaymentMetrics.Source.IPN);
        return queue.record(told(request, body)).thenApply(recorded -> Response.noContent().build()).exceptionally(this::failed)
            .whenComplete((answer, none) -> metrics.answered(Momo.NAME, startedNanos));
    }

    private ToldPayment told(HttpServerRequest request, byte[] body) {
        MomoMessage ipn = MomoMessage.parse(body).orElseThrow(() -> refused("unreadable", Problem.of(400,
            "The body must be one JSON object, without a field given twice.")));
        if (!momo.isSigned(ipn)) {
            String reason = sources.reason(request);
            if (reason.equals(RefusedSources.THROTTLED)) {
                request.response().putHeader(HttpHeaders.RETRY_AFTER, "1");
                throw refused(reason, Problem.of(TOO_MANY_REQUESTS, "Too many messages of this address have a wrong signature."));
            }
            throw refused(reason, Problem.of(401, "The signature is missing or wrong."));
        }
        if (!ipn.isUnambiguous()) {
            LOG.warn("momo: an IPN is refused, for one of its values holds another of its fields (&orderId= or the like), and its signature fits other messages too");
            throw refused("ambiguous", Problem.of(400, "A value holds another signed field, such as &orderId=, so the signature does not tell which is meant."));
        }
        if (!momo.isOurPartner(ipn)) {
            throw refused("partner", Problem.of(401, "The partnerCode is not ours."));
        }
        try {
            return momo.told(ipn);
        } catch (IllegalArgumentException e) {
            throw refused("unreadable", Problem.of(400, e.getMessage() + "."));
        }
    }

    private ProblemException refused(String reason, Problem problem) {
        metrics.refused(Momo.NAME, reason);
        return new ProblemException(problem);
    }

    private Response failed(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        if (cause instanceof NotRecordedException) {
            metrics.refused(Momo.NAME, "unavailable");
            return problem(503, cause.getMessage() + " Send it again.").header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS).build();
        }
        metrics.refused(Momo.NAME, "unreadable");
        LOG.warnf("momo: an IPN that is signed was not understood: %s", cause.getMessage());
        return problem(400, "It holds a value that cannot be stored; nothing was kept.").build();
    }

    private static Response.ResponseBuilder problem(int status, String detail) {
        return Response.status(status).type(Problem.MEDIA_TYPE).entity(Problem.of(status, detail));
    }
}
