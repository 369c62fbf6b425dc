package io.msqpay.limit;

import io.msqpay.config.MsqpayProperties;
import io.msqpay.error.TooManyRequestsException;
import io.msqpay.payment.Address;
import io.msqpay.payment.PaymentId;
import java.time.Duration;
import java.util.Optional;

/**
 * Bounds what one payer, and one payment, can make the relayer spend: a request that passed the dry run can still be made to fail on
 * chain, and the operator pays for that.
 */
public final class GaslessLimits {

    private static final Duration PERIOD = Duration.ofHours(1);

    private final Optional<TokenBuckets> payers;
    private final Optional<TokenBuckets> payments;

    public GaslessLimits(MsqpayProperties.Gasless limits) {
        this.payers = buckets(limits.attemptsPerPayer());
        this.payments = buckets(limits.attemptsPerPayment());
    }

    private static Optional<TokenBuckets> buckets(int perHour) {
        return perHour == 0 ? Optional.empty() : Optional.of(new TokenBuckets(perHour, PERIOD));
    }

    /**
     * Counts an attempt whose signature is the payer's own: nobody can use up another one's attempts.
     *
     * @throws TooManyRequestsException if there were too many
     */
    public void countPayer(Address payer) {
        payers.ifPresent(buckets -> count(buckets, payer, "This payer"));
    }

    /**
     * Counts an attempt that passed the dry run: without the money for it, nobody can use up a payment's attempts.
     *
     * @throws TooManyRequestsException if there were too many
     */
    public void countPayment(PaymentId payment) {
        payments.ifPresent(buckets -> count(buckets, payment, "This payment"));
    }

    private static void count(TokenBuckets buckets, Object key, String who) {
        TokenBuckets.Taken taken = buckets.take(key);
        if (!taken.granted()) {
            throw new TooManyRequestsException(
                    who + " has had too many gasless attempts; nothing was sent, try again in "
                            + taken.retryAfterSeconds() + " s",
                    taken.retryAfterSeconds());
        }
    }
}
