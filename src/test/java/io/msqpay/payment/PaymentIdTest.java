package io.msqpay.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.generated.Bytes32;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.crypto.Hash;

class PaymentIdTest {

    private static final Address CONTRACT = new Address("0x26cF480E1f20f3e24cEf4e4aDe5b5EE62993c55F");
    private static final Address MERCHANT = new Address("0x70997970C51812dc3A010C7d01b50e0d17dc79C8");

    @Test
    void isOneIdInAnyCase() {
        assertThat(new PaymentId("0x" + "AB".repeat(32))).isEqualTo(new PaymentId("0x" + "ab".repeat(32)));
        assertThat(new PaymentId("0x" + "AB".repeat(32)).word()).isEqualTo("ab".repeat(32));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "0x", "0x12", "not hex"})
    void isNothingElse(String text) {
        assertThatThrownBy(() -> new PaymentId(text)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PaymentId("0x" + "a".repeat(65))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PaymentId("0x" + "a".repeat(64) + "\n"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** The documented formula, encoded by web3j: keccak256(abi.encode(chainId, contract, merchantId, keccak256(bytes(key)))). */
    @ParameterizedTest
    @ValueSource(strings = {"order-123", " ", "\u00fc\u20ac\ud83d\ude00"})
    void followsFromChainContractMerchantAndKey(String key) {
        PaymentIds ids = new HashedPaymentIds(() -> 80002, CONTRACT);

        String encoded = FunctionEncoder.encodeConstructor(List.of(
                new Uint256(BigInteger.valueOf(80002)),
                new org.web3j.abi.datatypes.Address(CONTRACT.value()),
                new org.web3j.abi.datatypes.Address(MERCHANT.value()),
                new Bytes32(Hash.sha3(key.getBytes(StandardCharsets.UTF_8)))));

        assertThat(ids.of(MERCHANT, key).value()).isEqualTo(Hash.sha3(encoded));
    }
}
