package io.msqpay.dsl;

import com.fasterxml.jackson.databind.JsonNode;
import io.msqpay.dev.DemoAccount;
import io.msqpay.payment.Address;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.Arrays;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.Sign;
import org.web3j.crypto.StructuredDataEncoder;
import org.web3j.utils.Numeric;

/** Somebody with a wallet: signs what a server prepared, approves tokens, or pays directly. */
public final class Payer {

    private static final BigInteger ETHER = BigInteger.TEN.pow(18);

    private final Deployed deployed;
    private final Credentials account;

    private Payer(Deployed deployed, Credentials account) {
        this.deployed = deployed;
        this.account = account;
    }

    /** A new payer with neither tokens nor ether. */
    public static Payer of(Deployed deployed) {
        return new Payer(deployed, Deployed.account());
    }

    /** The demo payer, whose account every local node holds unlocked. */
    public static Payer demo(Deployed deployed) {
        return new Payer(deployed, Credentials.create(DemoAccount.PAYER.privateKey()));
    }

    /** A new payer with so many base units of USDC, all approved for the contract, and no ether left. */
    public static Payer ready(Deployed deployed, BigInteger usdc) {
        Payer payer = of(deployed).withUsdc(usdc).withEther();
        payer.approve(usdc);
        deployed.anvil().setBalance(payer.address(), BigInteger.ZERO);
        return payer;
    }

    public Address address() {
        return new Address(account.getAddress());
    }

    public Credentials account() {
        return account;
    }

    /** Adds base units of USDC. */
    public Payer withUsdc(BigInteger amount) {
        deployed.mint(address(), amount);
        return this;
    }

    /** Sets the balance to one ether, for transactions of the payer's own. */
    public Payer withEther() {
        deployed.anvil().setBalance(address(), ETHER);
        return this;
    }

    /** Lets the contract take so many base units; needs ether. */
    public void approve(BigInteger amount) {
        deployed.transact(account, deployed.usdc(), "approve", Deployed.abi(deployed.msqpay()), new Uint256(amount));
    }

    /** Pays without relayer; needs ether, tokens and an approval. */
    public void pay(String paymentId) {
        deployed.transact(account, deployed.msqpay(), "pay", Deployed.bytes32(paymentId));
    }

    /**
     * Signs EIP-712 typed data as a wallet's {@code eth_signTypedData_v4} does.
     *
     * @param typedData exactly what the server answered
     * @return 0x-hex of r, s, v (27 or 28)
     */
    public String sign(JsonNode typedData) {
        try {
            byte[] digest = new StructuredDataEncoder(typedData.toString()).hashStructuredData();
            Sign.SignatureData signature = Sign.signMessage(digest, account.getEcKeyPair(), false);
            byte[] bytes = Arrays.copyOf(signature.getR(), 65);
            System.arraycopy(signature.getS(), 0, bytes, 32, 32);
            bytes[64] = signature.getV()[0];
            return Numeric.toHexString(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
