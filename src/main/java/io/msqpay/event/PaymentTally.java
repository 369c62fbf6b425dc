package io.msqpay.event;

import io.msqpay.chain.NodeUnavailableException;
import io.msqpay.contract.MsqpayContract;
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

    private final MsqpayContract contract;
    private final LogRange range;
    private BigInteger next;
    private Counted counted = new Counted(0, 0, 0);

    /** How many payments were created, confirmed and cancelled. */
    public record Counted(long created, long confirmed, long failed) {}

    /** @param mostBlocks the most blocks to search at once, 1 or more */
    public PaymentTally(MsqpayContract contract, long mostBlocks) {
        this.contract = contract;
        this.range = new LogRange(mostBlocks);
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
        return latest.min(BigInteger.valueOf(range.end(firstBlock(latest).longValueExact())));
    }

    /**
     * Asks for fewer blocks than these from now on.
     *
     * @return whether it is the first time
     * @throws NodeUnavailableException if it is one block that was asked for
     */
    public synchronized boolean narrow(BigInteger first, BigInteger last) {
        return range.refused(first.longValueExact(), last.longValueExact());
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
        range.searched();
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
