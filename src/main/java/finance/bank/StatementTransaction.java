package finance.bank;

import finance.Xml.WrongXmlException;
import finance.bank.BankLine.Direction;
import finance.bank.StatementXml.Money;

/** One of the transactions that an entry sums up ({@code TxDtls}). */
final class StatementTransaction {

    final References references = new References();
    final Charges charges = new Charges();
    /** Null: it does not tell its own. */
    Money amount;
    /** Null: the entry's. */
    Direction direction;

    void read(StatementXml xml) throws WrongXmlException {
        xml.children(name -> {
            switch (name) {
                case "Refs" -> xml.children(reference -> {
                    switch (reference) {
                        case "EndToEndId", "InstrId", "TxId", "AcctSvcrRef" -> references.reference(xml.text());
                        default -> { }
                    }
                });
                case "Amt" -> amount = xml.money();
                case "AmtDtls" -> xml.children(kind -> {
                    if (kind.equals("TxAmt")) {
                        xml.children(told -> {
                            if (told.equals("Amt") && amount == null) {
                                amount = xml.money();
                            }
                        });
                    }
                });
                case "CdtDbtInd" -> direction = xml.direction();
                case "Chrgs" -> charges.read(xml);
                case "RmtInf" -> remittance(xml);
                case "AddtlTxInf" -> references.freeText(xml.text());
                default -> { }
            }
        });
    }

    private void remittance(StatementXml xml) throws WrongXmlException {
        xml.children(name -> {
            if (name.equals("Ustrd")) {
                references.freeText(xml.text());
            } else if (name.equals("Strd")) {
                xml.children(part -> {
                    if (part.equals("CdtrRefInf") || part.equals("RfrdDocInf")) {
                        xml.children(inner -> {
                            if (inner.equals("Ref") || inner.equals("Nb")) {
                                references.reference(xml.text());
                            }
                        });
                    }
                });
            }
        });
    }
}
