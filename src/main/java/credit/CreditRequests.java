package credit;

import http.JsonBody;
import http.ProblemException;
import java.math.BigDecimal;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The bodies of requests of the credit API. Each is read with {@code of}, which throws a 400 that names the field. */
final class CreditRequests {

    private CreditRequests() {
    }

    /** Why something is done. */
    @Schema(name = "Reason given", requiredProperties = "reason")
    record Because(@Schema(maxLength = 200, examples = "The cheque bounced") String reason) {

        static Because of(byte[] body) {
            return new Because(JsonBody.of(body, "reason").text("reason"));
        }

        /** The same where it may be left out. */
        static Because optional(byte[] body) {
            return new Because(body == null || body.length == 0 ? null : JsonBody.of(body, "reason").optionalText("reason").orElse(null));
        }
    }

    /** @param amount what the dealer owes more; less than zero: less */
    @Schema(name = "Adjustment", requiredProperties = {"amount", "reason"})
    record Adjustment(@Schema(description = "Below zero: the dealer owes less", examples = "-250000") BigDecimal amount,
                      @Schema(maxLength = 200, examples = "Damaged in transit") String reason) {

        static Adjustment of(byte[] body, String currency) {
            JsonBody fields = JsonBody.of(body, "amount", "reason");
            BigDecimal amount = Amounts.of(fields, "amount", currency);
            if (amount.signum() == 0) {
                throw ProblemException.badParameter("amount", "more or less than zero");
            }
            return new Adjustment(amount, fields.text("reason"));
        }
    }

    /** @param expiresAt null: for good */
    @Schema(name = "Unlock", requiredProperties = {"orderId", "reason"})
    record Unlock(@Schema(examples = "SO-1001") String orderId,
                  @Schema(maxLength = 200, examples = "The dealer's cheque is in hand") String reason,
                  @Schema(description = "Locked again then, if it is not delivered and does not fit; left out: never", nullable = true, examples = "2026-12-01T00:00:00+07:00") Instant expiresAt,
                  @Schema(description = "Needed where several channels have the id", nullable = true, examples = "b2b") String platform,
                  @Schema(description = "Needed where several shops have the id", nullable = true, examples = "main") String shop) {

        static Unlock of(byte[] body) {
            JsonBody fields = JsonBody.of(body, "orderId", "reason", "expiresAt", "platform", "shop");
            return new Unlock(fields.text("orderId"), fields.text("reason"), future(fields, "expiresAt"),
                fields.optionalText("platform").orElse(null), fields.optionalText("shop").orElse(null));
        }
    }

    /** Null where it is left out. */
    static Instant future(JsonBody fields, String name) {
        Instant time = fields.time(name).orElse(null);
        if (time != null && !time.isAfter(Instant.now())) {
            throw ProblemException.badParameter(name, "a time to come");
        }
        return time;
    }
}
