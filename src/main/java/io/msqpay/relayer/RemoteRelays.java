package io.msqpay.relayer;

import io.msqpay.contract.ForwarderContract;
import io.msqpay.contract.MsqpayContract;
import io.msqpay.error.NotFoundException;
import io.msqpay.payment.PaymentId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.web3j.protocol.core.methods.response.Transaction;
import org.web3j.protocol.core.methods.response.TransactionReceipt;

/** What relays of remote relayers have in common: finding them again, whom they concern, and when they are settled. */
public final class RemoteRelays {

    /** The relayer's clock need not be ours. */
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);

    private static final Pattern HASH = Pattern.compile("0x[0-9a-fA-F]{64}");
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,127}");

    private final RelayedCalls calls;
    private final Clock clock;

    /** @param forwarderAddress the trusted forwarder, known once the deployment has been checked */
    public RemoteRelays(
            MsqpayContract contract, ForwarderContract forwarder, Supplier<String> forwarderAddress, Clock clock) {
        this.calls = new RelayedCalls(contract, forwarder, forwarderAddress);
        this.clock = clock;
    }

    /**
     * A moment that no relay which is sent from now on can precede, by any clock.
     *
     * @param doubtfulSince the same of an earlier send that is looked for, too; may be null
     */
    public Instant since(Instant doubtfulSince) {
        return doubtfulSince == null ? clock.instant().minus(CLOCK_SKEW) : doubtfulSince;
    }

    /** Whether an id is a transaction's hash: a relay that was found on the chain and not at the relayer. */
    public boolean isHash(String relayId) {
        return relayId != null && HASH.matcher(relayId).matches();
    }

    /** @throws NotFoundException if the id cannot be a relayer's: it becomes part of a path */
    public void requireId(String relayId) {
        if (relayId == null || !ID.matcher(relayId).matches()) {
            throw new NotFoundException("Relay not found");
        }
    }

    /** @throws NotFoundException unless the relay does something for this payment */
    public void requireRelayOf(PaymentId paymentId, RemoteRelay relay) {
        if (!calls.concern(paymentId, relay.to(), relay.data())) {
            throw new NotFoundException("Relay not found");
        }
    }

    /**
     * Finds what became of a transaction that may have been sent.
     *
     * @param since what is older is another one
     * @param former id of a relay that is known to be another one; may be null
     * @return the newest that fits; null when there is none
     */
    public RemoteRelay find(RelayPage page, String to, String data, Instant since, String former) {
        return page.relays().stream()
                .filter(relay -> to.equalsIgnoreCase(relay.to()) && data.equalsIgnoreCase(relay.data()))
                .filter(relay -> relay.createdAt() == null || !relay.createdAt().isBefore(since))
                .filter(relay -> !relay.id().equals(former))
                .max(Comparator.comparing(
                        RemoteRelay::createdAt, Comparator.nullsFirst(Comparator.<Instant>naturalOrder())))
                .orElse(null);
    }

    /**
     * The relay of a transaction that was found on the chain, which goes by its hash.
     *
     * @param transaction may be null
     * @return null when it is another one
     */
    public RemoteRelay found(Transaction transaction, String to, String data) {
        boolean same = transaction != null
                && to.equalsIgnoreCase(transaction.getTo())
                && data.equalsIgnoreCase(transaction.getInput());
        return same
                ? new RemoteRelay(transaction.getHash(), transaction.getHash(), "mined", to, data, clock.instant())
                : null;
    }

    /** What to say of a relay before the chain was asked. */
    public String unsettled(String claim) {
        return RelayStatus.SUCCESS.word().equals(claim) ? RelayStatus.PENDING.word() : claim;
    }

    /**
     * What a mined transaction really did.
     *
     * @param receipt empty when our node does not have it yet, or no longer
     */
    public String settled(Optional<TransactionReceipt> receipt) {
        return receipt.map(found -> found.isStatusOK() ? RelayStatus.SUCCESS : RelayStatus.FAILED)
                .orElse(RelayStatus.PENDING)
                .word();
    }
}
