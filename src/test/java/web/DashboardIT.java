package web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;
import io.restassured.http.ContentType;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each page's main task in both languages, in a browser, with the whole application and its demo data behind it. */
@EnabledIf(value = "web.Chromium#isHere", disabledReason = "There is no Chromium here: the dashboard is not looked at. Install Debian's chromium, or name one in CHROMIUM")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DashboardIT extends DemoDashboard {

    private static final int HEIGHT_PIXELS = 900;
    /** The list of orders, the code of the frame, and the stream of changes. */
    private static final Pattern LIST = Pattern.compile("/orders\\?.*limit=");
    private static final Pattern FRAME = Pattern.compile("/static/bundle/.*shell.*\\.js");
    private static final Pattern CHANNELS_PAGE = Pattern.compile("/static/bundle/channels.*\\.js");
    private static final Pattern DEALERS = Pattern.compile("/dealers(\\?.*)?$");
    private static final Pattern REPLAY_BY_FILTER = Pattern.compile("/dead-letters/replays/[0-9]+$");
    private static final Pattern BUYER = Pattern.compile("/buyers/");
    private static final Pattern STREAM = Pattern.compile("/orders/stream");
    /** The order, its event, and what is known of it as a whole. */
    private static final int ROWS_OF_AN_ORDER = 3;
    /** As long as the shortest field takes. */
    private static final String SCRIPT = "<script>h=1</script><img src=x onerror=h=1>";

    @ParameterizedTest
    @Order(1)
    @ValueSource(strings = {"vi", "en"})
    void aWrongPasswordIsToldInTheLanguageOfTheBrowser(String language) {
        // Given
        Dashboard stranger = Dashboard.open(chromium.window(language), language);

        // When
        stranger.signIn("admin", "a-wrong-password");

        // Then
        assertThat(stranger.css("[role=alert]")).containsText(stranger.t("sign-in.wrong"));
        stranger.close();
    }

    @ParameterizedTest
    @Order(1)
    @ValueSource(strings = {"vi", "en"})
    void whoComesBackFromTheProviderWithoutARoleIsToldSoOnce(String language) {
        // Given
        Dashboard stranger = Dashboard.open(chromium.window(language), language);

        // When
        stranger.page().navigate("/?refused=role");

        // Then
        assertThat(stranger.css("[role=alert]")).containsText(stranger.t("sign-in.refused.role"));
        stranger.page().reload();
        assertThat(stranger.css("#username")).isVisible();
        assertThat(stranger.css("[role=alert]")).hasCount(0);
        stranger.close();
    }

    @Test
    @Order(1)
    void whoIsSignedInAllTheSameIsToldOfTheRefusalAndNotAgainAfterSigningOut() {
        // Given
        Dashboard window = Dashboard.open(chromium.window("en-GB"), "en").signedIn("admin", ADMIN_PASSWORD);

        // When
        window.page().navigate("/?refused=role");

        // Then
        assertThat(window.css(".toast")).containsText(window.t("sign-in.refused.role"));
        window.signOut();
        assertThat(window.css("#username")).isVisible();
        assertThat(window.css("[role=alert]")).hasCount(0);
        window.close();
    }

    @ParameterizedTest
    @Order(2)
    @ValueSource(strings = {"vi", "en"})
    void anOrderIsFoundAndOpensToItsHistoryAndItsRawMessages(String language) {
        // Given
        admin.speak(language).go("orders");

        // When its channel is chosen, and one of the orders
        admin.css("#order-channel").selectOption("lazada");
        assertThat(admin.css("os-grid .channel-mark.tiki")).hasCount(0);
        admin.css("os-grid a.cell-link").first().click();

        // Then
        assertThat(admin.css("os-order .history li").first()).isVisible();
        assertThat(admin.css("os-order h3").filter(new Locator.FilterOptions().setHasText(admin.t("order.history"))).first()).isVisible();
        admin.css("os-order details.raw summary").first().click();
        assertThat(admin.css("os-order article.message > pre").first()).containsText("seller_id");
        assertThat(admin.page()).hasURL(Pattern.compile("platform=lazada"));
    }

    @Test
    @Order(2)
    void noTimeIsCutOffInTheListOfOrders() {
        // When
        admin.speak("vi").go("orders");
        assertThat(admin.css("os-grid a.cell-link").first()).isVisible();

        // Then
        List<?> times = (List<?>) admin.page().evaluate("""
            () => [...document.querySelectorAll('os-grid vaadin-grid-cell-content')]
              .filter((cell) => /^[0-9]{2}\\/[0-9]{2}\\/[0-9]{4}/.test(cell.textContent.trim()))
              .map((cell) => cell.textContent.trim() + (cell.scrollWidth > cell.clientWidth ? ' is cut off' : ''))""");
        assertThat(times).isNotEmpty().noneMatch(time -> time.toString().endsWith(" is cut off"));
    }

    @ParameterizedTest
    @Order(3)
    @ValueSource(strings = {"vi", "en"})
    void theOverviewCountsAndDraws(String language) {
        // When
        admin.speak(language).go("overview");

        // Then
        assertThat(admin.css(".tile").filter(new Locator.FilterOptions().setHasText(admin.t("overview.orders"))).locator(".tile-value").first()).not().hasText("0");
        assertThat(admin.css("os-chart canvas, os-chart svg").first()).isVisible();
        assertThat(admin.css("h1")).hasText(admin.t("page.overview"));
    }

    @Test
    @Order(3)
    void eachChannelHasAColourOfItsOwnInTheChart() {
        // Given a browser of somebody who wants no movement, as all of these are
        admin.speak("vi").go("overview");

        // When
        Object colours = admin.page().waitForFunction("""
            () => {
              const series = document.querySelector('os-chart')?.chart?.getOption()?.series ?? [];
              return series.length > 1 && series.map(({ color }) => color);
            }""").jsonValue();

        // Then
        assertThat((List<?>) colours).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @Order(4)
    @ValueSource(strings = {"vi", "en"})
    void theChannelsTellWhoIsSilentAndWhatWasRefused(String language) {
        // When
        admin.speak(language).go("channels");

        // Then
        Locator sendo = admin.css("article[aria-labelledby=channel-sendo]");
        assertThat(sendo.locator("header")).containsText(admin.t("channels.silent"));
        assertThat(admin.css("article[aria-labelledby=channel-lazada]")).containsText(admin.t("rejected.signature"));
        assertThat(admin.css("article[aria-labelledby=channel-tiki] progress").first()).isVisible();
    }

    @ParameterizedTest
    @Order(4)
    @ValueSource(strings = {"vi", "en"})
    void aBackfillThatWaitsForItsPlatformSaysSoAndIsNeitherRunningNorDone(String language) throws Exception {
        // Given
        String shop = "down-" + language;
        backfills(shop, 1, "lazada:%s got no answer".formatted(shop));

        // When
        admin.speak(language).go("channels");

        // Then
        Locator backfill = backfillsOf(shop);
        assertThat(backfill.locator(".chip")).hasText(admin.t("backfill.RETRYING"));
        assertThat(backfill).containsText(admin.t("backfill.RUNNING.todo"));
        assertThat(backfill.locator(".technical")).containsText("lazada:%s got no answer".formatted(shop));
    }

    @Test
    @Order(4)
    void theBackfillThatRunsIsShownAsSuchUntilItEndsHoweverManyWaitBehindIt() throws Exception {
        // Given
        backfills("busy", 7, null);
        admin.speak("en").go("channels");
        Locator running = backfillsOf("busy").filter(new Locator.FilterOptions().setHas(admin.css(".chip:text-is('%s')".formatted(admin.t("backfill.RUNNING")))));
        assertThat(running).containsText("11 orders fetched");
        assertThat(running).hasCount(1);

        // When
        count("with ended as (update backfill set state = 'DONE', finished_at = now() where shop_id = 'busy' and fetched = 11) select 0");

        // Then the next is the only one
        assertThat(running).containsText("12 orders fetched");
        assertThat(running).hasCount(1);
    }

    @ParameterizedTest
    @Order(5)
    @ValueSource(strings = {"vi", "en"})
    void aDeadLetterIsMendedTriedAndReplayed(String language) {
        // Given one whose status nobody knows
        // The page of the letters shows those it had until it has read them anew, and so the one that was just replayed.
        admin.speak(language).go("overview").go("dead-letters?channel=standard&reason=UNKNOWN_STATUS");
        admin.css("os-dead-letters table tbody tr a").first().click();
        Locator body = admin.css("#dead-body");

        // When
        body.fill(body.inputValue().replaceAll("\"status\":\"[a-z_]+\"", "\"status\":\"confirmed\""));

        // Then the mapping's view follows, and a replay ends well
        assertThat(admin.css("os-dead-letter .outcome pre")).containsText("CONFIRMED");
        admin.button("dead.replay.edited").click();
        assertThat(admin.css("os-dead-letter .page-aside")).containsText(admin.t("dead.status.RESOLVED"));
    }

    @Test
    @Order(5)
    void aQuestionGoesWithThePageThatAskedIt() {
        // Given
        admin.speak("en").go("dead-letters");
        admin.css("os-dead-letters .page-actions button").last().click();
        admin.css("dialog[open]").waitFor();

        // When
        admin.css("body").evaluate("() => { location.hash = '#/overview'; }");

        // Then
        admin.css("os-overview").waitFor();
        assertThat(admin.css("dialog")).hasCount(0);
    }

    @Test
    @Order(5)
    void aReplayByFilterThatIsDoneIsLookedAtUntilItsLastLetterHasEnded() {
        // Given one whose first look finds all sent and a letter under way
        admin.speak("en").go("dead-letters?channel=lazada&reason=NO_ROUTE");
        admin.page().route(REPLAY_BY_FILTER, route -> route.fulfill(new Route.FulfillOptions().setContentType("application/json")
            .setBody("{\"id\":" + route.request().url().replaceAll(".*/", "") + ",\"state\":\"DONE\",\"total\":1,\"sent\":1,\"outcomes\":{\"SENT\":1},"
                + "\"finished_at\":\"" + Instant.now() + "\"}")),
            new Page.RouteOptions().setTimes(1));

        // When
        admin.button("dead.replay.many").click();
        admin.inDialog(dialog -> dialog.locator("button.primary").click());

        // Then
        assertThat(admin.css("os-replay h2")).hasText(admin.t("dead.replay.DONE"));
        assertThat(admin.css("os-replay .outcomes")).containsText(admin.t("dead.replay.state.FAILED"));
        assertThat(admin.css("os-replay .outcomes")).not().containsText(admin.t("dead.replay.state.SENT"));
    }

    @Test
    @Order(6)
    void aDeadLetterOpensInTheWorkbenchOfItsOwnChannel() {
        // Given the workbench of another channel
        admin.speak("en").go("dead-letters?channel=standard&reason=UNKNOWN_STATUS");
        String letter = admin.css("os-dead-letters table tbody tr a").first().getAttribute("href").replaceAll(".*/", "");
        admin.go("workbench?channel=lazada");

        // When
        admin.hash("workbench?letter=" + letter);

        // Then
        assertThat(admin.css("#bench-channel")).hasValue("standard");
        assertThat(admin.css("os-workbench .outcome")).containsText("mappings/standard/status.csv");
    }

    @ParameterizedTest
    @Order(6)
    @ValueSource(strings = {"vi", "en"})
    void theWorkbenchTellsWhileOneTypes(String language) {
        // Given
        admin.speak(language).go("workbench?channel=standard");

        // When
        admin.css("#bench-body").fill("{\"platform\":\"myshop\",\"orderId\":\"A-1\",\"status\":\"delivered\",\"updatedAt\":\"2026-11-20T10:00:00+07:00\"}");

        // Then
        assertThat(admin.css("os-workbench .outcome pre")).containsText("DELIVERED");
        admin.css("#bench-body").fill("{\"platform\":\"myshop\",\"orderId\":\"A-1\",\"status\":\"teleported\",\"updatedAt\":\"2026-11-20T10:00:00+07:00\"}");
        assertThat(admin.css("os-workbench .outcome")).containsText("teleported");
    }

    @ParameterizedTest
    @Order(7)
    @ValueSource(strings = {"vi", "en"})
    void aRequestForAHigherLimitIsGranted(String language) {
        // Given
        admin.speak(language).go("credit/requests");
        Locator requests = admin.css("os-credit table tbody tr");
        requests.first().waitFor();
        int open = requests.count();

        // When
        admin.button("credit.request.approve").first().click();
        admin.inDialog(dialog -> dialog.locator("button.primary").click());

        // Then
        assertThat(requests).hasCount(open - 1);
    }

    @ParameterizedTest
    @Order(8)
    @ValueSource(strings = {"vi", "en"})
    void financeSeesPostingsAndWhatDoesNotAgree(String language) {
        // When
        admin.speak(language).go("finance");

        // Then
        assertThat(admin.css("os-postings table tbody tr").first()).isVisible();
        admin.go("finance/reconciliation");
        assertThat(admin.css("os-reconciliation table tbody tr").first()).isVisible();
    }

    @ParameterizedTest
    @Order(9)
    @ValueSource(strings = {"vi", "en"})
    void aUserIsMadeAndMaySignIn(String language) {
        // Given
        String name = "lan-" + language;
        admin.speak(language).go("users");

        // When
        admin.button("users.add").first().click();
        admin.inDialog(dialog -> {
            dialog.locator("#user-username").fill(name);
            dialog.locator("#user-name").fill("Lan Nguyễn");
            dialog.locator("#user-password").fill("a-long-password");
            dialog.locator("button.primary").click();
        });

        // Then
        Dashboard lan = Dashboard.open(chromium.window(language), language).signedIn(name, "a-long-password");
        assertThat(lan.css("nav.menu")).not().containsText(lan.t("page.users"));
        lan.close();
    }

    @ParameterizedTest
    @Order(9)
    @ValueSource(strings = {"vi", "en"})
    void theAuditTellsInTheLanguageOfThePageWhatSomebodyMayDo(String language) {
        // When
        admin.speak(language).go("users/audit?action=POST+%2Fusers");

        // Then
        assertThat(admin.css("os-users table")).containsText("%s → %s DEMO-DL-02".formatted(admin.t("users.rights.none"), admin.t("role.dealer")));
    }

    @ParameterizedTest
    @Order(10)
    @ValueSource(strings = {"vi", "en"})
    void aDealerSeesTheirOwnAndAsksForMore(String language) {
        // Given
        Dashboard dealer = Dashboard.open(chromium.window(language), language).signedIn("demo-dealer", DEALER_PASSWORD).go("portal");
        assertThat(dealer.css(".tile").first()).isVisible();

        // When
        dealer.button("credit.ask").first().click();
        dealer.inDialog(dialog -> {
            dialog.locator("input[inputmode=decimal], input[id*=limit]").first().fill("95000000");
            dialog.locator("[id*=reason], [id*=why]").first().fill("Tết");
            dialog.locator("button.primary").click();
        });

        // Then
        assertThat(dealer.css("section[aria-labelledby=portal-requests] table")).containsText("Tết");
        assertThat(Accessibility.faults(dealer.page())).isEmpty();
        dealer.close();
    }

    @Test
    @Order(10)
    void whoSignsInAfterAnotherSeesTheirOwnAlone() {
        // Given a window in which a dealer has read their account
        given().baseUri(application.httpUrl()).contentType(ContentType.JSON)
            .body(Map.of("username", "minh-phat", "name", "Minh", "password", DEALER_PASSWORD, "roles", List.of("dealer"), "dealer_id", "DEMO-DL-01"))
            .post("/users").then().statusCode(201);
        Dashboard window = Dashboard.open(chromium.window("vi-VN"), "vi").signedIn("demo-dealer", DEALER_PASSWORD).go("portal");
        assertThat(window.css("h1")).hasText("Điện máy Hòa Bình");

        // When another signs in there
        window.signOut().signedIn("minh-phat", DEALER_PASSWORD);

        // Then
        assertThat(window.css("os-portal h1")).hasText("Đại lý Minh Phát");
        window.close();
    }

    @ParameterizedTest
    @Order(11)
    @ValueSource(strings = {"vi", "en"})
    void aListIsSavedAsAFileAsItIsFiltered(String language) throws IOException {
        // Given requests that were granted, and others
        admin.speak(language).go("credit/requests?state=APPROVED");

        // When
        Download file = admin.page().waitForDownload(() -> admin.button("action.export.csv").first().click());

        // Then
        assertThat(file.suggestedFilename()).startsWith("limit-requests-").endsWith(".csv");
        assertThat(Files.readString(file.path()).lines().skip(1)).isNotEmpty().allMatch(line -> line.contains(",APPROVED,"));
    }

    @Test
    @Order(11)
    void twoWindowsSeeTheSameChange() throws Exception {
        // Given an order that both show
        Dashboard other = Dashboard.open(chromium.window("en-GB"), "en").signedIn("admin", ADMIN_PASSWORD);
        tell("DEMO-W-TWO", "confirmed", "2026-11-28T01:00:00Z");
        await().atMost(LIMIT).until(() -> count("select count(*) from orders where order_id = 'DEMO-W-TWO'") == 1);
        for (Dashboard window : List.of(admin, other)) {
            window.go("orders?text=DEMO-W-TWO").css("os-grid .chip.blue").waitFor();
        }

        // When
        tell("DEMO-W-TWO", "delivered", "2026-11-28T02:00:00Z");

        // Then
        assertThat(admin.css("os-grid .chip.green")).hasText(admin.t("status.DELIVERED"));
        assertThat(other.css("os-grid .chip.green")).hasText(other.t("status.DELIVERED"));
        other.close();
    }

    @Test
    @Order(11)
    void aShopPastedWithABlankIsHeardOfAsItIsListed() throws Exception {
        // Given
        tell("DEMO-W-BLANK", "confirmed", "2026-11-28T01:00:00Z");
        await().atMost(LIMIT).until(() -> count("select count(*) from orders where order_id = 'DEMO-W-BLANK'") == 1);
        Dashboard window = Dashboard.open(chromium.window("en-GB"), "en").signedIn("admin", ADMIN_PASSWORD).go("orders?text=DEMO-W-BLANK&shop=%20demo-web%20");
        window.css("os-grid .chip.blue").waitFor();
        assertThat(window.css(".live.open")).isVisible();

        // When
        tell("DEMO-W-BLANK", "delivered", "2026-11-28T02:00:00Z");

        // Then
        assertThat(window.css("os-grid .chip.green")).hasText(window.t("status.DELIVERED"));
        window.close();
    }

    @Test
    @Order(11)
    void aPaymentsOrderOpensInItsOwnShopWhereAnotherHasOneOfTheSameId() throws Exception {
        // Given
        String order = "{\"platform\":\"website\",\"shopId\":\"demo-%s\",\"orderId\":\"DEMO-W-SAME\",\"status\":\"%s\",\"updatedAt\":\"2026-11-28T01:00:00Z\"}";
        tell(order.formatted("web", "confirmed"));
        tell(order.formatted("other", "delivered"));
        await().atMost(LIMIT).until(() -> count("select count(*) from orders where order_id = 'DEMO-W-SAME'") == 2);
        count("""
            with paid as (insert into payment (payment_id, provider, order_id, platform, shop_id, amount, currency, status)
            values ('momo:same', 'momo', 'DEMO-W-SAME', 'website', 'demo-other', 1000, 'VND', 'CAPTURED')) select 0""");

        // When
        admin.speak("en").go("finance/payments?order=DEMO-W-SAME").css("os-payments table tbody a").click();

        // Then
        assertThat(admin.css("os-order .chip").first()).hasText(admin.t("status.DELIVERED"));
    }

    @ParameterizedTest
    @Order(11)
    @ValueSource(strings = {"vi", "en"})
    void anErasureHasMinutesAndMayStillRunWhereThePageGivesUp(String language) {
        // Given a buyer who has been counted, a server that does not answer any more, and a window in which minutes are over at once from then on
        Dashboard window = Dashboard.open(chromium.window(language), language).signedIn("admin", ADMIN_PASSWORD).go("users/privacy");
        Queue<Route> held = new ConcurrentLinkedQueue<>();
        window.page().route(BUYER, route -> {
            if (route.request().method().equals("GET")) {
                route.fulfill(new Route.FulfillOptions().setContentType("application/json").setBody("{\"orders\":1}"));
            } else {
                held.add(route);
            }
        });
        window.css("#privacy-buyer").fill("0912345678");
        window.button("privacy.count").click();
        assertThat(window.button("privacy.erase")).isVisible();
        window.page().evaluate("() => { const limit = AbortSignal.timeout.bind(AbortSignal); AbortSignal.timeout = (ms) => limit(ms > 120_000 ? ms / 1_000 : ms); }");

        // When
        window.button("privacy.erase").click();
        window.inDialog(dialog -> dialog.locator("button.danger").click());

        // Then
        assertThat(window.css("os-privacy [role=alert]")).containsText(window.t("problem.timeout.todo"));
        assertThat(held).hasSize(1);
        window.close();
    }

    @Test
    @Order(12)
    void aMessageWithAScriptInEachFieldIsShownHarmlessly() throws Exception {
        // Given
        tell("""
            {"platform":"myshop","shopId":"demo-%1$s","orderId":"DEMO-%1$s","lineId":"%1$s","status":"confirmed","amount":{"total":"1000","currency":"VND"},
             "updatedAt":"2026-11-28T03:00:00Z","buyer":{"id":"%1$s","name":"%1$s","phone":"%1$s","email":"%1$s","address":"%1$s"},"dealerId":"%1$s",
             "items":[{"lineId":"%1$s","sku":"%1$s","name":"%1$s","quantity":1,"price":"1000"}]}""".formatted(SCRIPT));
        tell("{\"platform\":\"myshop\",\"shopId\":\"demo-%1$s\",\"orderId\":\"DEMO-%1$s-2\",\"status\":\"%1$s\",\"updatedAt\":\"2026-11-28T03:00:00Z\"}".formatted(SCRIPT));
        await().atMost(LIMIT).until(() -> count("select count(*) from orders where order_id like 'DEMO-<script>%'") == 1
            && count("select count(*) from dead_letter where detail like '%<script>%'") == 1);

        // When
        admin.go("orders?text=DEMO-%3Cscript").css("os-grid a.cell-link").first().click();

        // Then it is text, on the page of the order and on that of the letter
        assertThat(admin.css("os-order h2")).hasText("DEMO-" + SCRIPT);
        admin.css("os-order details.raw summary").first().click();
        assertThat(admin.css("os-order article.message > pre").first()).containsText("<script>");
        admin.go("dead-letters?channel=standard&reason=UNKNOWN_STATUS").css("os-dead-letters table tbody tr")
            .filter(new Locator.FilterOptions().setHasText("<script>")).first().locator("a").first().click();
        assertThat(admin.css("os-dead-letter .technical").first()).containsText("<script>");
        assertThat(admin.page().evaluate("'h' in window")).isEqualTo(false);
    }

    @Test
    @Order(13)
    void whatChangesBetweenTheListsAnswerAndTheStreamsBeginningIsShown() throws Exception {
        // Given a page whose list has been answered, and whose stream has not begun
        tell("DEMO-W-LATE", "confirmed", "2026-11-28T01:00:00Z");
        await().atMost(LIMIT).until(() -> count("select count(*) from orders where order_id = 'DEMO-W-LATE' and status = 'CONFIRMED'") == 1);
        Dashboard window = Dashboard.open(chromium.window("en-GB"), "en");
        Queue<Route> held = new ConcurrentLinkedQueue<>();
        window.page().route(STREAM, held::add);
        window.signedIn("admin", ADMIN_PASSWORD).go("orders?text=DEMO-W-LATE").css("os-grid .chip.blue").waitFor();
        window.page().waitForCondition(() -> !held.isEmpty());

        // When
        tell("DEMO-W-LATE", "delivered", "2026-11-28T02:00:00Z");
        await().atMost(LIMIT).until(() -> count("select count(*) from orders where order_id = 'DEMO-W-LATE' and status = 'DELIVERED'") == 1);
        window.page().unroute(STREAM);
        held.forEach(Route::resume);

        // Then
        assertThat(window.css("os-grid .chip.green")).hasText(window.t("status.DELIVERED"));
        window.close();
    }

    @Test
    @Order(14)
    void whatIsToldWhileTheListsAnswerIsOnItsWayIsShown() throws Exception {
        // Given a page that listens, and whose list was read and has not come
        tell("DEMO-W-SLOW", "confirmed", "2026-11-28T01:00:00Z");
        await().atMost(LIMIT).until(() -> count("select count(*) from orders where order_id = 'DEMO-W-SLOW' and status = 'CONFIRMED'") == 1);
        Dashboard window = Dashboard.open(chromium.window("en-GB"), "en").signedIn("admin", ADMIN_PASSWORD).go("orders");
        assertThat(window.css(".live.open")).isVisible();
        Map<Route, APIResponse> held = new LinkedHashMap<>();
        window.page().route(LIST, route -> held.put(route, route.fetch()));
        window.hash("orders?text=DEMO-W-SLOW");
        window.page().waitForCondition(() -> !held.isEmpty());

        // When
        tell("DEMO-W-SLOW", "delivered", "2026-11-28T02:00:00Z");
        window.page().waitForCondition(() -> window.page().evaluate(
            "document.querySelector('os-orders').early.some(order => order.order_id === 'DEMO-W-SLOW' && order.status === 'DELIVERED')").equals(true));
        window.page().unroute(LIST);
        held.forEach((route, answer) -> route.fulfill(new Route.FulfillOptions().setResponse(answer)));

        // Then
        assertThat(window.css("os-grid .chip.green")).hasText(window.t("status.DELIVERED"));
        window.close();
    }

    @Test
    @Order(14)
    void aNewOrderOfABuyerWhoIsSearchedForIsAnnounced() throws Exception {
        // Given a list of what a buyer ordered, by part of the name, without its accents
        String message = "{\"platform\":\"website\",\"shopId\":\"demo-web\",\"orderId\":\"DEMO-W-%d\",\"status\":\"confirmed\",\"updatedAt\":\"2026-11-28T0%d:00:00Z\",\"buyer\":{\"name\":\"Tôn Thất Ẩn\"}}";
        tell(message.formatted(901, 1));
        await().atMost(LIMIT).until(() -> count("select count(*) from order_by_buyer where name = 'ton that an'") == 1);
        Dashboard window = Dashboard.open(chromium.window("en-GB"), "en").signedIn("admin", ADMIN_PASSWORD)
            .go("orders?text=that%20an");
        Locator shown = window.css("os-grid a.cell-link");
        assertThat(shown).hasText(new String[] {"DEMO-W-901"});
        assertThat(window.css(".live.open")).isVisible();

        // When
        tell(message.formatted(902, 2));

        // Then
        window.css(".new-rows button").click();
        assertThat(shown).hasText(new String[] {"DEMO-W-902", "DEMO-W-901"});
        window.close();
    }

    @ParameterizedTest
    @Order(14)
    @ValueSource(strings = {"vi", "en"})
    void newOrdersThatCannotBeFetchedLeaveTheListAndAreThereWhenTriedAgain(String language) throws Exception {
        // Given a list with one order, and another that came since
        String order = "DEMO-W-NEW-" + language;
        tell(order + "-1", "confirmed", "2026-11-28T01:00:00Z");
        await().atMost(LIMIT).until(() -> count("select count(*) from orders where order_id = '%s-1'".formatted(order)) == 1);
        Dashboard window = Dashboard.open(chromium.window(language), language).signedIn("admin", ADMIN_PASSWORD).go("orders?text=" + order);
        assertThat(window.css(".live.open")).isVisible();
        tell(order + "-2", "confirmed", "2026-11-28T02:00:00Z");
        Locator shown = window.css("os-grid a.cell-link");
        window.css(".new-rows button").waitFor();
        window.page().route(LIST, route -> route.fulfill(new Route.FulfillOptions().setStatus(503)));

        // When
        window.css(".new-rows button").click();

        // Then it says what is the matter and what to do, beside what was there
        assertThat(window.css(".grid-foot")).containsText(window.t("problem.503.title"));
        assertThat(window.css(".grid-foot")).containsText(window.t("problem.503.todo"));
        assertThat(shown).hasText(new String[] {order + "-1"});
        window.page().unroute(LIST);
        window.button("action.retry").click();
        assertThat(shown).hasText(new String[] {order + "-2", order + "-1"});
        window.close();
    }

    @Test
    @Order(14)
    void whatIsToldWhileAListIsReadThatCannotBeHadIsShown() throws Exception {
        // Given a list with one order, which is read again
        tell("DEMO-W-KEPT-1", "confirmed", "2026-11-28T01:00:00Z");
        await().atMost(LIMIT).until(() -> count("select count(*) from orders where order_id = 'DEMO-W-KEPT-1'") == 1);
        Dashboard window = Dashboard.open(chromium.window("en-GB"), "en").signedIn("admin", ADMIN_PASSWORD).go("orders?text=DEMO-W-KEPT");
        assertThat(window.css(".live.open")).isVisible();
        tell("DEMO-W-KEPT-2", "confirmed", "2026-11-28T02:00:00Z");
        window.css(".new-rows button").waitFor();
        Queue<Route> held = new ConcurrentLinkedQueue<>();
        window.page().route(LIST, held::add);
        window.css(".new-rows button").click();
        tell("DEMO-W-KEPT-1", "delivered", "2026-11-28T03:00:00Z");
        window.page().waitForCondition(() -> !held.isEmpty() && window.page().evaluate(
            "document.querySelector('os-orders').early.some(order => order.status === 'DELIVERED' && order.order_id === 'DEMO-W-KEPT-1')").equals(true));

        // When
        held.forEach(Route::abort);

        // Then
        assertThat(window.css("os-grid .chip")).hasText(window.t("status.DELIVERED"));
        window.close();
    }

    @Test
    @Order(15)
    void aLaterVisitAsksForTheOrdersBeforeTheFrameIsThere() {
        // Given a browser that knows who was signed in, and a frame that is long in coming
        Dashboard window = Dashboard.open(chromium.window("en-GB"), "en").signedIn("admin", ADMIN_PASSWORD).go("orders");
        Queue<Route> held = new ConcurrentLinkedQueue<>();
        window.page().route(FRAME, held::add);

        // When
        Request list = window.page().waitForRequest(LIST, () -> window.page().reload());

        // Then it is asked for, and shown once the frame has come
        assertThat(list.headerValue("Authorization")).startsWith("Bearer ");
        assertThat(window.css("main#main")).hasCount(0);
        window.page().unroute(FRAME);
        held.forEach(Route::resume);
        assertThat(window.css("os-grid a.cell-link").first()).isVisible();
        window.close();
    }

    @Test
    @Order(15)
    void aPageWhoseCodeCannotBeFetchedSaysSoAndIsThereWhenReloaded() {
        // Given what a window has open from before an upgrade: the files are gone
        Dashboard window = Dashboard.open(chromium.window("en-GB"), "en").signedIn("admin", ADMIN_PASSWORD).go("orders");
        window.page().route(CHANNELS_PAGE, Route::abort);
        window.hash("channels");
        assertThat(window.css("main [role=alert]")).containsText(window.t("app.page.failed"));

        // When
        window.page().unroute(CHANNELS_PAGE);
        window.button("action.refresh").click();

        // Then
        assertThat(window.css("os-channels article").first()).isVisible();
        window.close();
    }

    @ParameterizedTest
    @Order(16)
    @ValueSource(strings = {"vi", "en"})
    void aRefusalIsToldInTheLanguageOfThePageWithTheServersWordsBesideIt(String language) {
        // Given
        admin.speak(language).go("users");
        admin.button("users.add").first().click();
        Locator form = admin.css("dialog[open]");
        form.locator("#user-username").fill("admin");
        form.locator("#user-name").fill("Lan Nguyễn");
        form.locator("#user-password").fill("a-long-password");

        // When
        form.locator("button.primary").click();

        // Then
        assertThat(form.locator("[role=alert] strong")).hasText(admin.t("problem.user-exists.title"));
        assertThat(form.locator("[role=alert]")).containsText(admin.t("problem.user-exists.todo"));
        assertThat(form.locator("[role=alert] .technical [lang=en]")).containsText("The user name is taken");
    }

    @Test
    @Order(17)
    void theListOfDealersTellsHowManyOrdersWaitAndOverHowMuch() {
        // Given a dealer of whom three orders wait
        admin.page().route(DEALERS, route -> {
            APIResponse answer = route.fetch();
            route.fulfill(new Route.FulfillOptions().setResponse(answer)
                .setBody(answer.text().replaceFirst("\"waiting\":\\{[^}]*}", "\"waiting\":{\"orders\":3,\"amount\":\"45000000\",\"oldest\":null}")));
        });

        // When
        admin.speak("vi").go("credit");

        // Then
        Locator cell = admin.css("os-credit td[data-head='" + admin.t("credit.waiting.head") + "']").first();
        assertThat(cell).containsText("3 đơn");
        assertThat(cell).containsText("45.000.000");
        admin.page().unroute(DEALERS);
    }

    @Test
    @Order(17)
    void whatIsTypedInAFilterStaysWhenThePageIsDrawnMeanwhile() {
        // Given
        admin.speak("vi").go("credit");

        // When the page is drawn before its address has the filter, as it is every few seconds
        Object kept = admin.css("#dealer-text").evaluate("""
            async (field) => {
              field.value = 'Minh';
              field.dispatchEvent(new Event('input', { bubbles: true }));
              const page = document.querySelector('os-credit');
              page.requestUpdate();
              await page.updateComplete;
              return field.value;
            }""");

        // Then it is still there, and is followed
        assertThat(kept).isEqualTo("Minh");
        assertThat(admin.page()).hasURL(Pattern.compile("text=Minh"));
        assertThat(admin.css("os-credit table tbody tr")).hasCount(1);
    }

    @ParameterizedTest
    @Order(18)
    @MethodSource("screens")
    void axeFindsNothing(ColorScheme scheme, int widthPixels) {
        // Given
        admin.speak("vi").page().emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
        admin.page().setViewportSize(widthPixels, HEIGHT_PIXELS);

        // When
        List<String> faults = new ArrayList<>();
        (widthPixels < 1440 ? Scene.onAPhone() : Scene.all()).forEach(scene -> scene.show(admin, window -> Accessibility.faults(window.page()).forEach(fault -> faults.add(scene + ": " + fault))));

        // Then
        assertThat(faults).isEmpty();
    }

    static Stream<Arguments> screens() {
        return Stream.of(Arguments.of(ColorScheme.LIGHT, 1440), Arguments.of(ColorScheme.DARK, 390));
    }

    @Test
    @Order(18)
    void axeFindsAButtonThatSaysNothing() {
        // Given
        admin.speak("vi").go("overview");

        // When
        admin.css("main").evaluate("main => main.append(Object.assign(document.createElement('button'), { id: 'mute' }))");

        // Then
        assertThat(Accessibility.faults(admin.page())).singleElement().asString().contains("button-name", "mute");
        admin.css("#mute").evaluate("mute => mute.remove()");
    }

    @ParameterizedTest
    @Order(19)
    @MethodSource("screens")
    void axeFindsNothingWhereOneSignsIn(ColorScheme scheme, int widthPixels) {
        // Given
        Dashboard stranger = Dashboard.open(chromium.window("vi-VN"), "vi");
        stranger.page().emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
        stranger.page().setViewportSize(widthPixels, HEIGHT_PIXELS);
        stranger.signIn("admin", "");
        assertThat(stranger.css("[role=alert]")).isVisible();

        // When
        List<String> faults = Accessibility.faults(stranger.page());

        // Then
        assertThat(faults).isEmpty();
        stranger.close();
    }

    @Test
    @Order(20)
    void nothingWasAskedOfAnyOtherHostAndNothingWasBlocked() {
        // Given all that the tests before have opened: every page, what opens in it, every question and form
        admin.page().setViewportSize(1440, HEIGHT_PIXELS);

        // When
        List<String> offences = chromium.offences();

        // Then
        assertThat(offences).isEmpty();
    }

    @Test
    @Order(21)
    void aScriptThatSomebodyPutsIntoThePageIsBlockedAndThatIsHeard() {
        // When
        admin.page().evaluate("() => { const script = document.createElement('script'); script.textContent = 'window.injected = 1'; document.body.append(script) }");

        // Then
        admin.page().waitForCondition(() -> chromium.offences().stream().anyMatch(offence -> offence.startsWith("CSP: script-src")));
        assertThat(admin.page().evaluate("'injected' in window")).isEqualTo(false);
    }

    @Test
    @Order(22)
    void oneClickClearsTheDemoAndNothingElseAndASecondWindowFollows() throws Exception {
        // Given an order that is nobody's demo, and those with scripts and of another shop gone, which no demo has made either
        count("""
            with orders as (delete from orders where order_id like 'DEMO-<script>%' or shop_id = 'demo-other'),
                 line as (delete from order_line where order_id like 'DEMO-<script>%' or shop_id = 'demo-other'),
                 event as (delete from order_event where order_id like 'DEMO-<script>%' or shop_id = 'demo-other'),
                 letter as (delete from dead_letter where detail like '%<script>%'), paid as (delete from payment where shop_id = 'demo-other')
            select 0""");
        tell("{\"platform\":\"myshop\",\"orderId\":\"A-1\",\"status\":\"confirmed\",\"amount\":{\"total\":\"1000\",\"currency\":\"VND\"},\"updatedAt\":\"2026-11-28T01:00:00Z\"}");
        await().atMost(LIMIT).until(() -> count("select count(*) from orders where order_id = 'A-1'") == 1);
        BrowserContext elsewhere = chromium.window("en-GB");
        elsewhere.clock().install();
        Dashboard other = Dashboard.open(elsewhere, "en").signedIn("admin", ADMIN_PASSWORD).go("orders");
        assertThat(other.css(".banner.demo")).isVisible();
        admin.speak("en").go("orders");

        // When
        admin.css(".banner.demo button").click();
        admin.inDialog(dialog -> dialog.locator("button.danger").click());

        // Then the banner tells that it runs, and when it is done
        assertThat(admin.css(".banner.demo")).containsText(admin.t("app.demo.clearing"));
        assertThat(admin.css(".banner.demo-cleared")).containsText(admin.t("app.demo.cleared"), new LocatorAssertions.ContainsTextOptions().setTimeout(LIMIT.toMillis()));
        assertThat(admin.css(".banner.demo")).hasCount(0);
        await().atMost(LIMIT).until(() -> count("""
            select (select count(*) from orders) + (select count(*) from order_event) + (select count(*) from order_line) + (select count(*) from dead_letter)
                 + (select count(*) from payment) + (select count(*) from erp_posting) + (select count(*) from dealer) + (select count(*) from credit_ledger)
                 + (select count(*) from reconciliation_item) + (select count(*) from app_user where username = 'demo-dealer')""") == ROWS_OF_AN_ORDER);
        admin.page().reload();
        assertThat(admin.css("os-grid a.cell-link")).hasText("A-1");

        // And the second window sees it when it next looks, and shows what is left
        other.page().clock().fastForward(Duration.ofMinutes(1).toMillis());
        assertThat(other.css(".banner.demo")).hasCount(0);
        assertThat(other.css("os-grid a.cell-link")).hasText("A-1");
        other.close();
    }

    private static Locator backfillsOf(String shop) {
        return admin.css("article[aria-labelledby=channel-lazada] .backfill").filter(new Locator.FilterOptions().setHasText(shop));
    }

    /** Of a shop that nobody polls: they stay as they are. They have fetched 11 orders, 12 and so on. */
    private static void backfills(String shop, int number, String detail) throws SQLException {
        count("""
            with begun as (insert into backfill (channel, shop_id, from_time, to_time, fetched, detail)
                           select 'lazada', '%s', '2026-11-01T00:00:00Z', '2026-11-02T00:00:00Z', 10 + turn, %s from generate_series(1, %d) turn)
            select 0""".formatted(shop, detail == null ? "null" : "'" + detail + "'", number));
    }
}
