package io.msqpay.payment;

import java.math.BigInteger;
import java.time.Clock;
import org.web3j.protocol.core.methods.response.EthBlock;

/** Counts a payment's time from the server's clock or the chain's, whichever is ahead, so that a payment is never born expired. */
public final class PaymentClock {

    private final Clock clock;

    public PaymentClock(Clock clock) {
        this.clock = clock;
    }

    /** Unix seconds at which an order that is sent now expires. */
    public long expiresAt(PaymentOrder order, EthBlock.Block latest) {
        BigInteger chain = latest.getTimestamp();
        return Math.max(clock.instant().getEpochSecond(), chain.longValueExact()) + order.expiresIn();
    }
}
