package polling;

import static org.assertj.core.api.Assertions.assertThat;

import channels.PlatformException;
import java.net.ConnectException;
import java.nio.channels.ClosedChannelException;
import org.junit.jupiter.api.Test;

/** What the log says of a run that failed. */
class ShopPollsTest {

    @Test
    void saysWhichCallFailedAndNotHowItsConnectionEnded() {
        // Given
        Exception problem = new PlatformException.Down("tiki:77 POST /sc/oauth2/token got no answer",
            new ConnectException().initCause(new ClosedChannelException()));

        // When, Then
        assertThat(ShopPolls.said(new IllegalStateException(problem))).isEqualTo("tiki:77 POST /sc/oauth2/token got no answer");
    }

    @Test
    void namesWhatHasNoWords() {
        assertThat(ShopPolls.said(new RuntimeException(new ClosedChannelException()))).isEqualTo("ClosedChannelException");
    }

    @Test
    void keepsWhatIsInAnAddressToItself() {
        assertThat(ShopPolls.said(new IllegalStateException("GET https://api.test/orders?access_token=secret&sign=AB failed")))
            .isEqualTo("GET https://api.test/orders?… failed");
    }
}
