package finance.bank;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** A statement of the account VN-001 in VND that starts with nothing, as a bank writes it: entry by entry. */
final class Camt {

    private final String id;
    private final List<String> entries = new ArrayList<>();
    private String namespace = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08";
    private String pagination = "";
    private String currency = "VND";
    private BigDecimal opening = BigDecimal.ZERO;
    private BigDecimal movement = BigDecimal.ZERO;
    private BigDecimal closing;
    private boolean tellsOpening = true;
    private boolean tellsClosing = true;

    Camt(String id) {
        this.id = id;
    }

    Camt version(String version) {
        namespace = "urn:iso:std:iso:20022:tech:xsd:camt.053." + version;
        return this;
    }

    Camt currency(String code) {
        currency = code;
        return this;
    }

    /** One of several pages: the first tells the opening balance, the last the closing one. */
    Camt page(int number, boolean last, String balance) {
        pagination = "<StmtPgntn><PgNb>" + number + "</PgNb><LastPgInd>" + last + "</LastPgInd></StmtPgntn>";
        tellsOpening = number == 1;
        tellsClosing = last;
        closing = last ? new BigDecimal(balance) : null;
        return this;
    }

    Camt closing(String balance) {
        closing = new BigDecimal(balance);
        return this;
    }

    Camt credit(String amount, String remittance) {
        return entry("CRDT", amount, "", "<NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs><RltdPties><Dbtr><Nm>Nguyễn Văn An</Nm></Dbtr>"
            + "<DbtrAcct><Id><Othr><Id>0071009998887</Id></Othr></Id></DbtrAcct></RltdPties><RmtInf><Ustrd>" + remittance
            + "</Ustrd></RmtInf></TxDtls></NtryDtls>");
    }

    Camt debit(String amount, String remittance, boolean reversal) {
        return entry("DBIT", amount, reversal ? "<RvslInd>true</RvslInd>" : "",
            "<NtryDtls><TxDtls><RmtInf><Ustrd>" + remittance + "</Ustrd></RmtInf></TxDtls></NtryDtls>");
    }

    Camt entry(String direction, String amount, String indicator, String details) {
        return status(direction, amount, indicator, "<Sts><Cd>BOOK</Cd></Sts>", details);
    }

    Camt status(String direction, String amount, String indicator, String status, String details) {
        if (status.contains("BOOK")) {
            movement = direction.equals("CRDT") ? movement.add(new BigDecimal(amount)) : movement.subtract(new BigDecimal(amount));
        }
        entries.add("<Ntry><Amt Ccy=\"" + currency + "\">" + amount + "</Amt><CdtDbtInd>" + direction + "</CdtDbtInd>" + indicator + status
            + "<BookgDt><Dt>2026-11-20</Dt></BookgDt><ValDt><Dt>2026-11-21</Dt></ValDt>" + details + "</Ntry>");
        return this;
    }

    String statement() {
        BigDecimal end = closing == null ? opening.add(movement) : closing;
        return "<Stmt><Id>" + id + "</Id>" + pagination + "<Acct><Id><Othr><Id>VN-001</Id></Othr></Id></Acct>"
            + (tellsOpening ? balance("OPBD", opening) : "") + (tellsClosing ? balance("CLBD", end) : "") + String.join("\n", entries) + "</Stmt>";
    }

    private String balance(String type, BigDecimal amount) {
        return "<Bal><Tp><CdOrPrtry><Cd>" + type + "</Cd></CdOrPrtry></Tp><Amt Ccy=\"" + currency + "\">" + amount.abs() + "</Amt><CdtDbtInd>"
            + (amount.signum() < 0 ? "DBIT" : "CRDT") + "</CdtDbtInd><Dt><Dt>2026-11-20</Dt></Dt></Bal>";
    }

    String xml() {
        return file(this);
    }

    static String file(Camt... statements) {
        StringBuilder all = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document xmlns=\"" + statements[0].namespace
            + "\"><BkToCstmrStmt><GrpHdr><MsgId>M-1</MsgId><CreDtTm>2026-11-21T01:00:00+07:00</CreDtTm></GrpHdr>");
        for (Camt statement : statements) {
            all.append(statement.statement());
        }
        return all.append("</BkToCstmrStmt></Document>").toString();
    }
}
