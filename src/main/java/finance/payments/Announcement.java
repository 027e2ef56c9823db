package finance.payments;

import static java.nio.charset.StandardCharsets.UTF_8;

import channels.PlatformJson;
import com.fasterxml.jackson.databind.node.ObjectNode;
import orders.Money;

/**
 * That a payment has settled, or that something of it went back, to the topic {@code payment.settled} ({@code credit.PaymentMessage},
 * and which order it is).
 *
 * @param key     {@code platform:shop_id:order_id}
 * @param message JSON
 */
record Announcement(String key, byte[] message) {

    /** Over what stayed of it when it was announced, and what of that went back since: whole in itself, whichever of its messages is read first. */
    static Announcement of(Payment payment) {
        ObjectNode message = PlatformJson.object().put("payment_id", payment.paymentId).put("platform", payment.platform)
            .put("shop_id", payment.shopId).put("order_id", payment.orderId).put("amount", Money.text(payment.announced, payment.currency))
            .put("currency", payment.currency).put("settled_at", payment.settledAt.toString());
        if (payment.wentBack().signum() > 0) {
            message.put("refunded", Money.text(payment.wentBack(), payment.currency));
        }
        if (!payment.onAccount) {
            message.put("on_account", false);
        }
        return new Announcement(payment.platform + ":" + payment.shopId + ":" + payment.orderId, message.toString().getBytes(UTF_8));
    }
}
