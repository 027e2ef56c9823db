package finance.bank;

/** A file of the bank is not what it must be. The message says what is wrong and holds nothing of a payer's. */
final class WrongStatementException extends Exception {

    WrongStatementException(String message) {
        super(message, null, false, false);
    }
}
