package credit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import credit.PaymentMessage.WrongPayment;
import java.math.BigDecimal;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What payment.settled may say. */
class PaymentMessageTest {

    private static final String GOOD =
        "{'payment_id':'P-1','order_id':'o1','customer_id':'D-1','amount':'100000','currency':'VND','settled_at':'2026-11-22T08:04:25.1234567+07:00'}";

    @Test
    void aPaymentIsReadWithItsTimeAsPostgresqlKeepsIt() throws Exception {
        assertThat(read(GOOD)).isEqualTo(
            new SettledPayment("P-1", "o1", "D-1", new BigDecimal("100000"), BigDecimal.ZERO, "VND", Instant.parse("2026-11-22T01:04:25.123456Z")));
    }

    @ParameterizedTest
    @CsvSource({"'\"40000\"',40000", "100000,100000", "0,0", "null,0"})
    void whatWentBackOfItIsReadWithIt(String told, BigDecimal expected) throws Exception {
        assertThat(read(GOOD.replace("'currency'", "'refunded':" + told + ",'currency'")).refunded()).isEqualByComparingTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"VND,'\"100000\"',100000", "VND,100000,100000", "VND,1E+5,100000", "VND,100000.00,100000", "USD,0.1,0.10", "USD,'\"0.10\"',0.10",
        "USD,999999999999999.99,999999999999999.99", "KWD,1.005,1.005"})
    void anAmountIsReadToTheLastDigitWhetherNumberOrText(String currency, String amount, String expected) throws Exception {
        assertThat(read(GOOD.replace("'100000'", amount).replace("VND", currency)).amount()).isEqualTo(new BigDecimal(expected));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "'P-1'|null|payment_id is missing", "'P-1'|17|payment_id must be a JSON string", "'P-1'|' '|payment_id must be", "'P-1'|'a\\u0000b'|payment_id must be",
        "'o1','customer_id':'D-1'|null|order_id, customer_id are both missing", "'o1'|['o1']|order_id must be",
        "'100000'|0|amount must be more than 0", "'100000'|-5|amount must be more than 0", "'100000'|'1e5'|amount must be a JSON number",
        "'100000'|true|amount must be", "'100000'|null|amount must be", "'100000'|0.5|0 after it in VND", "'100000'|1e15|at most 15 digits",
        "'100000'|1e999999999|at most 15 digits", "'100000'|1000e2147483646|at most 15 digits", "'100000'|1e-999999999|after it in VND",
        "'VND'|'vnd'|currency must be", "'VND'|'VND','refunded':100001|refunded must be all of the amount",
        "'VND'|'VND','refunded':-1|refunded must be", "'VND'|'VND','refunded':'some'|refunded must be a JSON number", "'VND'|'VND','refunded':0.5|0 after it in VND", "'VND'|704|currency must be",
        "'2026-11-22T08:04:25.1234567+07:00'|'2026-11-22T08:04:25'|settled_at must be", "'2026-11-22T08:04:25.1234567+07:00'|1763800000|settled_at must be",
        "'2026-11-22T08:04:25.1234567+07:00'|'+12026-11-22T08:04:25Z'|settled_at must be"})
    void aWrongFieldIsNamedWithWhatIsAllowed(String said, String instead, String detail) {
        WrongPayment wrong = catchThrowableOfType(WrongPayment.class, () -> read(GOOD.replace(said, instead)));
        assertThat(wrong).hasMessageContaining(detail);
        assertThat(wrong.reason().name()).isEqualTo("SCHEMA");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"``", "nothing", "[]", "'P-1'", "{'amount':1,'amount':2}", "{} {}", "{'payment_id':",
        "{'amount':1e2147483648}", "{'payment_id':'P-1','note':[1E-99999999999]}"})
    void whatIsNoJsonObjectIsSaidToBeNone(String body) {
        assertThat(catchThrowableOfType(WrongPayment.class, () -> read(body)).reason().name()).isEqualTo("NOT_JSON");
    }

    @ParameterizedTest
    @CsvSource({"false,false", "true,true", "null,true", "'\"false\"',true"})
    void aPaymentIsOnAccountUnlessItSaysNo(String said, boolean onAccount) throws Exception {
        assertThat(PaymentMessage.of(("{\"payment_id\":\"P-1\",\"on_account\":" + said + "}").getBytes(UTF_8)).isOnAccount()).isEqualTo(onAccount);
    }

    private static SettledPayment read(String json) throws WrongPayment {
        return PaymentMessage.of(json.replace('\'', '"').getBytes(UTF_8)).payment();
    }
}
