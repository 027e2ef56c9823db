package web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What somebody may have before them.
 *
 * @param path of the page, such as {@code orders}
 * @param open what is done there to see it; it waits until it is seen
 */
record Scene(String path, String name, Consumer<Dashboard> open) {

    private static final String DIALOG = "dialog[open]";
    private static final String PAGE = "the page";
    private static final Set<String> DETAILS = Set.of("an order with its raw messages", "a dead letter", "a dealer", "a posting");

    /** Every page of whoever may do everything, what opens in it, and every question and form. */
    static List<Scene> all() {
        return List.of(
            page("orders"), page("overview"), page("channels"), page("dead-letters"), page("workbench"), page("credit"), page("credit/requests"),
            page("credit/payments"), page("credit/rates"), page("finance"), page("finance/payments"), page("finance/reconciliation"), page("finance/bank"),
            page("finance/sales"), page("users"), page("users/audit"), page("users/privacy"),
            new Scene("orders", "an order with its raw messages", Scene::openOrder),
            new Scene("orders", "the menu of the account", window -> {
                window.css(".account summary").click();
                window.css(".account .popup").waitFor();
            }),
            new Scene("orders", "further filters and a calendar", window -> {
                window.css("button[aria-controls=order-more]").click();
                window.css("#order-more vaadin-date-picker [part~=toggle-button]").first().click();
                window.css("vaadin-month-calendar").first().waitFor();
            }),
            dialog("orders", "clearing the demo", window -> window.css(".banner.demo button")),
            dialog("orders", "the own password", window -> {
                window.css(".account summary").click();
                return window.button("password.change");
            }),
            new Scene("overview", "a chart as a table", window -> window.css("os-chart details summary").first().click()),
            dialog("channels", "a backfill", window -> window.button("channels.backfill.start").first()),
            new Scene("dead-letters?channel=standard&reason=UNKNOWN_STATUS", "a dead letter", Scene::openLetter),
            new Scene("dead-letters?channel=standard&reason=UNKNOWN_STATUS", "its bytes", window -> {
                openLetter(window);
                window.button("dead.view.hex").click();
                window.css("pre.hex").waitFor();
            }),
            new Scene("dead-letters?channel=standard&reason=UNKNOWN_STATUS", "its headers", window -> {
                openLetter(window);
                window.button("dead.view.headers").click();
            }),
            dialog("dead-letters", "replaying by filter", window -> window.button("dead.replay.many")),
            new Scene("workbench?channel=standard", "a message that is tried", window -> {
                window.css("#bench-body").fill("{\"platform\":\"myshop\",\"orderId\":\"A-1\",\"status\":\"teleported\",\"updatedAt\":\"2026-11-20T10:00:00+07:00\"}");
                window.css("os-workbench .outcome").waitFor();
            }),
            new Scene("credit", "a dealer", Scene::openDealer),
            new Scene("credit", "a dealer's ledger", window -> {
                openDealer(window);
                window.button("credit.book.ledger").click();
            }),
            new Scene("credit", "changes of a dealer", window -> {
                openDealer(window);
                window.button("credit.book.audit").click();
            }),
            dialog("credit", "a new dealer", window -> window.button("credit.add")),
            dialog("credit", "importing dealers", window -> window.button("credit.import")),
            dialog("credit", "asking for a higher limit", window -> {
                openDealer(window);
                return window.button("credit.ask").first();
            }),
            dialog("credit", "an adjustment", window -> {
                openDealer(window);
                return window.button("credit.adjust").first();
            }),
            dialog("credit", "locking a dealer", window -> {
                openDealer(window);
                return window.css("os-dealer .page-actions button").filter(new Locator.FilterOptions().setHasText(window.t("credit.lock"))).first();
            }),
            dialog("credit/rates", "a rate", window -> window.button("credit.rate.set")),
            new Scene("finance", "a posting", window -> {
                window.css("os-postings table tbody a").first().click();
                window.css("os-posting .steps").waitFor();
            }),
            dialog("finance/reconciliation", "explaining a difference", window -> window.css("os-reconciliation td.end button").first()),
            dialog("finance/reconciliation", "reconciling a day", window -> window.button("recon.run")),
            dialog("users", "a new user", window -> window.button("users.add").first()),
            dialog("users", "removing a user", window -> window.css("os-users td.end button").last()));
    }

    /** Of these what is laid out in another way on a phone: a dialog is the same there, and all of them twice take minutes. */
    static List<Scene> onAPhone() {
        return all().stream().filter(scene -> scene.name.equals(PAGE) || DETAILS.contains(scene.name)).toList();
    }

    private static Scene page(String path) {
        return new Scene(path, PAGE, window -> { });
    }

    private static Scene dialog(String path, String name, Function<Dashboard, Locator> button) {
        return new Scene(path, name, window -> {
            button.apply(window).click();
            window.css(DIALOG).waitFor();
        });
    }

    private static void openOrder(Dashboard window) {
        window.css("os-grid a.cell-link").first().click();
        window.css("os-order .history li").first().waitFor();
        window.css("os-order details.raw summary").first().click();
        window.css("os-order article.message > pre").first().waitFor();
    }

    private static void openLetter(Dashboard window) {
        window.css("os-dead-letters table tbody tr a").first().click();
        window.css("os-dead-letter .outcome").waitFor();
    }

    private static void openDealer(Dashboard window) {
        window.css("os-credit table tbody a[href^='#/credit/dealers/']").first().click();
        window.css("os-dealer .tiles").waitFor();
        window.settled();
    }

    /** Shows it, has it looked at, and closes what stands in front of the page. */
    void show(Dashboard window, Consumer<Dashboard> look) {
        window.go(path);
        open.accept(window);
        window.settled();
        look.accept(window);
        window.page().keyboard().press("Escape");
        assertThat(window.css(DIALOG)).hasCount(0);
    }

    @Override
    public String toString() {
        return path + ", " + name;
    }
}
