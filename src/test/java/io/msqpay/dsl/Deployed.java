package io.msqpay.dsl;

import io.msqpay.chain.ContractDeployer;
import io.msqpay.chain.PrivateKeySigner;
import io.msqpay.contract.ContractArtifact;
import io.msqpay.contract.PlannedContract;
import io.msqpay.payment.Address;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.FunctionReturnDecoder;
import org.web3j.abi.TypeReference;
import org.web3j.abi.datatypes.Function;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.generated.Bytes32;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.abi.datatypes.generated.Uint40;
import org.web3j.abi.datatypes.generated.Uint48;
import org.web3j.abi.datatypes.generated.Uint8;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.Hash;
import org.web3j.crypto.Keys;
import org.web3j.utils.Numeric;

/** The contracts on a chain, freshly deployed by an operator of their own, so that tests do not meet in nonces or payments. */
public final class Deployed {

    private static final BigInteger ETHER = BigInteger.TEN.pow(18);

    private final Anvil anvil;
    private final Credentials operator;
    private final Address msqpay;
    private final Address forwarder;
    private final Address usdc;

    private Deployed(Anvil anvil, Credentials operator) {
        this.anvil = anvil;
        this.operator = operator;
        String salt = Numeric.toHexStringWithPrefixZeroPadded(Numeric.toBigInt(operator.getAddress()), 64);
        PlannedContract forwarder = PlannedContract.forwarder().withSalt(salt);
        PlannedContract msqpay = PlannedContract.msqpay(forwarder.address(), new Address(operator.getAddress()));
        PlannedContract usdc = PlannedContract.of(ContractArtifact.MOCK_USDC).withSalt(salt);
        new ContractDeployer(anvil.web3j(), new PrivateKeySigner(operator), Duration.ofSeconds(20), sentence -> {})
                .deploy(forwarder, msqpay, usdc);
        this.msqpay = msqpay.address();
        this.forwarder = forwarder.address();
        this.usdc = usdc.address();
    }

    /** Deploys to the chain. */
    public static Deployed on(Anvil anvil) {
        Credentials operator = account();
        anvil.setBalance(new Address(operator.getAddress()), ETHER.multiply(BigInteger.valueOf(1000)));
        return new Deployed(anvil, operator);
    }

    public Anvil anvil() {
        return anvil;
    }

    public Address msqpay() {
        return msqpay;
    }

    public Address forwarder() {
        return forwarder;
    }

    /** The mock token: 6 decimals, anybody mints. */
    public Address usdc() {
        return usdc;
    }

    /** Holds OPERATOR_ROLE and 1000 ether. */
    public Credentials operator() {
        return operator;
    }

    /** A new account with OPERATOR_ROLE and 1000 ether, such as a relayer's. */
    public Credentials newOperator() {
        Credentials account = account();
        makeOperator(new Address(account.getAddress()));
        return account;
    }

    /** Gives an account OPERATOR_ROLE and 1000 ether. */
    public void makeOperator(Address address) {
        anvil.setBalance(address, ETHER.multiply(BigInteger.valueOf(1000)));
        transact(
                operator,
                msqpay,
                "grantRole",
                new Bytes32(Hash.sha3("OPERATOR_ROLE".getBytes(StandardCharsets.UTF_8))),
                abi(address));
    }

    /** What a server needs to know of this deployment, as {@code msqpay.*} properties. */
    public Map<String, String> properties() {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("msqpay.chain.rpc-urls", anvil.url());
        properties.put("msqpay.contract.address", msqpay.value());
        properties.put("msqpay.tokens", "USDC=" + usdc.value());
        properties.put("msqpay.operator.private-key", privateKey());
        properties.put("msqpay.api-keys", "test=" + Merchant.API_KEY);
        // The local chain makes blocks when there is something to put in.
        properties.put("msqpay.health.max-block-age", "0s");
        return properties;
    }

    /** The same as environment variables. */
    public Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("POLYGON_RPC_URL", anvil.url());
        environment.put("MSQPAY_CONTRACT_ADDRESS", msqpay.value());
        environment.put("MSQPAY_TOKENS", "USDC=" + usdc.value());
        environment.put("MSQPAY_OPERATOR_PRIVATE_KEY", privateKey());
        environment.put("MSQPAY_API_KEYS", "test=" + Merchant.API_KEY);
        environment.put("MSQPAY_HEALTH_MAXBLOCKAGE", "0s");
        return environment;
    }

    /** Creates tokens, in base units. */
    public void mint(Address account, BigInteger amount) {
        transact(operator, usdc, "mint", abi(account), new Uint256(amount));
    }

    /** In base units of the mock token. */
    public BigInteger usdcOf(Address account) {
        return Numeric.toBigInt(call(usdc, "balanceOf", abi(account)));
    }

    /** What the contract may still take from the account, in base units. */
    public BigInteger allowanceOf(Address account) {
        return Numeric.toBigInt(call(usdc, "allowance", abi(account), abi(msqpay)));
    }

    /** The account's next nonce at the forwarder. */
    public BigInteger forwarderNonceOf(Address account) {
        return Numeric.toBigInt(call(forwarder, "nonces", abi(account)));
    }

    /**
     * Creates a payment without a server.
     *
     * @param paymentId 0x-hex, 32 bytes
     * @param expiresAt Unix seconds
     */
    public void createPayment(String paymentId, Address merchant, BigInteger amount, long expiresAt) {
        transact(
                operator,
                msqpay,
                "createPayment",
                bytes32(paymentId),
                abi(merchant),
                abi(usdc),
                new Uint256(amount),
                new Uint48(expiresAt),
                new Bytes32(new byte[32]));
    }

    /** Reads a payment straight from the contract, by code the server does not share. */
    public Payment payment(String paymentId) {
        return Payment.decode(call(msqpay, "getPayment", bytes32(paymentId)));
    }

    /** The contract's enum, in its order. */
    public enum Status {
        NONE,
        PENDING,
        CONFIRMED,
        FAILED
    }

    /** The contract's struct; times in Unix seconds, 0 and zero addresses for what is not there. */
    public record Payment(
            Address merchant,
            long createdAt,
            long closedAt,
            Address token,
            long expiresAt,
            long createdBlock,
            Status status,
            Address payer,
            long closedBlock,
            BigInteger amount,
            String metadataHash) {

        @SuppressWarnings({"rawtypes", "unchecked"}) // as web3j declares it
        private static Payment decode(String data) {
            List<Class<? extends Type>> types = List.of(
                    org.web3j.abi.datatypes.Address.class,
                    Uint48.class,
                    Uint48.class,
                    org.web3j.abi.datatypes.Address.class,
                    Uint48.class,
                    Uint40.class,
                    Uint8.class,
                    org.web3j.abi.datatypes.Address.class,
                    Uint48.class,
                    Uint256.class,
                    Bytes32.class);
            List<Type> values = FunctionReturnDecoder.decode(
                    data, (List) types.stream().map(TypeReference::create).toList());
            return new Payment(
                    address(values.get(0)),
                    number(values.get(1)),
                    number(values.get(2)),
                    address(values.get(3)),
                    number(values.get(4)),
                    number(values.get(5)),
                    Status.values()[(int) number(values.get(6))],
                    address(values.get(7)),
                    number(values.get(8)),
                    ((Uint256) values.get(9)).getValue(),
                    Numeric.toHexString(((Bytes32) values.get(10)).getValue()));
        }

        private static Address address(Type<?> value) {
            return new Address(value.toString());
        }

        private static long number(Type<?> value) {
            return ((BigInteger) value.getValue()).longValueExact();
        }
    }

    /** A new account without anything. */
    static Credentials account() {
        try {
            return Credentials.create(Keys.createEcKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Signs, sends and waits; fails when the transaction reverts. The sender pays with ether of its own. */
    void transact(Credentials sender, Address contract, String function, Type<?>... arguments) {
        new Transactions(anvil).send(sender, contract, encode(function, arguments));
    }

    /** Calls without a transaction; the answer is 0x-hex. */
    String call(Address contract, String function, Type<?>... arguments) {
        return anvil.rpc("eth_call", Map.of("to", contract.value(), "data", encode(function, arguments)), "latest")
                .textValue();
    }

    @SuppressWarnings({"rawtypes", "unchecked"}) // as web3j declares it
    private static String encode(String function, Type... arguments) {
        return FunctionEncoder.encode(new Function(function, List.of(arguments), List.of()));
    }

    static org.web3j.abi.datatypes.Address abi(Address address) {
        return new org.web3j.abi.datatypes.Address(address.value());
    }

    static Bytes32 bytes32(String hex) {
        return new Bytes32(Numeric.hexStringToByteArray(hex));
    }

    private String privateKey() {
        return Numeric.toHexStringWithPrefixZeroPadded(operator.getEcKeyPair().getPrivateKey(), 64);
    }
}
