package database;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AdvisoryLockTest {

    @Test
    void noTwoHaveOneKey() {
        // Given
        AdvisoryLock[] all = AdvisoryLock.values();

        // Then
        assertThat(all).extracting(lock -> lock.key).doesNotHaveDuplicates();
    }
}
