package io.msqpay.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.msqpay.chain.NodeUnavailableException;
import org.junit.jupiter.api.Test;

class LogRangeTest {

    private final LogRange range = new LogRange(100);

    @Test
    void asksForAsManyBlocksAsAllowed() {
        range.searched();

        assertThat(range.end(7)).isEqualTo(106);
    }

    @Test
    void asksForHalfOfWhatWasRefusedAndSaysWhetherThatIsNew() {
        assertThat(range.refused(1, 100)).as("the first time").isTrue();
        assertThat(range.end(1)).isEqualTo(50);
        assertThat(range.refused(1, 11)).isFalse();
        assertThat(range.end(1)).isEqualTo(5);
    }

    @Test
    void growsAgainByAnEighthWithEachRangeThatWasSearched() {
        range.refused(1, 100);

        range.searched();
        assertThat(range.end(1)).isEqualTo(56);
        for (int i = 0; i < 20; i++) {
            range.searched();
        }
        assertThat(range.end(1)).isEqualTo(100);
    }

    @Test
    void growsByOneBlockAtLeast() {
        range.refused(1, 2);

        range.searched();

        assertThat(range.end(1)).isEqualTo(2);
    }

    @Test
    void oneBlockCannotBeHalved() {
        assertThatThrownBy(() -> range.refused(5, 5))
                .isInstanceOf(NodeUnavailableException.class)
                .hasMessage("The node does not answer with the logs of one block");
    }
}
