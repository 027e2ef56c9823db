package finance.payments;

import static java.nio.charset.StandardCharsets.UTF_8;

import channels.PlatformJson;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;
import java.time.ZoneId;
import orders.Money;

/**
 * That a payment has settled: to the topic {@code payment.settled} ({@code credit.PaymentMessage}, and which order it is) and as
 * the posting {@code INCOMING_PAYMENT}.
 *
 * @param key         {@code platform:shop_id:order_id}
 * @param message     JSON
 * @param postingDate the day it was captured
 * @param document    JSON: what the posting is made of
 */
record Announcement(String key, byte[] message, LocalDate postingDate, String document) {

    /** @param zone whose days posting dates are */
    static Announcement of(Payment payment, boolean onAccount, ZoneId zone) {
        String amount = Money.text(payment.amount, payment.currency);
        ObjectNode message = PlatformJson.object().put("payment_id", payment.paymentId).put("platform", payment.platform)
            .put("shop_id", payment.shopId).put("order_id", payment.orderId).put("amount", amount).put("currency", payment.currency)
            .put("settled_at", payment.settledAt.toString());
        if (!onAccount) {
            message.put("on_account", false);
        }
        ObjectNode document = PlatformJson.object().put("provider", payment.provider).put("payment_id", payment.paymentId)
            .put("transaction", payment.transactionId).put("order_id", payment.orderId).put("gross", amount);
        return new Announcement(payment.platform + ":" + payment.shopId + ":" + payment.orderId, message.toString().getBytes(UTF_8),
            payment.settledAt.atZone(zone).toLocalDate(), document.toString());
    }
}
