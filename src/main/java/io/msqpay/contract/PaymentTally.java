package io.msqpay.contract;

import io.msqpay.payment.PaymentEvent;
import java.math.BigInteger;
import java.util.List;
import org.web3j.protocol.core.methods.response.EthLog.LogResult;
import org.web3j.protocol.core.methods.response.Log;

/**
 * Counts the contract's payments by its events, from the first block that it is asked about. Every replica counts all payments, whoever
 * created or paid them: most are confirmed without the server being told.
 */
public final class PaymentTally {

    /** As many as common providers search at once. */
    public static final BigInteger MOST_BLOCKS = BigInteger.valueOf(1000);

    private final MsqpayContract contract;
    private BigInteger next;
    private Counted counted = new Counted(0, 0, 0);

    /** How many payments were created, confirmed and cancelled. */
    public record Counted(long created, long confirmed, long failed) {}

    public PaymentTally(MsqpayContract contract) {
        this.contract = contract;
    }

    /** The first block that was not counted; above the latest when there is none. */
    public synchronized BigInteger firstBlock(BigInteger latest) {
        if (next == null) {
            next = latest.add(BigInteger.ONE);
        }
        return next;
    }

    /** The last block to count now. */
    public synchronized BigInteger lastBlock(BigInteger latest) {
        return latest.min(firstBlock(latest).add(MOST_BLOCKS).subtract(BigInteger.ONE));
    }

    /** Counts all logs of the contract from the first block that was not counted to this one. */
    public synchronized void count(List<LogResult<?>> logs, BigInteger last) {
        long created = counted.created();
        long confirmed = counted.confirmed();
        long failed = counted.failed();
        for (PaymentEvent.Type type : types(logs)) {
            switch (type) {
                case CREATED -> created++;
                case CONFIRMED -> confirmed++;
                case FAILED -> failed++;
            }
        }
        counted = new Counted(created, confirmed, failed);
        next = last.add(BigInteger.ONE);
    }

    private List<PaymentEvent.Type> types(List<LogResult<?>> logs) {
        return logs.stream()
                .flatMap(log -> contract.eventType((Log) log.get()).stream())
                .toList();
    }

    /** The counts so far. */
    public synchronized Counted counted() {
        return counted;
    }
}
