package io.msqpay.contract;

import io.msqpay.payment.Address;
import java.util.Map;
import java.util.Optional;

/** USDC where its issuer, Circle, has deployed it itself (and not a bridge): what is accepted when no token is configured. */
public final class IssuedUsdc {

    /** What the token calls itself. */
    public static final String SYMBOL = "USDC";

    /** As Circle lists them: Polygon PoS and Polygon Amoy. */
    private static final Map<Long, Address> BY_CHAIN = Map.of(
            137L, Address.parse("0x3c499c542cEF5E3811e1192ce70d8cC03d5c3359"),
            80002L, Address.parse("0x41E94Eb019C0762f9Bfcf9Fb1E58725BfB0e7582"));

    private IssuedUsdc() {}

    /**
     * Its address.
     *
     * @param chainId EIP-155 id
     * @return empty for a chain of which it is not known
     */
    public static Optional<Address> on(long chainId) {
        return Optional.ofNullable(BY_CHAIN.get(chainId));
    }
}
