package io.msqpay.route;

import io.msqpay.chain.NodeAnswer;
import io.msqpay.chain.NodeErrors;
import io.msqpay.chain.NodeUnavailableException;
import io.msqpay.error.ServiceUnavailableException;
import io.msqpay.gasless.ForwarderDomain;
import io.msqpay.payment.Address;
import io.msqpay.payment.Payment;
import io.msqpay.payment.PaymentId;
import io.msqpay.payment.PaymentStatus;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.DynamicArray;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.Utf8String;
import org.web3j.abi.datatypes.generated.Bytes1;
import org.web3j.abi.datatypes.generated.Bytes32;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.crypto.Hash;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.TransactionDecoder;
import org.web3j.protocol.core.methods.response.EthBlock;
import org.web3j.protocol.core.methods.response.EthLog;
import org.web3j.protocol.core.methods.response.Transaction;
import org.web3j.protocol.core.methods.response.TransactionReceipt;
import org.web3j.utils.Numeric;

/**
 * A chain without a node: it stands where {@code callNode} would ask the nodes, and answers what a test scripts, else what a healthy
 * chain would. Everything above, from REST operation to node error, is the real thing.
 */
final class ScriptedChain implements Processor {

    static final String MSQPAY = "0x26cF480E1f20f3e24cEf4e4aDe5b5EE62993c55F";
    static final String USDC = "0x8A791620dd6260079BF849Dc5567aDC3F2FdC318";
    static final String OPERATOR_KEY = "0x2222222222222222222222222222222222222222222222222222222222222222";
    static final Address MERCHANT = new Address("0x70997970C51812dc3A010C7d01b50e0d17dc79C8");
    static final ForwarderDomain FORWARDER = new ForwarderDomain(
            "MSQPayForwarder", "1", 31337, new Address("0x4a5Dd56Be16ccBcB0C9B48e23C2173eD602F8D02"));
    static final long NOW = 1_900_000_000;
    static final Payment UNKNOWN = null;

    /** One question to the nodes: the operation and what it was asked about. */
    record Call(String operation, Map<String, Object> headers) {

        String text(String header) {
            return String.valueOf(headers.get(header));
        }

        /** The operation, or the selector of the contract function that is called. */
        private String key() {
            return operation.equals("ETH_CALL") ? text("DATA").substring(0, 10) : operation;
        }
    }

    /** What one call gets. */
    interface Script {
        Object answer(Call call);
    }

    private record Outage(NodeErrors.Outage kind, RuntimeException failure) {}

    private final Map<String, Deque<Script>> scripts = new ConcurrentHashMap<>();
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final Map<String, Transaction> transactions = new ConcurrentHashMap<>();
    private final Map<BigInteger, String> nonces = new ConcurrentHashMap<>();
    private final Map<String, TransactionReceipt> receipts = new ConcurrentHashMap<>();

    /** Forgets scripts, calls and state. */
    void reset() {
        scripts.clear();
        calls.clear();
        transactions.clear();
        nonces.clear();
        receipts.clear();
    }

    /** Scripts an operation, or a contract function by its signature; the last turn is repeated. */
    void on(String operation, Script... turns) {
        scripts.put(key(operation), new ArrayDeque<>(List.of(turns)));
    }

    static Script answer(Object value) {
        return call -> value;
    }

    /** The node's own refusal. */
    static Script error(String message) {
        return call -> new NodeAnswer(-32000, message, null);
    }

    /** The node takes a transaction, and says so with its hash. */
    static Script taken() {
        return call -> Hash.sha3(call.text("SIGNED_TRANSACTION_DATA"));
    }

    static Script revert(String data) {
        return call -> new NodeAnswer(3, "execution reverted", data);
    }

    /** A node may have seen the call; no answer came back. */
    static Script lost() {
        return outage(NodeErrors.Outage.ASKED, new NodeUnavailableException("No node of the chain answers"));
    }

    /** No connection came about. */
    static Script unreachable() {
        return outage(NodeErrors.Outage.UNREACHABLE, new NodeUnavailableException("No node of the chain answers"));
    }

    /** Every breaker is open. */
    static Script breakersOpen() {
        return outage(
                NodeErrors.Outage.NONE,
                new ServiceUnavailableException("No node of the chain has answered for a while; try again"));
    }

    private static Script outage(NodeErrors.Outage kind, RuntimeException failure) {
        return call -> new Outage(kind, failure);
    }

    /** Throws what it is given, checked or not. */
    static Script failure(Exception failure) {
        return call -> {
            throw ScriptedChain.<RuntimeException>unchecked(failure);
        };
    }

    @SuppressWarnings("unchecked")
    private static <T extends Exception> T unchecked(Exception failure) throws T {
        throw (T) failure;
    }

    /** The contract answers these for getPayment, one after the other. */
    void payments(Payment... turns) {
        on(
                "getPayment(bytes32)",
                Arrays.stream(turns).map(ScriptedChain::holding).toArray(Script[]::new));
    }

    static Script holding(Payment payment) {
        return answer(encoded(payment));
    }

    /** The node knows a transaction, mined or waiting. */
    void transaction(String hash, String to, String input) {
        transactions.put(hash, transactionOf(to, input));
    }

    /** The node has lost a transaction, or holds another one in its place. */
    void forget(String hash) {
        transactions.remove(hash);
    }

    /** The account's transactions: mined, and together with those that wait. */
    void counts(long mined, long waiting) {
        on(
                "ETH_GET_TRANSACTION_COUNT",
                call -> BigInteger.valueOf(call.text("AT_BLOCK").equals("pending") ? waiting : mined));
    }

    static Transaction transactionOf(String to, String input) {
        Transaction transaction = new Transaction();
        transaction.setTo(to);
        transaction.setInput(input);
        return transaction;
    }

    /** A transaction is mined. */
    void receipt(String hash, boolean success) {
        receipts.put(hash, receiptOf(hash, success));
    }

    static TransactionReceipt receiptOf(String hash, boolean success) {
        TransactionReceipt receipt = new TransactionReceipt();
        receipt.setTransactionHash(hash);
        receipt.setStatus(success ? "0x1" : "0x0");
        receipt.setBlockNumber("0x64");
        return receipt;
    }

    static List<EthLog.LogResult<?>> logOf(String hash) {
        EthLog.LogObject log = new EthLog.LogObject();
        log.setTransactionHash(hash);
        return List.of(log);
    }

    List<Call> calls(String operation) {
        return calls.stream().filter(call -> call.key().equals(key(operation))).toList();
    }

    /** The transactions that were sent, in their order, repetitions included. */
    List<RawTransaction> sent() {
        return calls("ETH_SEND_RAW_TRANSACTION").stream()
                .map(call -> TransactionDecoder.decode(call.text("SIGNED_TRANSACTION_DATA")))
                .toList();
    }

    static Payment pending(PaymentId id) {
        return payment(id, PaymentStatus.PENDING, 0);
    }

    static Payment payment(PaymentId id, PaymentStatus status, long closedAt) {
        return new Payment(
                id,
                MERCHANT,
                NOW - 100,
                closedAt,
                new Address(USDC),
                NOW + 1700,
                BigInteger.valueOf(90),
                status,
                Address.ZERO,
                BigInteger.ZERO,
                BigInteger.valueOf(1_000_000),
                "0x" + "0".repeat(64));
    }

    @Override
    public void process(Exchange exchange) {
        Call call = new Call(
                exchange.getMessage().getHeader("OPERATION", String.class),
                new HashMap<>(exchange.getMessage().getHeaders()));
        calls.add(call);
        Object answer = script(call).answer(call);
        if (answer instanceof Outage outage) {
            // As retryNodes leaves it when all tries were in vain.
            exchange.setVariable("nodeOutage", outage.kind().name());
            exchange.setVariable("nodeAnswer", outage.failure());
        } else if (answer instanceof NodeAnswer error) {
            exchange.setVariable("nodeAnswer", error);
        } else {
            exchange.getMessage().setBody(answer);
        }
    }

    private Script script(Call call) {
        Deque<Script> turns = scripts.get(call.key());
        if (turns == null) {
            return this::healthy;
        }
        synchronized (turns) {
            return turns.size() > 1 ? turns.removeFirst() : turns.getFirst();
        }
    }

    private Object healthy(Call call) {
        return switch (call.operation()) {
            case "ETH_GET_BLOCK_BY_NUMBER" -> block("0x3b9aca00");
            case "ETH_GAS_PRICE" -> BigInteger.valueOf(2_000_000_000L);
            case "ETH_ESTIMATE_GAS" -> BigInteger.valueOf(100_000);
            case "ETH_GET_TRANSACTION_COUNT" -> BigInteger.valueOf(7);
            case "ETH_GET_BALANCE" -> BigInteger.TEN.pow(18);
            case "ETH_SEND_RAW_TRANSACTION" -> take(call.text("SIGNED_TRANSACTION_DATA"));
            case "ETH_GET_TRANSACTION_BY_HASH" -> transactions.get(call.text("TRANSACTION_HASH"));
            case "ETH_GET_TRANSACTION_RECEIPT" -> Optional.ofNullable(receipts.get(call.text("TRANSACTION_HASH")));
            case "ETH_GET_LOGS" -> List.of();
            case "ETH_CALL" -> view(call.key());
            default -> throw new IllegalStateException("nobody scripted " + call.operation());
        };
    }

    private String take(String raw) {
        String hash = Hash.sha3(raw);
        RawTransaction transaction = TransactionDecoder.decode(raw);
        String before = nonces.put(transaction.getNonce(), hash);
        if (before != null) {
            forget(before);
        }
        transaction(hash, transaction.getTo(), Numeric.prependHexPrefix(transaction.getData()));
        return hash;
    }

    static EthBlock.Block block(String baseFee) {
        EthBlock.Block block = new EthBlock.Block();
        block.setNumber("0x64");
        block.setTimestamp(Numeric.encodeQuantity(BigInteger.valueOf(NOW)));
        block.setBaseFeePerGas(baseFee);
        return block;
    }

    private static String view(String function) {
        if (function.equals(key("trustedForwarder()"))) {
            return encode(abi(FORWARDER.verifyingContract()));
        } else if (function.equals(key("eip712Domain()"))) {
            return domainOn(FORWARDER.chainId());
        } else if (function.equals(key("symbol()"))) {
            return encode(new Utf8String("USDC"));
        } else if (function.equals(key("decimals()"))) {
            return number(6);
        } else if (function.equals(key("getPayment(bytes32)"))) {
            return encoded(UNKNOWN);
        }
        return number(0);
    }

    /** What the forwarder says of itself on a chain. */
    static String domainOn(long chainId) {
        return encode(
                new Bytes1(new byte[1]),
                new Utf8String(FORWARDER.name()),
                new Utf8String(FORWARDER.version()),
                new Uint256(chainId),
                abi(FORWARDER.verifyingContract()),
                new Bytes32(new byte[32]),
                new DynamicArray<>(Uint256.class, List.of()));
    }

    /** The contract's struct; all zero for an unknown payment. */
    private static String encoded(Payment payment) {
        if (payment == null) {
            return "0x" + "0".repeat(11 * 64);
        }
        return encode(
                abi(payment.merchant()),
                new Uint256(payment.createdAt()),
                new Uint256(payment.closedAt()),
                abi(payment.token()),
                new Uint256(payment.expiresAt()),
                new Uint256(payment.createdBlock()),
                new Uint256(payment.status().ordinal()),
                abi(payment.payer()),
                new Uint256(payment.closedBlock()),
                new Uint256(payment.amount()),
                new Bytes32(Numeric.hexStringToByteArray(payment.metadataHash())));
    }

    static String number(long value) {
        return encode(new Uint256(value));
    }

    @SuppressWarnings("rawtypes") // as web3j declares it
    static String encode(Type... values) {
        return Numeric.prependHexPrefix(FunctionEncoder.encodeConstructor(List.of(values)));
    }

    private static org.web3j.abi.datatypes.Address abi(Address address) {
        return new org.web3j.abi.datatypes.Address(address.value());
    }

    /** The selector of a function or an error that is named by its signature; other names stand for themselves. */
    static String key(String name) {
        return name.contains("(") ? Hash.sha3String(name).substring(0, 10) : name;
    }

    /** An application that embeds the library, with this chain behind its routes. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @Bean
        ScriptedChain scriptedChain() {
            return new ScriptedChain();
        }

        /** Before the deployment is checked, so that the check asks the script already. */
        @Bean
        CamelContextConfiguration replaceNodes(ScriptedChain chain) {
            return new CamelContextConfiguration() {
                @Override
                public void beforeApplicationStart(CamelContext camel) {
                    // Nothing: the routes may not be loaded yet.
                }

                @Override
                public void afterApplicationStart(CamelContext camel) {
                    try {
                        AdviceWith.adviceWith(camel, "callNode", advice -> advice.weaveById("retry-nodes")
                                .replace()
                                .process(chain));
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                }
            };
        }
    }
}
