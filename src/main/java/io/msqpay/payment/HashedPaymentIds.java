package io.msqpay.payment;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;
import org.web3j.crypto.Hash;
import org.web3j.utils.Numeric;

/** {@code keccak256(abi.encode(chainId, contract, merchantId, keccak256(bytes(key))))}. */
public final class HashedPaymentIds implements PaymentIds {

    private final LongSupplier chainId;
    private final Address contract;

    /**
     * @param chainId EIP-155 id of the chain, known once the deployment has been checked
     * @param contract address of MSQPay
     */
    public HashedPaymentIds(LongSupplier chainId, Address contract) {
        this.chainId = chainId;
        this.contract = contract;
    }

    @Override
    public PaymentId of(Address merchant, String key) {
        String words = Numeric.toHexStringNoPrefixZeroPadded(BigInteger.valueOf(chainId.getAsLong()), 64)
                + word(contract)
                + word(merchant)
                + Numeric.toHexStringNoPrefix(Hash.sha3(key.getBytes(StandardCharsets.UTF_8)));
        return new PaymentId(Numeric.toHexString(Hash.sha3(Numeric.hexStringToByteArray(words))));
    }

    private static String word(Address address) {
        return "0".repeat(24) + address.value().substring(2);
    }
}
