package demo;

import finance.MadeUp;
import finance.erp.ErpConfig;
import io.quarkus.runtime.LaunchMode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/**
 * What of the demo would leave this process, and does not: there is no ERP but the one of dev mode, no provider of payments and no
 * mailbox that is the demo's own, so that each that is configured is somebody's.
 */
@ApplicationScoped
class Outward implements MadeUp {

    /** Where dev mode has its files of postings, by application.properties. */
    private static final String DEV_DIRECTORY = ".ordersync/erp";

    private final ErpConfig erp;
    private final DemoTables tables;
    private final DemoConfig config;

    Outward(ErpConfig erp, DemoTables tables, DemoConfig config) {
        this.erp = erp;
        this.tables = tables;
        this.config = config;
    }

    /** The address of an ERP that would book what the demo makes up; empty: there is none. */
    Optional<String> realErp() {
        return realErp(erp, LaunchMode.current());
    }

    static Optional<String> realErp(ErpConfig erp, LaunchMode mode) {
        return erp.sap().url().or(() -> erp.http().url())
            .or(() -> erp.file().directory().filter(directory -> mode != LaunchMode.DEVELOPMENT || !directory.equals(DEV_DIRECTORY)));
    }

    @Override
    public Optional<String> withheldPostings() {
        return realErp().isPresent() ? withheld() : Optional.empty();
    }

    @Override
    public Optional<String> withheldPayments() {
        return withheld();
    }

    @Override
    public boolean withholdsReports() {
        return withheld().isPresent();
    }

    /** Also of an earlier start: an ERP that is configured later gets none of what waits for one. */
    private Optional<String> withheld() {
        return Optional.of(DemoTables.MONEY).filter(rows -> tables.hasRows());
    }
}
