package polling;

import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import channels.ShopAccess;
import channels.TokenStore;
import com.github.tomakehurst.wiremock.client.BasicCredentials;
import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.matching.RequestPatternBuilder;
import embedded.TestServers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tokens of shops that are polled. */
@QuarkusTest
@QuarkusTestResource(TestServers.class)
@WithTestResource(FakePlatforms.class)
class PolledTokensTest extends PolledPlatforms {

    @Inject
    TokenStore tokens;

    @Inject
    TikiPlatform tiki;

    @Test
    void aRefusedTokenIsRenewedAndKeptEncrypted() {
        // Given
        platforms.stubFor(ordersOf("1006", 0).willReturn(okJson("{\"code\":\"IllegalAccessToken\",\"type\":\"ISP\"}")));
        platforms.stubFor(refresh("1006").willReturn(okJson(
            "{\"code\":\"0\",\"access_token\":\"renewed-1006\",\"refresh_token\":\"refresh-1006b\",\"expires_in\":2592000}")));
        platforms.stubFor(get(urlPathEqualTo(ORDERS)).withQueryParam("access_token", equalTo("renewed-1006"))
            .willReturn(okJson(orders(1006, 0, 2, 2))));
        platforms.stubFor(get(urlPathEqualTo("/lazada/orders/items/get")).withQueryParam("access_token", equalTo("renewed-1006"))
            .willReturn(okJson("{\"code\":\"0\",\"data\":[]}")));

        // When
        poll("lazada-1006-changes");

        // Then
        await().untilAsserted(() -> assertThat(storedOrders("lazada", "1006")).isEqualTo(2));
        assertThat(sql.query("select access_token from channel_token where shop_id = '1006'", row -> new String(row.getBytes(1), ISO_8859_1)))
            .singleElement().asString().doesNotContain("renewed");
        await().untilAsserted(() -> assertThat(RestAssured.get("/q/metrics").asString())
            .containsPattern("ordersync_token_expires_seconds\\{channel=\"lazada\",shop=\"1006\"\\} 25\\d{5}"));
    }

    @Test
    void aTokenWhoseEndIsNotToldStaysInUse() {
        // Given
        ShopAccess shop = shops.find("lazada", "1011").orElseThrow();
        platforms.stubFor(refresh("1011").willReturn(okJson("{\"code\":\"0\",\"access_token\":\"renewed-1011\"}")));

        // When
        tokens.renew(shop, tokens.access(shop));

        // Then
        assertThat(tokens.access(shop)).isEqualTo("renewed-1011");
        assertThat(sql.query("select 1 from channel_token where shop_id = '1011' and expires_at is null", row -> 1)).hasSize(1);
        platforms.verify(1, postRequestedFor(urlPathEqualTo("/lazada-auth/auth/token/refresh"))
            .withFormParam("refresh_token", equalTo("refresh-1011")));
    }

    @Test
    void aTokenOfTikiIsAskedForWithTheScopeOfItsShopAndWithNoneWhereNoneIsSet() {
        // Given
        tikiToken("t2");
        tikiToken("t3");

        // When
        tiki.grant(shops.find("tiki", "t2").orElseThrow(), null);
        tiki.grant(shops.find("tiki", "t3").orElseThrow(), null);

        // Then
        platforms.verify(tikiTokenRequested("t3").withFormParam("scope", equalTo("order product")));
        platforms.verify(0, tikiTokenRequested("t2").withRequestBody(containing("scope")));
    }

    @Test
    void ofManyThatFindATokenRefusedOneRenewsIt() {
        // Given
        ShopAccess shop = shops.find("lazada", "1007").orElseThrow();
        platforms.stubFor(refresh("1007").willReturn(okJson(
            "{\"code\":\"0\",\"access_token\":\"renewed-1007\",\"refresh_token\":\"refresh-1007b\",\"expires_in\":2592000}").withFixedDelay(200)));
        String refused = tokens.access(shop);

        // When
        List<String> renewed = IntStream.range(0, 8).parallel().mapToObj(thread -> {
            tokens.renew(shop, refused);
            return tokens.access(shop);
        }).toList();

        // Then
        assertThat(renewed).containsOnly("renewed-1007");
        platforms.verify(1, postRequestedFor(urlPathEqualTo("/lazada-auth/auth/token/refresh"))
            .withFormParam("refresh_token", equalTo("refresh-1007")));
    }

    private static RequestPatternBuilder tikiTokenRequested(String shop) {
        return postRequestedFor(urlPathEqualTo("/tiki/sc/oauth2/token")).withBasicAuth(new BasicCredentials(shop, "secret"));
    }

    private static MappingBuilder refresh(String shop) {
        return post(urlPathEqualTo("/lazada-auth/auth/token/refresh")).withFormParam("refresh_token", equalTo("refresh-" + shop));
    }
}
