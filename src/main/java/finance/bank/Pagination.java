package finance.bank;

import finance.Xml.WrongXmlException;

/** Which page of a statement it is; what is not paged is page 1, the last. */
final class Pagination {

    private int page = 1;
    private boolean last = true;

    /** What a statement has that does not tell its own: its message's. */
    Pagination copy() {
        Pagination copy = new Pagination();
        copy.page = page;
        copy.last = last;
        return copy;
    }

    void read(StatementXml xml) throws WrongXmlException {
        xml.children(name -> {
            switch (name) {
                case "PgNb" -> page = xml.pageNumber();
                case "LastPgInd" -> last = xml.truth();
                default -> { }
            }
        });
    }

    int page() {
        return page;
    }

    boolean isLast() {
        return last;
    }
}
