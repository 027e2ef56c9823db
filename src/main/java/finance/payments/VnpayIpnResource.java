package finance.payments;

import http.CallersParameters;
import http.ProblemException;
import http.ServedBy;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;
import roles.Role;

/** VNPay tells how a payment ended. Answered with 200 in any case: to VNPay it is RspCode that says how it went. */
@PermitAll
@CallersParameters("VNPay, which signs them all")
@Path("/payments/vnpay/ipn")
@Produces(MediaType.APPLICATION_JSON)
@ServedBy(Role.INGEST)
@Tag(name = "Payments")
public class VnpayIpnResource {

    private static final Logger LOG = Logger.getLogger(VnpayIpnResource.class);

    private final Vnpay vnpay;
    private final Payments payments;
    private final PaymentQueue queue;
    private final RefusedSources sources;
    private final PaymentMetrics metrics;

    VnpayIpnResource(Vnpay vnpay, Payments payments, PaymentQueue queue, RefusedSources sources, PaymentMetrics metrics) {
        this.vnpay = vnpay;
        this.payments = payments;
        this.queue = queue;
        this.sources = sources;
        this.metrics = metrics;
    }

    @GET
    @Operation(summary = "VNPay's IPN", description = "The parameters are VNPay's, vnp_TxnRef and so on, signed with vnp_SecureHash (HMAC-SHA512).")
    @APIResponse(responseCode = "200", description = "RspCode 00, 02: it is recorded. 01, 04: it is recorded, and does not agree with its order. "
        + "97: it is not VNPay's. 99: it is not recorded; call again",
        content = @Content(schema = @Schema(implementation = VnpayAnswer.class),
            examples = @ExampleObject(name = "recorded", value = "{\"RspCode\": \"00\", \"Message\": \"Confirm Success\"}")))
    @APIResponse(responseCode = "404", description = "VNPay is off: its terminal or secret is not configured")
    public CompletionStage<VnpayAnswer> ipn(@Context HttpServerRequest request) {
        if (!vnpay.isOn()) {
            throw ProblemException.notFound("VNPay is off: ordersync.payments.vnpay.tmn-code and .secret must be set.");
        }
        long startedNanos = System.nanoTime();
        metrics.received(Vnpay.NAME, PaymentMetrics.Source.IPN);
        return answer(request).exceptionally(this::unknown).whenComplete((answer, none) -> metrics.answered(Vnpay.NAME, startedNanos));
    }

    private CompletableFuture<VnpayAnswer> answer(HttpServerRequest request) {
        try {
            Optional<VnpayQuery> ipn = VnpayQuery.parse(request.query()).filter(query -> query.isSigned(vnpay.signature()));
            if (ipn.isEmpty()) {
                return refused(VnpayAnswer.SIGNATURE, sources.reason(request));
            }
            if (!vnpay.isOurTerminal(ipn.get().value("vnp_TmnCode"))) {
                return refused(VnpayAnswer.TERMINAL, "terminal");
            }
            return record(ipn.get());
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletableFuture<VnpayAnswer> record(VnpayQuery ipn) {
        try {
            return queue.record(vnpay.told(ipn)).thenApply(VnpayAnswer::of);
        } catch (InvalidAmountException e) {
            metrics.refused(Vnpay.NAME, "amount");
            return CompletableFuture.supplyAsync(() -> withoutAmount(vnpay.orderId(ipn)), Infrastructure.getDefaultWorkerPool());
        }
    }

    /** VNPay asks for the order first, also where nothing can be recorded of it. */
    private VnpayAnswer withoutAmount(String orderId) {
        try {
            return payments.knowsOrder(orderId) ? VnpayAnswer.AMOUNT : VnpayAnswer.ORDER;
        } catch (SQLException e) {
            throw new NotRecordedException("PostgreSQL does not answer.");
        }
    }

    private CompletableFuture<VnpayAnswer> refused(VnpayAnswer answer, String reason) {
        metrics.refused(Vnpay.NAME, reason);
        return CompletableFuture.completedFuture(answer);
    }

    /** What fails is told as 99, so that VNPay comes again; the log of a fault has what it was, and VNPay nothing of it. */
    private VnpayAnswer unknown(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        boolean isUnavailable = cause instanceof NotRecordedException;
        metrics.refused(Vnpay.NAME, isUnavailable ? "unavailable" : "unreadable");
        if (!isUnavailable) {
            LOG.warnf("vnpay: an IPN that is signed was not understood: %s", cause.getMessage());
        }
        return VnpayAnswer.UNKNOWN;
    }
}
