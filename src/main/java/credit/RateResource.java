package credit;

import access.Access;
import http.JsonBody;
import http.Parameters;
import http.ProblemException;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

/** Rates of currencies, by hand. */
@RolesAllowed(Access.CREDIT)
@Path("/credit/rates")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Credit")
public class RateResource {

    private static final String VND = "VND";
    private static final int INTEGER_DIGITS = 13;
    private static final int DECIMALS = 6;

    private final Rates rates;
    private final CreditConfig config;

    RateResource(Rates rates, CreditConfig config) {
        this.rates = rates;
        this.config = config;
    }

    /** @param vnd how many VND one unit is */
    @Schema(name = "Rate of a day", requiredProperties = "vnd")
    record NewRate(@Schema(description = "A number or a decimal string, more than 0", examples = "25380.5") BigDecimal vnd) { }

    /** @param rates the day's own, or of a currency that has none the newest that still holds */
    @Schema(name = "Rates")
    record Day(LocalDate day, List<Rates.Rate> rates) { }

    @PUT
    @Path("/{currency}/{day}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Set the rate of a currency on a day", description = "How many VND one unit is. Orders that wait for a rate are looked at again; "
        + "what was converted already stays.")
    @APIResponse(responseCode = "200", description = "The day had one", content = @Content(schema = @Schema(implementation = Rates.Rate.class)))
    @APIResponse(responseCode = "201", description = "The day had none", content = @Content(schema = @Schema(implementation = Rates.Rate.class)))
    @APIResponse(responseCode = "400", description = "The currency, the day or the rate is not what it must be")
    public Response put(@RestPath @Parameter(description = "ISO 4217, such as USD") String currency,
                        @RestPath @Parameter(description = "Such as 2026-11-20") String day,
                        @RequestBody(required = true, content = @Content(schema = @Schema(implementation = NewRate.class),
                            examples = @ExampleObject(name = "rate", value = Examples.RATE))) byte[] body) throws SQLException {
        String code = Amounts.currency("currency", currency);
        if (code.equals(VND)) {
            throw ProblemException.badParameter("currency", "another than VND, in which rates are");
        }
        LocalDate on = Parameters.day("day", day).orElseThrow();
        BigDecimal vnd = JsonBody.of(body, "vnd").decimal("vnd", INTEGER_DIGITS, DECIMALS);
        if (vnd.signum() <= 0) {
            throw ProblemException.badParameter("vnd", "more than 0");
        }
        boolean created = rates.set(code, on, vnd);
        return Response.status(created ? 201 : 200).entity(new Rates.Rate(code, on, vnd.toPlainString())).build();
    }

    @GET
    @Operation(summary = "List the rates that hold on a day")
    @APIResponse(responseCode = "200", description = "One of each currency that has one", content = @Content(
        schema = @Schema(implementation = Day.class), examples = @ExampleObject(name = "rates", value = Examples.RATES)))
    @APIResponse(responseCode = "400", description = "The day is not what it must be")
    public Day list(@RestQuery @Parameter(description = "Such as 2026-11-20; default today") String day) {
        LocalDate on = Parameters.day("day", day).orElseGet(() -> LocalDate.now(config.zone()));
        return new Day(on, rates.on(on));
    }
}
