package io.msqpay.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TransactionIdTest {

    private static final String HASH = "0x" + "5".repeat(64);
    private static final String SENDER = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

    @Test
    void isReadAsItWasWritten() {
        TransactionId id = new TransactionId(HASH, SENDER, BigInteger.valueOf(Long.MAX_VALUE));

        assertThat(id.text())
                .isEqualTo(HASH + "-70997970c51812dc3a010c7d01b50e0d17dc79c8-9223372036854775807")
                .hasSizeLessThanOrEqualTo(128);
        assertThat(TransactionId.parse(id.text()))
                .hasValueSatisfying(read -> assertThat(read.text()).isEqualTo(id.text()));
        assertThat(TransactionId.parse(HASH + "-" + SENDER.substring(2) + "-0"))
                .contains(new TransactionId(HASH, SENDER, BigInteger.ZERO));
    }

    @Test
    void anythingElseIsNone() {
        for (String text : Arrays.asList(
                null,
                "",
                HASH,
                HASH + "-1",
                HASH + "-" + SENDER + "-1",
                HASH + "-" + SENDER.substring(2) + "-01",
                HASH + "-" + SENDER.substring(2) + "-",
                HASH + "-" + SENDER.substring(2) + "-1-1")) {
            assertThat(TransactionId.parse(text)).as(text).isEmpty();
        }
    }
}
