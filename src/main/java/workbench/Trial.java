package workbench;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.databind.JsonNode;
import mappings.ChannelDescription;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What would become of a message. Nothing was sent, stored or counted.
 *
 * @param kind      which line of the channel's {@code events:} takes it; null: none does, or it cannot be read
 * @param canonical the canonical message, where the outcome is CANONICAL
 * @param key       {@code platform:shop_id:order_id}, its key in Kafka; one of the channel and a digest where the message names no order
 * @param reason    why it is wrong (a reason of dead letters) or why it is passed over
 * @param detail    what is wrong, where the outcome is DEAD
 * @param remedy    what to do then
 * @param golden    a file for {@code mappings/<channel>/cases/} that expects this outcome of this message
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Trial")
public record Trial(SignatureCheck signature, ChannelDescription.Event kind, Verdict outcome,
                    @JsonRawValue @Schema(type = SchemaType.OBJECT, implementation = Object.class) String canonical, String key,
                    String reason, String detail, String remedy,
                    @JsonProperty("case") @Schema(name = "case", type = SchemaType.OBJECT, implementation = Object.class) JsonNode golden) {

    /** CANONICAL: it is understood. IGNORED: the channel's file says to pass over it. DEAD: it would become a dead letter. */
    public enum Verdict { CANONICAL, IGNORED, DEAD }

    /**
     * Whether the message is signed as the channel signs.
     *
     * @param scheme  how it does
     * @param checked whether there was anything to check, and a secret to check it with
     * @param why     why it is not valid; null: it is
     */
    public record SignatureCheck(String scheme, boolean checked, boolean valid, String why) { }
}
