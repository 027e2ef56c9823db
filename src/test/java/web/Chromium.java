package web;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ReducedMotion;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/** The browser of the machine, and what no page may do in it. */
final class Chromium implements AutoCloseable {

    private static final List<String> FLAGS = List.of("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage");
    /** Some pages are fetched, drawn and filled at once, on machines that are busy with other tests. */
    private static final double PATIENCE_MS = 30_000;
    private static final String TELL_VIOLATIONS = "document.addEventListener('securitypolicyviolation', event => console.error('CSP: ' + event.violatedDirective + ' ' + event.blockedURI))";

    private final Playwright playwright;
    private final Browser browser;
    private final String address;
    private final Queue<String> offences = new ConcurrentLinkedQueue<>();

    private Chromium(Playwright playwright, Browser browser, String address) {
        this.playwright = playwright;
        this.browser = browser;
        this.address = address;
    }

    /** For {@code @EnabledIf}. */
    static boolean isHere() {
        return executable().isPresent();
    }

    private static Optional<Path> executable() {
        return Stream.of(System.getenv().getOrDefault("CHROMIUM", ""), "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
            .filter(name -> !name.isEmpty()).map(Path::of).filter(Files::isExecutable).findFirst();
    }

    /** @param address of the dashboard, such as {@code http://localhost:8081} */
    static Chromium start(String address) {
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MS);
        Playwright playwright = Playwright.create(new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        return new Chromium(playwright, playwright.chromium().launch(new BrowserType.LaunchOptions().setExecutablePath(executable().orElseThrow()).setArgs(FLAGS)), address);
    }

    /** A window of somebody who signed in nowhere yet. */
    BrowserContext window(String locale) {
        BrowserContext window = browser.newContext(new Browser.NewContextOptions().setBaseURL(address).setLocale(locale).setTimezoneId("Asia/Ho_Chi_Minh")
            .setViewportSize(1440, 900).setReducedMotion(ReducedMotion.REDUCE));
        window.setDefaultTimeout(PATIENCE_MS);
        window.addInitScript(TELL_VIOLATIONS);
        window.onRequest(request -> {
            if (!List.of("data", "blob").contains(URI.create(request.url().split("[?,]")[0]).getScheme()) && !request.url().startsWith(address)) {
                offences.add("a request to " + request.url());
            }
        });
        window.onConsoleMessage(message -> {
            if (message.text().startsWith("CSP: ") || message.text().contains("Content Security Policy")) {
                offences.add(message.text());
            }
        });
        window.onWebError(error -> offences.add("an error of a script: " + error.error()));
        return window;
    }

    /** Requests to elsewhere, violations of the Content-Security-Policy, and errors of scripts, of all windows so far. */
    List<String> offences() {
        return List.copyOf(offences);
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
