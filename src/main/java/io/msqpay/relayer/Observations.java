package io.msqpay.relayer;

import io.msqpay.chain.ChainState;
import io.msqpay.chain.OperatorState;
import io.msqpay.contract.ForwarderContract;
import java.math.BigInteger;
import java.time.Instant;
import org.web3j.protocol.core.methods.response.EthBlock;

/** Puts the answers of nodes and relayers together to what health and metrics tell. */
public final class Observations {

    private final ForwarderContract forwarder;

    public Observations(ForwarderContract forwarder) {
        this.forwarder = forwarder;
    }

    /** @param domain the forwarder's answer to eip712Domain, as hex */
    public ChainState chain(EthBlock.Block latest, BigInteger gasPrice, String domain) {
        return new ChainState(
                latest.getNumber(),
                Instant.ofEpochSecond(latest.getTimestamp().longValueExact()),
                gasPrice,
                forwarder.domain(domain).chainId());
    }

    /**
     * The operator's account.
     *
     * @param mined how many of its transactions are in blocks
     * @param all how many there are with those that wait
     */
    public OperatorState operator(BigInteger balance, BigInteger mined, BigInteger all) {
        // Two questions: a block may come between them.
        return new OperatorState(balance, all.subtract(mined).max(BigInteger.ZERO));
    }

    public RelayerAccount relayer(RelayerState state, BigInteger balance) {
        return new RelayerAccount(state.paused(), balance);
    }
}
