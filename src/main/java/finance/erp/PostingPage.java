package finance.erp;

import java.util.List;

/**
 * A page of postings, the latest first.
 *
 * @param next the cursor of the next page; null: this is the last
 */
public record PostingPage(List<PostingSummary> postings, String next) { }
