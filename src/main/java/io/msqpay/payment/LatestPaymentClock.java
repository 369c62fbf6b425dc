package io.msqpay.payment;

import io.msqpay.contract.MalformedAnswerException;
import java.time.Clock;
import org.web3j.protocol.core.methods.response.EthBlock;

/** Counts a payment's time from the server's clock or the chain's, whichever is ahead, so that a payment is never born expired. */
public final class LatestPaymentClock implements PaymentClock {

    private final Clock clock;

    public LatestPaymentClock(Clock clock) {
        this.clock = clock;
    }

    @Override
    public long expiresAt(PaymentOrder order, EthBlock.Block latest) {
        return Math.max(clock.instant().getEpochSecond(), time(latest)) + order.expiresIn();
    }

    private static long time(EthBlock.Block block) {
        try {
            return block.getTimestamp().longValueExact();
        } catch (RuntimeException e) {
            // The library decodes late, and says in several ways that there is nothing to decode.
            throw new MalformedAnswerException("The block of a node holds no time");
        }
    }
}
