package routes;

import finance.bank.BankConfig;
import finance.bank.BankFiles;
import finance.bank.BankMatching;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import org.apache.camel.ConsumerTemplate;
import org.apache.camel.Endpoint;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.file.remote.SftpConfiguration;
import org.apache.camel.component.file.remote.SftpEndpoint;
import org.jboss.logging.Logger;
import roles.Role;
import roles.Roles;

/** Polling consumer: the bank's statements, from a folder and from a server. One replica reads them, by the tables of Quartz. */
@ApplicationScoped
public class BankRoutes extends RouteBuilder {

    private static final Logger LOG = Logger.getLogger(BankRoutes.class);
    private static final int SFTP_PORT = 22;
    /** How long a file may go on growing in one run; milliseconds more than it must be quiet for. */
    private static final int GROWING_MS = 10_000;
    /** The server's key is known or nothing is read; a connection is not kept between two runs. */
    private static final String SFTP = "&strictHostKeyChecking=yes&useUserKnownHostsFile=false&disconnect=true&stepwise=false&autoCreate=false"
        + "&connectTimeout=10000&soTimeout=60000&maximumReconnectAttempts=0&throwExceptionOnConnectFailed=true";

    private final Roles roles;
    private final BankConfig config;
    private final BankFiles files;
    private final BankMatching matching;

    BankRoutes(Roles roles, BankConfig config, BankFiles files, BankMatching matching) {
        this.roles = roles;
        this.config = config;
        this.files = files;
        this.matching = matching;
    }

    @Override
    public void configure() {
        if (!roles.has(Role.POLL)) {
            return;
        }
        Jobs.tryAgainTheNextTime(this);

        config.directory().ifPresent(directory -> read("folder", getContext().getEndpoint("file:" + directory + StatementFolder.OPTIONS + quiet())));
        config.sftp().filter(address -> isUsable()).ifPresent(address -> read("server", sftp(address)));

        from("quartz:ordersync/bank-matching?cron={{ordersync.bank.match-cron}}" + Jobs.ONE_AT_A_TIME)
            .routeId("bank-matching")
            .process(exchange -> matching.lookAgain());
    }

    private void read(String where, Endpoint endpoint) {
        StatementFolder folder = new StatementFolder(endpoint, files, config.filesPerRun());
        ConsumerTemplate consumer = getContext().createConsumerTemplate();
        from("quartz:ordersync/bank-statements-" + where + "?cron={{ordersync.bank.read-cron}}" + Jobs.ONE_AT_A_TIME)
            .routeId("bank-statements-" + where)
            .process(exchange -> folder.read(consumer));
    }

    private String quiet() {
        return "&readLockCheckInterval=" + config.quietMs() + "&readLockTimeout=" + (2 * config.quietMs() + GROWING_MS);
    }

    private boolean isUsable() {
        boolean usable = config.sftpKnownHosts().isPresent() && config.sftpUser().isPresent()
            && (config.sftpPassword().isPresent() || config.sftpKeyFile().isPresent());
        if (!usable) {
            LOG.error("No statements are read from ordersync.bank.sftp: it needs ordersync.bank.sftp-known-hosts, .sftp-user, and .sftp-password or .sftp-key-file");
        }
        return usable;
    }

    /** What is secret is set on the endpoint, not written into its address, which logs show. */
    private Endpoint sftp(URI address) {
        SftpEndpoint endpoint = getContext().getEndpoint("sftp:" + address.getHost() + ":" + (address.getPort() < 0 ? SFTP_PORT : address.getPort())
            + address.getPath() + StatementFolder.OPTIONS + quiet() + SFTP, SftpEndpoint.class);
        endpoint.setLocalWorkDirectory(config.workDirectory().toString());
        SftpConfiguration login = endpoint.getConfiguration();
        login.setUsername(config.sftpUser().orElseThrow());
        config.sftpPassword().ifPresent(login::setPassword);
        config.sftpKeyFile().ifPresent(file -> login.setPrivateKeyFile(file.toString()));
        config.sftpKnownHosts().ifPresent(file -> login.setKnownHostsFile(file.toString()));
        return endpoint;
    }
}
