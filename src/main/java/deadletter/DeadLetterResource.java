package deadletter;

import access.Access;
import access.Unaudited;
import channels.RawMessage;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import database.ReadTransaction;
import exports.ExportFormat;
import exports.ExportQuery;
import exports.Exports;
import exports.Table;
import http.Cursor;
import http.PageOf;
import http.PageQuery;
import http.ProblemException;
import http.ProblemType;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import mappings.Outcome;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import workbench.Trial;
import workbench.Trials;

/** Dead letters: look, mend, replay. */
@RolesAllowed(Access.OPERATOR)
@Path("/dead-letters")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Dead letters")
public class DeadLetterResource {

    /** Replays shown of one dead letter. */
    private static final int MAX_REPLAYS = 100;

    private static final Table<DeadLetter> TABLE = Table.<DeadLetter>of("dead-letters").with("id", letter -> letter.id)
        .with("channel", letter -> letter.channel).with("reason", letter -> letter.reason).with("detail", letter -> letter.detail)
        .with("remedy", letter -> letter.remedy).with("mapping", letter -> letter.mapping).with("key", letter -> letter.key)
        .with("status", letter -> letter.status).with("source", letter -> letter.source).with("received_at", letter -> letter.receivedAt)
        .with("failed_at", letter -> letter.failedAt);

    @Inject
    ReadTransaction transaction;

    @Inject
    Replays replays;

    @Inject
    DeadLetterGroups groups;

    @Inject
    Trials trials;

    @Inject
    Exports exports;

    @GET
    @Operation(summary = "List dead letters", description = "The latest first; the open ones unless status says otherwise.")
    @APIResponse(responseCode = "200", description = "A page of dead letters, without bodies")
    @APIResponse(responseCode = "400", description = "A parameter is not what it must be")
    public DeadLetterPage list(@BeanParam DeadLettersQuery query, @BeanParam PageQuery paging) {
        DeadLetterFilter filter = query.filter();
        int size = paging.size();
        List<DeadLetter> found = transaction.of(() -> filter.page(paging.after(), size));
        PageOf<DeadLetter, String> page = PageOf.of(found, size, letter -> Cursor.of(letter.id).text());
        return new DeadLetterPage(page.rows().stream().map(DeadLetterSummary::of).toList(), page.next());
    }

    @GET
    @Path("/export")
    @Produces({ExportFormat.CSV_TYPE, ExportFormat.XLSX_TYPE})
    @Operation(summary = "Export dead letters", description = "All that the filter finds, without their bodies.")
    public Response export(@BeanParam ExportQuery as, @BeanParam DeadLettersQuery query) {
        DeadLetterFilter filter = query.filter();
        return exports.<DeadLetter, Cursor>of(as.format(), TABLE, (cursor, limit) ->
            PageOf.of(filter.page(Optional.ofNullable(cursor), limit), limit, letter -> Cursor.of(letter.id)));
    }

    @GET
    @Path("/groups")
    @Operation(summary = "Count the open dead letters by what is wrong with them", description = "By channel, reason and mapping, the largest group first; at most 500.")
    @APIResponse(responseCode = "200", description = "The groups", content = @Content(schema = @Schema(implementation = DeadLetterGroups.Groups.class),
        examples = @ExampleObject(name = "groups", value = Examples.GROUPS)))
    public DeadLetterGroups.Groups groups() {
        return groups.open();
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "Read a dead letter with its body, its headers, where it came from and its replays")
    @APIResponse(responseCode = "200", description = "The dead letter")
    @APIResponse(responseCode = "404", description = "There is no such dead letter")
    public DeadLetterDetail read(@RestPath long id) {
        return transaction.of(() -> {
            DeadLetter letter = DeadLetter.<DeadLetter>findByIdOptional(id)
                .orElseThrow(() -> ProblemException.notFound(ProblemType.NO_SUCH_DEAD_LETTER, "There is no dead letter " + id + "."));
            return DeadLetterDetail.of(letter, DeadLetterReplay
                .<DeadLetterReplay>find("deadLetterId = ?1 order by requestedAt desc", id).page(0, MAX_REPLAYS).list());
        });
    }

    @POST
    @Unaudited("A trial changes nothing")
    @Path("/{id}/try")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Try a dead letter on the mapping as it is now", description = "Without a body: as it was. {\"body\": …} (text, or JSON) or "
        + "{\"bodyBase64\": …}: edited. Nothing is sent, stored or counted.")
    @RequestBody(content = @Content(schema = @Schema(implementation = Edited.class), examples = @ExampleObject(name = "edited", value = Examples.EDITED)))
    @APIResponse(responseCode = "200", description = "What a replay would make of it", content = @Content(schema = @Schema(implementation = Trial.class),
        examples = @ExampleObject(name = "trial", value = workbench.Examples.TRIAL)))
    @APIResponse(responseCode = "400", description = "A field is not what it must be")
    @APIResponse(responseCode = "404", description = "There is no such dead letter")
    @APIResponse(responseCode = "409", description = "No mapping reads it: its channel has no folder, it is a payment or a posting, or what is kept is not the channel's message")
    @APIResponse(responseCode = "413", description = "The message is larger than 1 MiB")
    public Trial tryOut(@RestPath long id, byte[] body) {
        byte[] edited = ReplayRequest.of(body, Set.of("body", "bodyBase64")).message();
        RawMessage raw = transaction.of(() -> {
            DeadLetter letter = DeadLetter.<DeadLetter>findByIdOptional(id).orElseThrow(() -> ProblemException.notFound(ProblemType.NO_SUCH_DEAD_LETTER, "There is no dead letter " + id + "."));
            replays.refuseUnsendable(letter, edited);
            return letter.raw(edited);
        });
        return trials.of(raw).orElseThrow(() -> ProblemException.conflict(ProblemType.NO_SUCH_CHANNEL, "No mapping reads this message: mappings/ has no channel " + raw.channel() + "."));
    }

    /** The body of a try, or of a replay. */
    @Schema(name = "EditedMessage")
    record Edited(@Schema(description = "The message as text, exactly as it is to be, or as JSON", implementation = Object.class) Object body,
                  @Schema(description = "In place of body: its bytes in Base64") String bodyBase64) { }

    @POST
    @Path("/{id}/replay")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Send a dead letter again",
        description = "Without a body: as it was. {\"body\": …} (text, or JSON) or {\"bodyBase64\": …}: edited; the original is kept.")
    @RequestBody(content = @Content(schema = @Schema(implementation = Edited.class), examples = @ExampleObject(name = "edited", value = Examples.EDITED)))
    @APIResponse(responseCode = "202", description = "It is on its way; the dead letter shows how it ends", content = @Content(
        schema = @Schema(implementation = Sent.class)))
    @APIResponse(responseCode = "400", description = "A field is not what it must be")
    @APIResponse(responseCode = "404", description = "There is no such dead letter")
    @APIResponse(responseCode = "409", description = "A replay has been under way for less than an hour, or one went through; nothing was sent")
    @APIResponse(responseCode = "413", description = "The message is larger than 1 MiB")
    public Response replay(@RestPath long id, byte[] body) {
        byte[] edited = ReplayRequest.of(body, Set.of("body", "bodyBase64")).message();
        return Response.accepted(new Sent(replays.send(id, edited), id)).build();
    }

    @POST
    @Path("/replay")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Send the open dead letters of a filter again",
        description = "And those whose replay was lost: Kafka took it an hour ago or more, unedited, and nothing was heard of it. Counts only, unless dryRun is false; then sends perSecond (50, at most 1000) a second.")
    @RequestBody(content = @Content(schema = @Schema(implementation = Many.class), examples = @ExampleObject(name = "count", value = Examples.MANY)))
    @APIResponse(responseCode = "200", description = "Dry run: how many there are", content = @Content(schema = @Schema(implementation = Counted.class)))
    @APIResponse(responseCode = "202", description = "Begun; Location tells how far it has come", content = @Content(schema = @Schema(implementation = Begun.class)))
    @APIResponse(responseCode = "400", description = "A field is not what it must be")
    public Response replayAll(byte[] body) {
        ReplayRequest request = ReplayRequest.of(body, Set.of("channel", "reason", "from", "to", "dryRun", "perSecond"));
        ReplayFilter filter = request.filter();
        int perSecond = request.perSecond();
        if (request.isDryRun()) {
            return Response.ok(new Counted(replays.count(filter))).build();
        }
        long job = replays.start(filter, perSecond);
        return Response.accepted(new Begun(job)).location(URI.create("/dead-letters/replays/" + job)).build();
    }

    @GET
    @Path("/replays/{id}")
    @Operation(summary = "How far a replay by filter has come")
    @APIResponse(responseCode = "200", description = "Its progress")
    @APIResponse(responseCode = "404", description = "There is no such replay")
    public ReplayProgress progress(@RestPath long id) {
        return transaction.of(() -> replays.progress(id));
    }

    @POST
    @Path("/replays/{id}/stop")
    @Operation(summary = "Stop a replay by filter", description = "What it has sent is on its way; the rest stays open. Those that wait behind it begin.")
    @APIResponse(responseCode = "200", description = "How far it had come")
    @APIResponse(responseCode = "404", description = "There is no such replay")
    @APIResponse(responseCode = "409", description = "It has ended; nothing was changed")
    public ReplayProgress stop(@RestPath long id) {
        return replays.stop(id);
    }

    /** The body of a replay by filter. */
    @Schema(name = "ReplayByFilter")
    record Many(String channel, Outcome.Reason reason, @Schema(description = "Failed at or after") Instant from,
                @Schema(description = "Failed before") Instant to, @Schema(description = "false: send them; else only count") Boolean dryRun,
                @Schema(description = "1 to 1000, default 50") Integer perSecond) { }

    /** The answer to a dry run. */
    record Counted(long count) { }

    /** The answer to a replay by filter. */
    record Begun(long id) { }

    /** The answer to a replay of one. */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Sent(UUID replayId, long deadLetterId) { }
}
