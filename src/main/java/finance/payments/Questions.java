package finance.payments;

import java.util.Optional;

/** How a provider is asked what became of a payment. */
interface Questions {

    /** As payments name it. */
    String provider();

    /** Whether its keys and the address of its API are configured. */
    boolean areOn();

    /**
     * Asks.
     *
     * @return empty: the answer says nothing of the payment, such as that the provider does not know it
     * @throws channels.PlatformException the provider is out of reach, refuses the question or gives no answer of its own
     */
    Optional<ToldPayment> ask(PendingPayment payment);

    /** The address of a call: the base with its path, unless the base ends with it already. */
    static String base(String apiUrl, String path) {
        return apiUrl.endsWith(path) ? apiUrl.substring(0, apiUrl.length() - path.length()) : apiUrl.replaceFirst("/+$", "");
    }
}
