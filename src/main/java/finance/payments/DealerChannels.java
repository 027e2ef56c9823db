package finance.payments;

import jakarta.enterprise.context.ApplicationScoped;
import mappings.ChannelMapping;
import mappings.MappingRegistry;

/** Whether an order may be a dealer's though nobody has said so yet: its dealer may be told later than its amount. */
@ApplicationScoped
class DealerChannels {

    private final MappingRegistry mappings;

    DealerChannels(MappingRegistry mappings) {
        this.mappings = mappings;
    }

    /** Whether a dealer can be told of this platform's orders. One that has no channel of its own comes by one that speaks for many. */
    boolean tell(String platform) {
        return mappings.find(platform).map(ChannelMapping::tellsDealers)
            .orElseGet(() -> mappings.all().stream().anyMatch(ChannelMapping::tellsDealers));
    }
}
