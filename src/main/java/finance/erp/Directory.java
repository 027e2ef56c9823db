package finance.erp;

/** Where the files of postings go, on this machine or on an SFTP server; each of these takes effect whole or not at all. */
public interface Directory {

    boolean holds(String name);

    /** Stores an empty file of this name. */
    void mark(String name);

    /** @throws RuntimeException it may or may not have been renamed */
    void rename(String name, String to);
}
