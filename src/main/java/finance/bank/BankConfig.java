package finance.bank;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** {@code ordersync.bank.*}: where the bank's statements come from, and how much of them is taken. */
@ConfigMapping(prefix = "ordersync.bank")
public interface BankConfig {

    /** Folder whose {@code *.xml} are read; they end in its {@code done} or {@code failed}. Empty: none. */
    Optional<Path> directory();

    /** The same on a server: {@code sftp://host:22/folder}. Empty: none. */
    Optional<URI> sftp();

    /** Who logs in there. */
    Optional<String> sftpUser();

    /** With a password, */
    Optional<String> sftpPassword();

    /** or with the private key in this file. */
    Optional<Path> sftpKeyFile();

    /** OpenSSH file with the server's key: without it nothing is read from there. */
    Optional<Path> sftpKnownHosts();

    /** Where a file from there lies while it is read. */
    @WithDefault("${java.io.tmpdir}/ordersync-bank")
    Path workDirectory();

    /** Milliseconds for which a file must not grow before it is read. */
    @WithDefault("2000")
    int quietMs();

    /** Files read in one run of the job. */
    @WithDefault("100")
    int filesPerRun();

    /** Bytes of one file; a longer one is refused. A file that is but one comment takes five times as much of the heap. */
    @WithDefault("67108864")
    long maxFileBytes();

    /** Elements within one another. */
    @WithDefault("40")
    int maxDepth();

    /** Characters of one element. */
    @WithDefault("4000")
    int maxText();

    /** Transactions that one entry may sum up. */
    @WithDefault("50000")
    int maxTransactions();

    /** Days for which a line is looked at again that no payment or order is known of, and for which a reversal finds its line. */
    @WithDefault("60")
    int lookBackDays();
}
