package finance.payments;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a payment goes on. */
class PaymentStatusTest {

    @ParameterizedTest
    @CsvSource({"PENDING,CAPTURED,CAPTURED", "PENDING,FAILED,FAILED", "AUTHORISED,PENDING,AUTHORISED", "FAILED,CAPTURED,CAPTURED", "VOIDED,CAPTURED,CAPTURED",
        "CAPTURED,PENDING,CAPTURED", "CAPTURED,FAILED,CAPTURED", "CAPTURED,ON_HOLD,CAPTURED", "CAPTURED,REVERSED,REVERSED", "CAPTURED,REFUNDING,REFUNDING",
        "REFUNDING,CAPTURED,REFUNDING", "REFUNDING,FAILED,CAPTURED", "REFUNDING,REFUNDED,REFUNDED", "REFUNDED,CAPTURED,REFUNDED", "REVERSED,CAPTURED,REVERSED"})
    void aPaymentGoesOnAndNotBack(PaymentStatus known, PaymentStatus told, PaymentStatus then) {
        assertThat(known.after(told)).isEqualTo(then);
    }

    @Test
    void whatIsToldTwiceChangesNothing() {
        List<PaymentStatus> all = List.of(PaymentStatus.values());
        assertThat(Stream.of(PaymentStatus.values()).filter(one -> all.stream().anyMatch(told -> {
            PaymentStatus once = one.after(told);
            return told != PaymentStatus.FAILED && once.after(told) != once;
        }))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0,CAPTURED", "9000,AUTHORISED", "1000,PENDING", "7000,PENDING", "7002,PENDING", "8000,PENDING", "1003,VOIDED", "1005,VOIDED", "1006,VOIDED",
        "10,FAILED", "1001,FAILED", "99,FAILED", "-1,FAILED"})
    void momosCodesAreUnderstood(int resultCode, PaymentStatus status) {
        assertThat(Momo.status(resultCode)).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({"20261120000112,2026-11-19T17:01:12Z", "20240229120000,2024-02-29T05:00:00Z", "20260231000000,", "2026,", "'',", "29990101000000,", "19991231000000,"})
    void vnpaysTimesAreThoseOfVietnam(String text, String time) {
        assertThat(Vnpay.time(text).map(Object::toString).orElse(null)).isEqualTo(time);
    }

    @ParameterizedTest
    @CsvSource({"1721720663942,2024-07-23T07:44:23.942Z", "999999999999999,", "0,", "-1,", "'',"})
    void momosTimesAreMillisecondsAndNoneThatMoneyCannotHaveComeAt(String text, String time) {
        assertThat(Momo.time(text).map(Object::toString).orElse(null)).isEqualTo(time);
    }
}
