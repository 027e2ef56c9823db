package finance.postings;

import finance.PostingKind;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import orders.OrderKey;

/** The business keys of an order's postings, {@code platform:shop:order:INVOICE:1} and so on, each kind counted by itself. */
final class BusinessKeys {

    private final String order;
    private final Map<PostingKind, Integer> last = new EnumMap<>(PostingKind.class);

    BusinessKeys(OrderKey order, List<OrderPosting> posted) {
        this.order = escaped(order.platform()) + ':' + escaped(order.shopId()) + ':' + escaped(order.orderId()) + ':';
        for (OrderPosting posting : posted) {
            last.merge(posting.kind(), number(posting), Math::max);
        }
    }

    String next(PostingKind kind) {
        return order + kind.word() + ':' + last.merge(kind, 1, Integer::sum);
    }

    /** Whether nothing of this kind was posted. */
    boolean isFirst(PostingKind kind) {
        return !last.containsKey(kind);
    }

    /** 0 for a key of another form. */
    private int number(OrderPosting posting) {
        String before = order + posting.kind().word() + ':';
        String key = posting.businessKey();
        boolean ours = key.startsWith(before) && key.substring(before.length()).matches("\\d{1,9}");
        return ours ? Integer.parseInt(key.substring(before.length())) : 0;
    }

    /** Else two orders whose ids have colons could have one key. */
    private static String escaped(String id) {
        return id.replace("%", "%25").replace(":", "%3A");
    }
}
