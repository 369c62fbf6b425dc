package io.msqpay.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.msqpay.payment.Address;
import io.msqpay.payment.PaymentEvent;
import io.msqpay.payment.PaymentEvent.Type;
import io.msqpay.payment.PaymentId;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventPositionsTest {

    private static final String CONTRACT = "0x26cF480E1f20f3e24cEf4e4aDe5b5EE62993c55F";
    private static final BigInteger HIGHEST = BigInteger.TWO.pow(256).subtract(BigInteger.ONE);

    private final EventPositions positions = new EventPositions(() -> 80002, CONTRACT);
    private final EventPosition position = new EventPosition(
            70_000_000L,
            3,
            List.of(
                    event(Type.CREATED, 70_000_001L),
                    event(Type.CONFIRMED, 70_000_002L),
                    event(Type.FAILED, 70_000_003L)));

    @Test
    void aPositionIsReadAsItWasWritten() {
        assertThat(positions.position(positions.text(position))).isEqualTo(position);
        assertThat(positions.position(positions.text(EventPosition.before(0)))).isEqualTo(EventPosition.before(0));
    }

    @Test
    void itIsShortTextWithoutBlanks() {
        assertThat(positions.text(EventPosition.before(70_000_000L))).matches("[A-Za-z0-9_-]{23}");
        assertThat(positions.text(position)).matches("[A-Za-z0-9_-]{23,900}");
    }

    @Test
    void aPositionOfAnotherChainOrContractIsNone() {
        String text = positions.text(position);

        assertMalformed(new EventPositions(() -> 137, CONTRACT), text);
        assertMalformed(new EventPositions(() -> 80002, "0x8A791620dd6260079BF849Dc5567aDC3F2FdC318"), text);
    }

    @Test
    void whateverIsCutOffOrChangedIsNone() {
        String text = positions.text(position);

        for (int length = 0; length < text.length(); length++) {
            assertMalformed(positions, text.substring(0, length));
        }
        for (int i = 0; i < text.length(); i++) {
            char other = text.charAt(i) == 'A' ? 'B' : 'A';
            String changed = text.substring(0, i) + other + text.substring(i + 1);
            if (!changed.equals(text)) {
                assertMalformedOrTheSame(changed);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"latest", "123", "{}", "ä", "0x00", "AAAA AAAA", "AAAAAAE"})
    void textOfOthersIsNone(String text) {
        assertMalformed(positions, text);
    }

    private void assertMalformed(EventPositions of, String text) {
        assertThatThrownBy(() -> of.position(text))
                .as(text)
                .isInstanceOf(EventConsumerException.class)
                .hasMessage("the position is not one of this contract on this chain");
    }

    /** The last character holds bits that no byte is made of. */
    private void assertMalformedOrTheSame(String text) {
        try {
            assertThat(positions.position(text)).isEqualTo(position);
        } catch (EventConsumerException e) {
            assertThat(e).hasMessageContaining("not one of this contract");
        }
    }

    static PaymentEvent event(Type type, long block) {
        boolean failed = type == Type.FAILED;
        boolean created = type == Type.CREATED;
        return new PaymentEvent(
                type,
                new PaymentId("0x" + "1a".repeat(32)),
                new Address("0x" + "2b".repeat(20)),
                failed ? null : new Address("0x" + "3c".repeat(20)),
                failed ? null : HIGHEST,
                created ? 1_800_000_000L : 0,
                created ? "0x" + "4d".repeat(32) : null,
                type == Type.CONFIRMED ? Address.ZERO : null,
                "0x" + "5e".repeat(32),
                block,
                hash(block, 'a'),
                7);
    }

    /** Of a block on one of several chains. */
    static String hash(long block, char chain) {
        return "0x" + String.valueOf(chain).repeat(48) + "%016x".formatted(block);
    }
}
