package access;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The roles, for {@code @RolesAllowed}. Some hold others: who has one may do what those may, too. */
public final class Access {

    /** Reads orders, the overview and the channels. All who work for the seller may. */
    public static final String VIEWER = "viewer";
    /** And mends: dead letters and backfills. */
    public static final String OPERATOR = "operator";
    /** And looks inside: raw messages and mappings. */
    public static final String ENGINEER = "engineer";
    /** Payments, postings, bank lines, reconciliation and reports. */
    public static final String FINANCE = "finance";
    /** Dealers, their limits and locks. */
    public static final String CREDIT = "credit";
    /** A machine of a shop: asks whether an order would be accepted, and places orders on account. */
    public static final String SHOP = "shop";
    /** Everything, and the users. */
    public static final String ADMIN = "admin";
    /** Sees what is their own, and nothing else. */
    public static final String DEALER = "dealer";

    /** All that a user can be given. */
    public static final List<String> ROLES = List.of(VIEWER, OPERATOR, ENGINEER, FINANCE, CREDIT, SHOP, ADMIN, DEALER);

    private static final Map<String, Set<String>> HOLDS = Map.of(
        OPERATOR, Set.of(VIEWER),
        ENGINEER, Set.of(OPERATOR, VIEWER),
        FINANCE, Set.of(VIEWER),
        CREDIT, Set.of(SHOP, VIEWER),
        ADMIN, Set.of(VIEWER, OPERATOR, ENGINEER, FINANCE, CREDIT, SHOP));

    private Access() {
    }

    /** These roles with all that they hold, in alphabetical order; what is no role of ours is left out. */
    public static Set<String> allOf(Iterable<String> roles) {
        Set<String> all = new TreeSet<>();
        for (String role : roles) {
            if (ROLES.contains(role)) {
                all.add(role);
                all.addAll(HOLDS.getOrDefault(role, Set.of()));
            }
        }
        return all;
    }

    /** These roles without those that others of them hold, in alphabetical order. */
    static List<String> given(Set<String> roles) {
        return roles.stream().filter(ROLES::contains)
            .filter(role -> roles.stream().noneMatch(other -> HOLDS.getOrDefault(other, Set.of()).contains(role))).sorted().toList();
    }
}
