package web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import embedded.PackagedApplication;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the packaged application serves the pages; tests without packaging have no bundle. */
class ShellIT {

    private static final Pattern ADDRESS = Pattern.compile("(?:src|href)=\"([^\"]+)\"");
    /** import "/static/bundle/x.js" and import(…), as the bundler writes them. */
    private static final Pattern IMPORT = Pattern.compile("\"(/static/bundle/[\\w.-]+\\.js)\"");
    private static final int FIRST_LOAD_BYTES = 400 * 1024;

    @TempDir
    static Path dir;

    private static PackagedApplication application;

    @BeforeAll
    static void start() {
        application = new PackagedApplication(dir).with("ordersync.roles", "api").start();
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @Test
    void thePageIsAskedForEachTime() {
        // When
        Response page = given().get("/");

        // Then
        page.then().statusCode(200).header("Cache-Control", is("no-cache")).body(containsString("<os-app>"));
    }

    @Test
    void thePageNamesNoOtherHostAndHasNoScriptOfItsOwn() {
        // When
        String page = page();

        // Then
        assertThat(addresses(page)).isNotEmpty().allMatch(address -> address.startsWith("/static/"));
        assertThat(page).doesNotContainPattern("<script(?![^>]*\\ssrc=)");
        assertThat(page).doesNotContainPattern("\\son\\w+=|<style|style=");
    }

    @Test
    void thePageItsScriptsAndTheApiSayWhatABrowserMayDo() {
        // Given
        List<String> all = Stream.concat(addresses(page()).stream(), Stream.of("/", "/orders", "/auth/config", "/nothing")).toList();

        // When
        Set<String> policies = all.stream().map(address -> String.valueOf(given().get(address).header("Content-Security-Policy"))).collect(Collectors.toSet());

        // Then nothing but this application's own scripts runs, and no other host is asked
        assertThat(policies).hasSize(1).allSatisfy(policy -> assertThat(policy).contains("default-src 'self'", "script-src 'self';", "frame-ancestors 'none'")
            .doesNotContain("unsafe-eval", "http:", "https:", "*"));
    }

    @Test
    void whatThePageNamesIsKeptForeverAndPressed() {
        // Given
        String script = addresses(page()).stream().filter(address -> address.endsWith(".css")).findFirst().orElseThrow();

        // When
        Response bundle = given().header("Accept-Encoding", "gzip").get(script);

        // Then
        bundle.then().statusCode(200).header("Cache-Control", containsString("immutable")).header("Content-Encoding", is("gzip"));
    }

    @Test
    void allPagesTogetherWeighLessThanAFirstLoadMay() {
        // Given
        Deque<String> toFetch = new ArrayDeque<>(addresses(page()));
        Map<String, Integer> pressedBytes = new HashMap<>();

        // When
        while (!toFetch.isEmpty()) {
            String address = toFetch.remove();
            if (!pressedBytes.containsKey(address)) {
                byte[] content = given().get(address).then().statusCode(200).extract().asByteArray();
                pressedBytes.put(address, pressed(content));
                IMPORT.matcher(new String(content, UTF_8)).results().forEach(found -> toFetch.add(found.group(1)));
            }
        }

        // Then
        assertThat(pressedBytes.keySet()).anyMatch(address -> address.contains("echarts"));
        assertThat(pressedBytes.values().stream().mapToInt(Integer::intValue).sum()).isLessThan(FIRST_LOAD_BYTES);
    }

    private static RequestSpecification given() {
        return RestAssured.given().baseUri(application.httpUrl());
    }

    private static String page() {
        return given().get("/").asString();
    }

    private static List<String> addresses(String page) {
        return ADDRESS.matcher(page).results().map(found -> found.group(1)).toList();
    }

    private static int pressed(byte[] content) {
        ByteArrayOutputStream pressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(pressed)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return pressed.size();
    }
}
