package orders;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

/** Strings that are made once of texts that recur. */
class RecurringTextsTest {

    @Property
    void anyTextIsGivenAsItWasWrittenWhateverCameBefore(@ForAll @Size(max = 600) List<@StringLength(max = 3) String> written) {
        // Given
        RecurringTexts texts = new RecurringTexts();

        for (String text : written) {
            // When
            char[] around = ("<" + text + ">").toCharArray();
            String given = texts.of(around, 1, text.length());

            // Then
            assertThat(given).isEqualTo(text);
        }
    }

    @Property
    void aTextThatComesAgainIsTheSameString(@ForAll String text) {
        RecurringTexts texts = new RecurringTexts();

        String first = texts.of(text.toCharArray(), 0, text.length());

        assertThat(texts.of(text.toCharArray(), 0, text.length())).isSameAs(first);
    }
}
