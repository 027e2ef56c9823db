package credit;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.math.BigDecimal;

/**
 * An account as {@code credit.state} and Redis carry it: amounts as decimal strings, times in ISO 8601 UTC, without what no
 * decision needs (name, terms, grace days).
 */
final class AccountJson {

    @JsonIgnoreProperties({"name", "terms_days", "grace_days"})
    private interface Decisive { }

    private static final ObjectMapper JSON = JsonMapper.builder().addModule(new JavaTimeModule())
        .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).serializationInclusion(JsonInclude.Include.NON_NULL)
        .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS).disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .withConfigOverride(BigDecimal.class, amount -> amount.setFormat(JsonFormat.Value.forShape(JsonFormat.Shape.STRING)))
        .addMixIn(Account.class, Decisive.class).build();
    private static final ObjectWriter WRITER = JSON.writerFor(Account.class);
    private static final ObjectReader READER = JSON.readerFor(Account.class);

    private AccountJson() {
    }

    static byte[] bytes(Account account) {
        try {
            return WRITER.writeValueAsBytes(account);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("An account of plain fields must be writable", e);
        }
    }

    static String text(Account account) {
        try {
            return WRITER.writeValueAsString(account);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("An account of plain fields must be writable", e);
        }
    }

    /** @throws IOException when it is none, or one without what decisions need */
    static Account read(byte[] json) throws IOException {
        return whole(READER.readValue(json));
    }

    /** @throws IOException when it is none, or one without what decisions need */
    static Account read(String json) throws IOException {
        return whole(READER.readValue(json));
    }

    private static Account whole(Account account) throws IOException {
        if (account == null || account.customerId() == null || account.currency() == null || account.creditLimit() == null
            || account.temporaryUntil() != null && account.temporaryLimit() == null
            || account.pool() == null || account.pool().isEmpty() || account.pool().contains(null) || !account.pool().get(0).equals(account.customerId())
            || account.outstanding() == null || account.held() == null || account.poolOutstanding() == null || account.poolHeld() == null
            || account.version() < 1) {
            throw new IOException("An account is without a field that decisions need");
        }
        return account;
    }
}
