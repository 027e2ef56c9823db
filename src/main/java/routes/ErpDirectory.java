package routes;

import finance.erp.Directory;
import finance.erp.ErpConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.util.function.Predicate;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.component.file.FileEndpoint;
import org.apache.camel.component.file.FileOperations;
import org.apache.camel.component.file.GenericFileEndpoint;
import org.apache.camel.component.file.GenericFileOperations;
import org.apache.camel.component.file.remote.RemoteFileConfiguration;
import org.apache.camel.component.file.remote.RemoteFileEndpoint;
import org.apache.camel.component.file.remote.RemoteFileOperations;
import org.apache.camel.support.DefaultExchange;

/** The directory of {@code ordersync.erp.file.directory}, by the operations of Camel's file and SFTP components. */
@ApplicationScoped
public class ErpDirectory implements Directory {

    private static final String SFTP = "sftp:";

    private final CamelContext camel;
    private final ErpConfig.Drop config;
    private final long connectTimeoutMillis;

    ErpDirectory(CamelContext camel, ErpConfig config) {
        this.camel = camel;
        this.config = config.file();
        this.connectTimeoutMillis = config.connectTimeout().toMillis();
    }

    /** The endpoint that stores a file in it, over whatever an earlier attempt has left. */
    String address() {
        String directory = config.directory().orElseThrow();
        if (!directory.startsWith(SFTP)) {
            return "file:" + Path.of(directory).toAbsolutePath() + "?fileExist=Override";
        }
        return directory + "?fileExist=Override&disconnect=true&maximumReconnectAttempts=0&throwExceptionOnConnectFailed=true&useUserKnownHostsFile=false"
            + "&strictHostKeyChecking=yes&connectTimeout=" + connectTimeoutMillis + "&soTimeout=" + config.responseTimeout().toMillis()
            + config.knownHosts().map(file -> "&knownHostsFile=RAW(" + file + ")").orElse("") + config.password().map(password -> "&password=RAW(" + password + ")").orElse("");
    }

    @Override
    public boolean holds(String name) {
        return with(operations -> operations.existsFile(path(name)));
    }

    @Override
    public void mark(String name) {
        camel.createFluentProducerTemplate().to(address()).withHeader(Exchange.FILE_NAME, name).withBody(new byte[0]).request();
    }

    @Override
    public void rename(String name, String to) {
        if (!with(operations -> operations.renameFile(path(name), path(to)))) {
            throw new IllegalStateException("the directory did not take " + to + ": is it writable, and on one file system?");
        }
    }

    private boolean with(Predicate<GenericFileOperations<?>> work) {
        GenericFileEndpoint<?> endpoint = endpoint();
        if (!(endpoint instanceof RemoteFileEndpoint<?> remote)) {
            FileOperations operations = new FileOperations((FileEndpoint) endpoint);
            return work.test(operations);
        }
        RemoteFileOperations<?> operations = connected(remote);
        try {
            return work.test(operations);
        } finally {
            operations.forceDisconnect();
        }
    }

    private RemoteFileOperations<?> connected(RemoteFileEndpoint<?> endpoint) {
        try {
            RemoteFileOperations<?> operations = endpoint.createRemoteFileOperations();
            Exchange exchange = new DefaultExchange(camel);
            operations.connect((RemoteFileConfiguration) endpoint.getConfiguration(), exchange);
            return operations;
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private GenericFileEndpoint<?> endpoint() {
        return (GenericFileEndpoint<?>) camel.getEndpoint(address());
    }

    private String path(String name) {
        return endpoint().getConfiguration().getDirectory() + "/" + name;
    }
}
