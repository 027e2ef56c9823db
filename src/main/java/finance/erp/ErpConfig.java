package finance.erp;

import finance.PostingKind;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code ordersync.erp.*}: where postings go, and how patiently. An ERP without its address is off. */
@ConfigMapping(prefix = "ordersync.erp")
public interface ErpConfig {

    Sap sap();

    Http http();

    Drop file();

    /** Which postings go where: the first rule that matches. Without rules all go to the first ERP that is on: sap, http, file. */
    List<Rule> routing();

    /** How long a connection may take. */
    @WithDefault("5s")
    Duration connectTimeout();

    /** How long after a call that nobody knows the end of the ERP is asked: for HTTP longer than it can take to book. */
    @WithDefault("60s")
    Duration inDoubtAfter();

    /** After so many attempts without a clear answer a posting is refused, if the ERP took others meanwhile. */
    @WithDefault("10")
    int attempts();

    /** Until the second attempt, of a posting that the ERP has not got; doubled for each further one, and jittered. */
    @WithDefault("1s")
    Duration backoff();

    /** The longest it becomes. */
    @WithDefault("5m")
    Duration longestBackoff();

    /** So many calls in a row that the ERP does not answer open its circuit. */
    @WithDefault("5")
    int circuitFailures();

    /** How long nothing is sent then, but for one call that tries. */
    @WithDefault("15s")
    Duration circuitOpen();

    /** SAP S/4HANA, by SOAP: JournalEntryBulkCreateRequest. */
    interface Sap {

        String READ_PATH = "/sap/opu/odata/sap/API_JOURNALENTRYITEMBASIC/A_JournalEntryItemBasic";

        /** Address of JournalEntryCreateRequestConfirmation_In. */
        Optional<String> url();

        /** Address of the entity set that is asked what SAP has booked; by default that of API_JOURNALENTRYITEMBASIC on the same host. */
        Optional<String> readUrl();

        /** Communication user. */
        Optional<String> user();

        /** Of the communication user. */
        Optional<String> password();

        /** {@link #readUrl()}, or the default. */
        default String readAddress() {
            return readUrl().orElseGet(() -> URI.create(url().orElseThrow()).resolve(READ_PATH).toString());
        }

        /** CompanyCode of every document. */
        @WithDefault("1010")
        String companyCode();

        /** CreatedByUser of every document. */
        @WithDefault("ORDERSYNC")
        String createdBy();

        /** Debtor of platforms without one of their own. */
        @WithDefault("0010100001")
        String debtor();

        /** Debtor by platform. */
        Map<String, String> debtors();

        /** G/L account of what was sold. */
        @WithDefault("0041000000")
        String revenueAccount();

        /** G/L account that payments come in on. */
        @WithDefault("0011002000")
        String bankAccount();

        /** G/L account of the platforms' fees. */
        @WithDefault("0065008420")
        String feeAccount();

        /** G/L account of what rounding leaves over; by default that of what was sold. */
        Optional<String> roundingAccount();

        /** Tax code by rate, such as {@code "0.10"}; a posting with another rate is refused. Each rate once, however it is written. */
        Map<BigDecimal, String> taxCodes();

        /** Calls at a time. */
        @WithDefault("2")
        int concurrency();

        /** Postings in one call. */
        @WithDefault("50")
        int batch();

        /** How long an answer may take, to its last byte; with what is left of connect-timeout. */
        @WithDefault("60s")
        Duration responseTimeout();

        /** How long after a call it may still be booking, and what it has not booked is not sent again: a dialog step of SAP's may run 600 s. */
        @WithDefault("15m")
        Duration inDoubtAfter();
    }

    /** An ERP that takes JSON, a posting a call. */
    interface Http {

        /** Where postings are sent to; asked about one at this address, {@code /} and its reference. */
        Optional<String> url();

        /** Bearer token. */
        Optional<String> token();

        /** Calls at a time. */
        @WithDefault("20")
        int concurrency();

        /** How long an answer may take, to its last byte; with what is left of connect-timeout. */
        @WithDefault("10s")
        Duration responseTimeout();
    }

    /** An ERP that reads files. */
    interface Drop {

        /** A directory, or sftp://user@host:port/directory. */
        Optional<String> directory();

        /** Of the SFTP user. */
        Optional<String> password();

        /** The SFTP server's keys, as ssh has them in known_hosts; without it none is trusted. */
        Optional<String> knownHosts();

        /** Postings in one file; what is left goes to the next. */
        @WithDefault("10000")
        int batch();

        /** How long writing a file may take. */
        @WithDefault("60s")
        Duration responseTimeout();

        /** When files are written, in ordersync.finance.zone; Quartz, with + for a blank. */
        @WithDefault("0+50+23+*+*+?")
        String cron();
    }

    /** What a posting must be for this rule; what is empty matches any. */
    interface Rule {

        /** CUSTOMER_INVOICE, CREDIT_MEMO, INCOMING_PAYMENT, PLATFORM_FEE. */
        Optional<Set<PostingKind>> kinds();

        /** Such as lazada. */
        Optional<Set<String>> platforms();

        /** ISO 4217. */
        Optional<Set<String>> currencies();

        /** Where it goes. */
        Erp to();
    }
}
