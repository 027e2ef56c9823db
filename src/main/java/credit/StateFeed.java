package credit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;
import roles.Role;
import roles.Roles;
import topics.TopicFollower;
import topics.TopicsConfig;

/** Brings what {@code credit.state} tells to the {@link CreditStates} of a process that answers checks. */
@ApplicationScoped
class StateFeed {

    private static final Logger LOG = Logger.getLogger(StateFeed.class);

    private final Roles roles;
    private final TopicsConfig topics;
    private final Config config;
    private final StatePartitions partitions;
    private final CreditStates states;
    private TopicFollower follower;

    StateFeed(Roles roles, TopicsConfig topics, Config config, StatePartitions partitions, CreditStates states) {
        this.roles = roles;
        this.topics = topics;
        this.config = config;
        this.partitions = partitions;
        this.states = states;
    }

    void start(@Observes StartupEvent event) {
        if (roles.has(Role.API) && !(states instanceof NoStates)) {
            follower = new TopicFollower(topics.creditState(), config, this::take);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        if (follower != null) {
            follower.close();
        }
    }

    private void take(int partition, List<ConsumerRecord<String, byte[]>> records) {
        Map<String, Account> accounts = new LinkedHashMap<>();
        long asOfMicros = 0;
        for (ConsumerRecord<String, byte[]> record : records) {
            try {
                if (StateRecord.TICK.equals(record.key())) {
                    asOfMicros = Math.max(asOfMicros, Long.parseLong(new String(record.value(), UTF_8)));
                } else if (record.key() != null && record.value() != null) {
                    accounts.merge(record.key(), account(record), (kept, told) -> told.version() > kept.version() ? told : kept);
                }
            } catch (IOException | RuntimeException e) {
                // One wrong record must not keep the others from being told.
                LOG.errorf(e, "Partition %d, offset %d of %s is no account of a dealer and is passed over. Only OrderSync may write there.",
                    partition, record.offset(), topics.creditState());
            }
        }
        know();
        states.told(partition, new ArrayList<>(accounts.values()), asOfMicros);
    }

    private static Account account(ConsumerRecord<String, byte[]> record) throws IOException {
        Account account = AccountJson.read(record.value());
        if (!account.customerId().equals(record.key())) {
            throw new IOException("An account is under another dealer's key");
        }
        return account;
    }

    private void know() {
        try {
            partitions.count();
        } catch (ExecutionException e) {
            throw new IllegalStateException("Kafka did not say how many partitions " + topics.creditState() + " has", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
