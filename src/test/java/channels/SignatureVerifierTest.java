package channels;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import channels.ChannelsConfig.ChannelConfig;
import channels.SignatureScheme.Encoding;
import channels.SignatureScheme.Kind;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Vectors are the platforms' published ones unless a test says that we computed its own. */
class SignatureVerifierTest {

    private static final SignatureScheme SQUARE = new SignatureScheme(Kind.HMAC, "x-square-hmacsha256-signature",
        "HmacSHA256", Encoding.BASE64, "", "", "{notification-url}{body}");
    private static final String SQUARE_KEY = "Ibxx_5AKakO-3qeNVR61Dw";
    private static final String SQUARE_URL = "https://webhook.site/679a4f3a-dcfa-49ee-bac5-9d0edad886b9";
    private static final String SQUARE_BODY = "{\"merchant_id\":\"MLEFBHHSJGVHD\",\"type\":\"webhooks.test_notification\","
        + "\"event_id\":\"ac3ac95b-f97d-458c-a6e6-18981597e05f\",\"created_at\":\"2022-07-13T20:30:59.037339943Z\","
        + "\"data\":{\"type\":\"webhooks\",\"id\":\"bc368e64-01aa-407e-b46e-3231809b1129\"}}";
    private static final String SQUARE_SIGNATURE = "GF4YkrJgGBDZ9NIYbNXBnMzqb2HoL4RW/S6vkZ9/2N4=";

    private static final SignatureScheme LAZADA = new SignatureScheme(Kind.HMAC, "Authorization", "HmacSHA256",
        Encoding.HEX, "", "", "{app-key}{body}");
    private static final String LAZADA_BODY = "{\"seller_id\":\"1234567\",\"message_type\":0,\"data\":{\"order_status\":"
        + "\"unpaid\",\"trade_order_id\":\"260422900198363\",\"trade_order_line_id\":\"260422900298363\","
        + "\"status_update_time\":1603698638},\"timestamp\":1603766859530,\"site\":\"lazada_vn\"}";
    /** Computed by us, after the recipe of Lazada's documentation. */
    private static final String LAZADA_SIGNATURE = "59e04e1b1f307b7180fd58126161907cd20d33ac17cbce90ec2ae19907e701e6";

    private static final SignatureScheme TIKINOW = new SignatureScheme(Kind.HMAC, "x-signature", "HmacSHA1",
        Encoding.HEX, "sha1=", "", "{body}");

    private static final SignatureScheme STANDARD_WEBHOOKS =
        new SignatureScheme(Kind.STANDARD_WEBHOOKS, null, "HmacSHA256", Encoding.BASE64, "", "", "{body}");
    private static final String WEBHOOK_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String WEBHOOK_BODY = "{\"test\": 2432232314}";
    private static final String WEBHOOK_SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    private static final long WEBHOOK_TIME = 1614265330;
    private static final String PATH_TOKEN = "unguessable-0123456789abcdef0123";

    @Test
    void acceptsSquaresVector() {
        assertThat(square(SQUARE_KEY, SQUARE_URL, SQUARE_BODY, SQUARE_SIGNATURE)).isTrue();
    }

    @Test
    void refusesAnotherKeyUrlByteOrNotation() {
        String pretty = SQUARE_BODY.replace(",", ",\n  ");

        assertThat(square("Ibxx_5AKakO-3qeNVR61Dx", SQUARE_URL, SQUARE_BODY, SQUARE_SIGNATURE)).isFalse();
        assertThat(square(SQUARE_KEY, SQUARE_URL + "/", SQUARE_BODY, SQUARE_SIGNATURE)).isFalse();
        assertThat(square(SQUARE_KEY, SQUARE_URL, SQUARE_BODY.replace("MLEF", "MLEG"), SQUARE_SIGNATURE)).isFalse();
        assertThat(square(SQUARE_KEY, SQUARE_URL, pretty, SQUARE_SIGNATURE)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "x", "====", "GF4YkrJgGBDZ9NIYbNXBnMzqb2HoL4RW", "\u0000", "Đơn hàng"})
    void refusesWhatIsNotADigest(String signature) {
        assertThat(square(SQUARE_KEY, SQUARE_URL, SQUARE_BODY, signature)).isFalse();
    }

    @Test
    void refusesWithoutTheHeader() {
        SignatureVerifier verifier = verifier(List.of(LAZADA), Map.of("secrets", "3412gyo124goi3124", "app-key", "123456"));

        assertThat(accepts(verifier, LAZADA_BODY.getBytes(UTF_8), headers(Map.of()))).isFalse();
    }

    @Test
    void acceptsHexInAnyCase() {
        assertThat(lazada("3412gyo124goi3124", LAZADA_SIGNATURE)).isTrue();
        assertThat(lazada("3412gyo124goi3124", LAZADA_SIGNATURE.toUpperCase())).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"59e04e1b1f307b7180fd58126161907cd20d33ac17cbce90ec2ae19907e701e", "zz", "59e0", "é"})
    void refusesBrokenHex(String signature) {
        assertThat(lazada("3412gyo124goi3124", signature)).isFalse();
    }

    @Test
    void acceptsEitherOfTwoLiveSecrets() {
        assertThat(lazada("new-secret,3412gyo124goi3124", LAZADA_SIGNATURE)).isTrue();
        assertThat(lazada("3412gyo124goi3124,new-secret", LAZADA_SIGNATURE)).isTrue();
        assertThat(lazada("new-secret,newer-secret", LAZADA_SIGNATURE)).isFalse();
    }

    /** Computed by us, after the recipe of TikiNOW's documentation. */
    @Test
    void wantsThePrefixOfTheScheme() {
        SignatureVerifier verifier = verifier(List.of(TIKINOW), Map.of("secrets", "0123456789abcdef0123456789abcdef"));
        byte[] body = "{\"data\":{\"ref_code\":\"SO-1\",\"order_code\":\"TN-1\",\"main_state\":\"delivered\"}}".getBytes(UTF_8);
        String digest = "bdde7d107def51987337bdbfc0bdcfcab5a0e479";

        assertThat(accepts(verifier, body, headers(Map.of("X-Signature", "sha1=" + digest)))).isTrue();
        assertThat(accepts(verifier, body, headers(Map.of("X-Signature", digest)))).isFalse();
        assertThat(accepts(verifier, body, headers(Map.of("X-Signature", "sha1=")))).isFalse();
    }

    /** Computed by us, after working code for Lightspeed. */
    @Test
    void wantsThePrefixAndTheSuffixOfTheScheme() {
        SignatureScheme lightspeed = new SignatureScheme(Kind.HMAC, "X-Signature", "HmacSHA256", Encoding.HEX,
            "signature=", ",algorithm=HMAC-SHA256", "{body}");
        SignatureVerifier verifier = verifier(List.of(lightspeed), Map.of("secrets", "client-secret"));
        byte[] body = "payload=%7B%22id%22%3A1%7D&type=sale.update".getBytes(UTF_8);
        String digest = HexFormat.of().formatHex(new Hmac("HmacSHA256", "client-secret".getBytes(UTF_8)).digest(body));

        assertThat(accepts(verifier, body, headers(Map.of("x-signature", "signature=" + digest + ",algorithm=HMAC-SHA256")))).isTrue();
        assertThat(accepts(verifier, body, headers(Map.of("x-signature", "signature=" + digest)))).isFalse();
        assertThat(accepts(verifier, body, headers(Map.of("x-signature", "signature=,algorithm=HMAC-SHA256")))).isFalse();
    }

    @Test
    void acceptsTheVectorOfStandardWebhooks() {
        assertThat(standardWebhooks(WEBHOOK_SECRET, WEBHOOK_TIME, WEBHOOK_SIGNATURE)).isTrue();
    }

    @Test
    void looksAtEachSignatureInTheHeader() {
        assertThat(standardWebhooks(WEBHOOK_SECRET, WEBHOOK_TIME, "v1,AAAA v2,xx nonsense " + WEBHOOK_SIGNATURE)).isTrue();
        assertThat(standardWebhooks(WEBHOOK_SECRET, WEBHOOK_TIME, "v1,AAAA v1,%%%% v1, v1a," + WEBHOOK_SIGNATURE)).isFalse();
    }

    @Test
    void takesATimestampOfFiveMinutesEitherWayAndNoMore() {
        assertThat(standardWebhooks(WEBHOOK_SECRET, WEBHOOK_TIME + 300, WEBHOOK_SIGNATURE)).isTrue();
        assertThat(standardWebhooks(WEBHOOK_SECRET, WEBHOOK_TIME - 300, WEBHOOK_SIGNATURE)).isTrue();
        assertThat(standardWebhooks(WEBHOOK_SECRET, WEBHOOK_TIME + 301, WEBHOOK_SIGNATURE)).isFalse();
        assertThat(standardWebhooks(WEBHOOK_SECRET, WEBHOOK_TIME - 301, WEBHOOK_SIGNATURE)).isFalse();
    }

    @Test
    void saysThatATimeIsOffOfWhatIsSignedAndOfNothingElse() {
        byte[] body = WEBHOOK_BODY.getBytes(UTF_8);
        SignatureVerifier late = verifier(List.of(TIKINOW, STANDARD_WEBHOOKS), Map.of("secrets", WEBHOOK_SECRET), WEBHOOK_TIME + 301);

        assertThat(late.verdict(body, webhookHeaders(WEBHOOK_SIGNATURE))).isEqualTo(SignatureVerdict.OFF_TIME);
        assertThat(late.verdict(body, webhookHeaders("v1,AAAA"))).isEqualTo(SignatureVerdict.FORGED);
        assertThat(late.verdict("{}".getBytes(UTF_8), webhookHeaders(WEBHOOK_SIGNATURE))).isEqualTo(SignatureVerdict.FORGED);
        assertThat(late.verdict(body, headers(Map.of()))).isEqualTo(SignatureVerdict.FORGED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "now", "1614265330.5", "-9223372036854775808", "99999999999999999999"})
    void refusesATimestampThatIsNone(String timestamp) {
        SignatureVerifier verifier = verifier(List.of(STANDARD_WEBHOOKS), Map.of("secrets", WEBHOOK_SECRET));

        assertThat(accepts(verifier, WEBHOOK_BODY.getBytes(UTF_8), headers(Map.of("webhook-id", "msg_1",
            "webhook-timestamp", timestamp, "webhook-signature", WEBHOOK_SIGNATURE)))).isFalse();
    }

    @Test
    void acceptsAnyOfTheChannelsSchemes() {
        SignatureVerifier verifier = verifier(List.of(TIKINOW, STANDARD_WEBHOOKS), Map.of("secrets", WEBHOOK_SECRET));

        assertThat(accepts(verifier, WEBHOOK_BODY.getBytes(UTF_8), webhookHeaders(WEBHOOK_SIGNATURE))).isTrue();
    }

    @Test
    void fillsAPlaceholderThatStandsBehindABraceOfTheTextsOwn() {
        // Given
        SignatureScheme wrapped = new SignatureScheme(Kind.HMAC, "X-Signature", "HmacSHA256", Encoding.HEX, "", "", "{\"app\":\"{app-key}\",\"body\":{body}}");
        SignatureVerifier verifier = verifier(List.of(wrapped), Map.of("secrets", "client-secret", "app-key", "a$1{body"));
        String digest = HexFormat.of().formatHex(new Hmac("HmacSHA256", "client-secret".getBytes(UTF_8)).digest("{\"app\":\"a$1{body\",\"body\":{}}".getBytes(UTF_8)));
        // When
        boolean accepted = accepts(verifier, "{}".getBytes(UTF_8), headers(Map.of("X-Signature", digest)));
        // Then
        assertThat(accepted).isTrue();
    }

    @Test
    void guardsAChannelThatSignsNothingByItsPathToken() {
        SignatureVerifier verifier = verifier(List.of(), Map.of("path-token", PATH_TOKEN));

        assertThat(verifier.wantsPathToken()).isTrue();
        assertThat(verifier.acceptsToken(PATH_TOKEN)).isTrue();
        assertThat(verifier.acceptsToken(PATH_TOKEN.toUpperCase())).isFalse();
        assertThat(verifier.acceptsToken("")).isFalse();
    }

    @Test
    void switchesOffAChannelWhosePathTokenCouldBeGuessed() {
        String token = PATH_TOKEN.substring(1);

        assertThatThrownBy(() -> verifier(List.of(), Map.of("path-token", token))).isInstanceOf(ChannelOffException.class)
            .hasMessageContaining("ordersync.channels.test.path-token has fewer than 32 characters").hasMessageContaining("openssl rand -hex 16")
            .hasMessageNotContaining(token);
    }

    @Test
    void saysWhichPropertyAChannelLacks() {
        assertThatThrownBy(() -> verifier(List.of(LAZADA), Map.of("app-key", "123456")))
            .isInstanceOf(ChannelOffException.class).hasMessageContaining("ordersync.channels.test.secrets is not set");
        assertThatThrownBy(() -> verifier(List.of(LAZADA), Map.of("secrets", "s")))
            .hasMessageContaining("ordersync.channels.test.app-key is not set");
        assertThatThrownBy(() -> verifier(List.of(LAZADA), Map.of("secrets", " ", "app-key", "123456")))
            .hasMessageContaining("ordersync.channels.test.secrets is not set");
        assertThatThrownBy(() -> verifier(List.of(SQUARE), Map.of("secrets", "s", "notification-url", " ")))
            .hasMessageContaining("ordersync.channels.test.notification-url is not set");
        assertThatThrownBy(() -> verifier(List.of(), Map.of("secrets", "s")))
            .hasMessageContaining("ordersync.channels.test.path-token is not set");
        assertThatThrownBy(() -> verifier(List.of(TIKINOW), Map.of("secrets", "one,two,three")))
            .hasMessageContaining("3 secrets");
        assertThatThrownBy(() -> verifier(List.of(STANDARD_WEBHOOKS), Map.of("secrets", "whsec_not*base64")))
            .hasMessageContaining("base64").hasMessageNotContaining("not*base64");
    }

    private static boolean square(String key, String url, String body, String signature) {
        return accepts(verifier(List.of(SQUARE), Map.of("secrets", key, "notification-url", url)),
            body.getBytes(UTF_8), headers(Map.of("X-Square-HmacSha256-Signature", signature)));
    }

    private static boolean lazada(String secrets, String signature) {
        return accepts(verifier(List.of(LAZADA), Map.of("secrets", secrets, "app-key", "123456")),
            LAZADA_BODY.getBytes(UTF_8), headers(Map.of("Authorization", signature)));
    }

    private static boolean standardWebhooks(String secret, long now, String signature) {
        return accepts(verifier(List.of(STANDARD_WEBHOOKS), Map.of("secrets", secret), now),
            WEBHOOK_BODY.getBytes(UTF_8), webhookHeaders(signature));
    }

    private static UnaryOperator<String> webhookHeaders(String signature) {
        return headers(Map.of("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek",
            "webhook-timestamp", Long.toString(WEBHOOK_TIME), "webhook-signature", signature));
    }

    private static UnaryOperator<String> headers(Map<String, String> headers) {
        Map<String, String> anyCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        anyCase.putAll(headers);
        return anyCase::get;
    }

    private static SignatureVerifier verifier(List<SignatureScheme> schemes, Map<String, String> config) {
        return verifier(schemes, config, WEBHOOK_TIME);
    }

    private static SignatureVerifier verifier(List<SignatureScheme> schemes, Map<String, String> config, long now) {
        Channel channel = new Channel("test", Channel.BodyFormat.JSON, schemes, 200, true, false);
        Map<String, String> properties = config.entrySet().stream()
            .collect(Collectors.toMap(entry -> "ordersync.channels.test." + entry.getKey(), Map.Entry::getValue));
        ChannelConfig known = new SmallRyeConfigBuilder().withMapping(ChannelsConfig.class)
            .withSources(new PropertiesConfigSource(properties, "test", 100)).build()
            .getConfigMapping(ChannelsConfig.class).channels().get("test");
        return SignatureVerifier.of(channel, Optional.ofNullable(known),
            Clock.fixed(Instant.ofEpochSecond(now), ZoneOffset.UTC));
    }

    private static boolean accepts(SignatureVerifier verifier, byte[] body, UnaryOperator<String> header) {
        return verifier.verdict(body, header) == SignatureVerdict.GENUINE;
    }
}
