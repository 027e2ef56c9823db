package web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A window with the dashboard in it, of somebody who has signed in. */
final class Dashboard {

    private static final Map<String, Words> WORDS = Words.languages().stream().collect(Collectors.toMap(Function.identity(), Words::of));

    private final Page page;
    private String language;

    private Dashboard(Page page, String language) {
        this.page = page;
        this.language = language;
    }

    /** The page of the sign-in, in the language of the browser. */
    static Dashboard open(BrowserContext window, String language) {
        Page page = window.newPage();
        page.navigate("/");
        return new Dashboard(page, language);
    }

    Dashboard signIn(String username, String password) {
        page.locator("#username").fill(username);
        page.locator("#password").fill(password);
        page.locator("form button.primary").click();
        return this;
    }

    Dashboard signedIn(String username, String password) {
        signIn(username, password);
        page.locator("main#main").waitFor();
        return this;
    }

    /** And waits for the page on which one signs in. */
    Dashboard signOut() {
        page.locator(".account summary").click();
        button("sign-out").click();
        page.locator("os-sign-in").waitFor();
        return this;
    }

    Page page() {
        return page;
    }

    String t(String key, String... values) {
        return WORDS.get(language).t(key, values);
    }

    /** Switches in place. */
    Dashboard speak(String wanted) {
        page.keyboard().press("Escape");   // what another test left open
        if (!wanted.equals(language)) {
            page.locator(".bar-tools button[lang=" + wanted + "]").click();
            language = wanted;
        }
        return this;
    }

    /** Opens a page by its address, and waits until its head says so. @param path such as {@code orders?platform=lazada} */
    Dashboard go(String path) {
        hash(path);
        String name = path.split("[/?]")[0];
        assertThat(page.locator("os-" + name)).isVisible();
        settled();
        return this;
    }

    /** Asks for a page by its address. */
    Dashboard hash(String path) {
        page.evaluate("address => { location.hash = address }", "#/" + path);
        return this;
    }

    /** Until nothing on the page is being fetched for the first time. */
    Dashboard settled() {
        assertThat(page.locator("main#main .skeleton, main#main .spinner")).hasCount(0);
        return this;
    }

    Locator button(String key) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(t(key)));
    }

    Locator css(String selector) {
        return page.locator(selector);
    }

    /** A form or question in front of the page. */
    void inDialog(Consumer<Locator> work) {
        Locator dialog = page.locator("dialog[open]");
        dialog.waitFor();
        work.accept(dialog);
        assertThat(dialog).hasCount(0);
    }

    void close() {
        page.context().close();
    }
}
