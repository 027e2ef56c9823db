package credit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Dealers and those above them, as they would be after some changes; says which of the changes cannot be. */
final class DealerTree {

    static final int MAX_LEVELS = 5;

    private record Node(String parent, String currency) { }

    /** What makes a change impossible; {@code row} counts the changes from 0, {@code field} is the column's name. */
    record Fault(int row, String field, String detail) { }

    private final Map<String, Node> nodes = new HashMap<>();
    private final Map<String, Integer> rowOf = new LinkedHashMap<>();
    private final Map<String, List<String>> pools = new LinkedHashMap<>();
    /** One of a change: the others follow from it, or are told when it is mended. */
    private final Map<Integer, Fault> faults = new TreeMap<>();

    /**
     * @param known  the dealers concerned, all above them, and all below those that get another parent or currency
     * @param changes at most one of a dealer
     */
    DealerTree(Collection<Account> known, List<DealerTerms> changes) {
        known.forEach(account -> nodes.put(account.customerId(), new Node(account.parent(), account.currency())));
        for (DealerTerms change : changes) {
            rowOf.put(change.customerId(), rowOf.size());
            nodes.put(change.customerId(), new Node(change.parent(), change.currency()));
        }
        // What changes first, so that a circle is told of the change that closes it.
        rowOf.keySet().forEach(this::place);
        nodes.keySet().stream().filter(dealer -> !rowOf.containsKey(dealer)).forEach(this::place);
    }

    /** In the order of the changes. */
    List<Fault> faults() {
        return List.copyOf(faults.values());
    }

    /** The pool of each dealer: itself, its parent and so on up. Complete where there are no faults. */
    Map<String, List<String>> pools() {
        return pools;
    }

    private void place(String dealer) {
        List<String> pool = new ArrayList<>(List.of(dealer));
        String above = nodes.get(dealer).parent;
        while (above != null) {
            if (!nodes.containsKey(above)) {
                faultOf(pool.get(pool.size() - 1), dealer, "there is no dealer " + above);
                return;
            }
            if (above.equals(dealer)) {
                fault(dealer, "parent", pool.size() == 1 ? "a dealer is not its own parent" : nodes.get(dealer).parent + " is below " + dealer + " itself");
                return;
            }
            if (pool.size() == MAX_LEVELS) {
                fault(nearestChange(pool), "parent", "a pool has at most " + MAX_LEVELS + " levels, and " + dealer + " would be on a lower one");
                return;
            }
            pool.add(above);
            above = nodes.get(above).parent;
        }
        String parent = nodes.get(dealer).parent;
        if (parent != null && !nodes.get(parent).currency.equals(nodes.get(dealer).currency)) {
            fault(nearestChange(pool), "currency", "a pool has one currency; " + parent + " is in " + nodes.get(parent).currency + ", "
                + dealer + " in " + nodes.get(dealer).currency);
        }
        pools.put(dealer, pool);
    }

    /** Only the change that names the missing parent is at fault, not those of dealers below it. */
    private void faultOf(String child, String placed, String detail) {
        if (child.equals(placed)) {
            fault(child, "parent", detail);
        }
    }

    private String nearestChange(List<String> pool) {
        return pool.stream().filter(rowOf::containsKey).findFirst().orElse(pool.get(0));
    }

    private void fault(String dealer, String field, String detail) {
        int row = rowOf.getOrDefault(dealer, 0);
        faults.putIfAbsent(row, new Fault(row, field, detail));
    }
}
