package credit;

import http.JsonBody;
import http.Parameters;
import java.math.BigDecimal;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What a person says of a dealer.
 *
 * @param limit     what it may owe, in {@code currency}
 * @param currency  ISO 4217
 * @param termsDays from delivery until an invoice is due
 * @param graceDays from then until the dealer is locked
 * @param parent    whose limit its orders must fit as well; null: nobody's
 */
@Schema(name = "DealerTerms", requiredProperties = {"name", "limit", "currency", "termsDays", "graceDays"})
record DealerTerms(@Schema(hidden = true) String customerId,
                   @Schema(maxLength = 200, examples = "Đại lý Minh Phát") String name,
                   @Schema(description = "A number or a decimal string, with no more decimals than the currency has", examples = "500000000") BigDecimal limit,
                   @Schema(description = "ISO 4217", examples = "VND") String currency,
                   @Schema(minimum = "0", maximum = "3650", examples = "30") int termsDays,
                   @Schema(minimum = "0", maximum = "3650", examples = "5") int graceDays,
                   @Schema(description = "The dealer whose pool it shares; left out: none", nullable = true, examples = "HN-NORTH") String parent) {

    static final int MAX_DAYS = 3650;

    /** @throws http.ProblemException 400: names the field */
    static DealerTerms of(String customerId, byte[] body) {
        JsonBody fields = JsonBody.of(body, "name", "limit", "currency", "termsDays", "graceDays", "parent");
        String currency = Amounts.currency("currency", fields.text("currency"));
        return new DealerTerms(Customers.id("customerId", customerId), fields.text("name"),
            Amounts.notNegative("limit", Amounts.of(fields, "limit", currency)), currency,
            fields.number("termsDays", 0, MAX_DAYS), fields.number("graceDays", 0, MAX_DAYS), fields.optionalText("parent").orElse(null));
    }

    static int days(String name, String text) {
        return Parameters.number(name, text, 0, MAX_DAYS);
    }

    /** Whether the dealer is so already. */
    boolean describe(Account account) {
        return name.equals(account.name()) && limit.compareTo(account.creditLimit()) == 0 && currency.equals(account.currency())
            && termsDays == account.termsDays() && graceDays == account.graceDays() && Objects.equals(parent, account.parent());
    }

    /** The same of a dealer that is below another. */
    DealerTerms below(String other) {
        return new DealerTerms(customerId, name, limit, currency, termsDays, graceDays, other);
    }
}
