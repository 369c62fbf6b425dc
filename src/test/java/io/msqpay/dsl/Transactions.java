package io.msqpay.dsl;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.msqpay.payment.Address;
import java.math.BigInteger;
import java.util.Map;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.TransactionEncoder;
import org.web3j.utils.Numeric;

/** Transactions as somebody outside the server would send them. */
final class Transactions {

    private final Anvil anvil;

    Transactions(Anvil anvil) {
        this.anvil = anvil;
    }

    /** Signs, sends and waits until mined; fails when the node foresees a revert, or the receipt says so. */
    void send(Credentials sender, Address to, String data) {
        String hash = submit(sender, to, data);
        JsonNode receipt = await().until(() -> anvil.receipt(hash), found -> !found.isNull());
        if (!receipt.get("status").textValue().equals("0x1")) {
            throw new IllegalStateException("reverted: " + receipt);
        }
    }

    private String submit(Credentials sender, Address to, String data) {
        Address from = new Address(sender.getAddress());
        BigInteger gas = Numeric.decodeQuantity(
                anvil.rpc("eth_estimateGas", Map.of("from", from.value(), "to", to.value(), "data", data))
                        .textValue());
        BigInteger tip = BigInteger.valueOf(1_000_000_000L);
        byte[] signed = TransactionEncoder.signMessage(
                RawTransaction.createTransaction(
                        Numeric.decodeQuantity(anvil.rpc("eth_chainId").textValue())
                                .longValueExact(),
                        BigInteger.valueOf(anvil.pendingTransactionCount(from)),
                        gas.multiply(BigInteger.TWO),
                        to.value(),
                        BigInteger.ZERO,
                        data,
                        tip,
                        tip.multiply(BigInteger.valueOf(100))),
                sender);
        return anvil.rpc("eth_sendRawTransaction", Numeric.toHexString(signed)).textValue();
    }
}
