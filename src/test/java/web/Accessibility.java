package web;

import com.deque.html.axecore.args.AxeRunOptions;
import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Page;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What axe finds on a page, and what it does not look for: whether the page has to be scrolled sideways (WCAG 1.4.10). */
final class Accessibility {

    private static final List<String> WCAG = List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa");
    private static final int SHOWN = 3;
    private static final String SIDEWAYS = "() => [document.documentElement, ...document.querySelectorAll('#main')].some((part) => part.scrollWidth > part.clientWidth)";

    private Accessibility() {
    }

    /** Each rule that is broken, with the first places. */
    static List<String> faults(Page page) {
        // What is right is told no further, and the pages have no frames to gather from: either takes longer than the looking.
        AxeRunOptions options = new AxeRunOptions();
        options.setResultTypes(List.of("violations"));
        Stream<String> found = new AxeBuilder(page).options(options).withTags(WCAG).setLegacyMode(true).analyze().getViolations().stream().map(Accessibility::words);
        return Stream.concat(found, page.evaluate(SIDEWAYS).equals(true) ? Stream.of("reflow: the page is wider than the window") : Stream.empty()).toList();
    }

    private static String words(Rule rule) {
        return rule.getId() + " (" + rule.getHelp() + "): " + rule.getNodes().stream().limit(SHOWN).map(node -> node.getHtml() + " " + node.getFailureSummary())
            .collect(Collectors.joining("; "));
    }
}
