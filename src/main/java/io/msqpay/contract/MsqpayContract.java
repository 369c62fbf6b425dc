package io.msqpay.contract;

import io.msqpay.payment.Address;
import io.msqpay.payment.Payment;
import io.msqpay.payment.PaymentEvent;
import io.msqpay.payment.PaymentId;
import io.msqpay.payment.PaymentOrder;
import io.msqpay.payment.PaymentStatus;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.web3j.crypto.Hash;
import org.web3j.protocol.core.methods.response.EthLog.LogResult;
import org.web3j.protocol.core.methods.response.Log;

/** The MSQPay contract's functions and events as pure functions over hex: call data in, typed answers out. */
public class MsqpayContract {

    private static final String CREATE = Abi.selector("createPayment(bytes32,address,address,uint256,uint48,bytes32)");
    private static final String PAY = Abi.selector("pay(bytes32)");
    private static final String CONFIRM = Abi.selector("confirmPayment(bytes32)");
    private static final String FAIL = Abi.selector("failPayment(bytes32)");
    private static final String GET = Abi.selector("getPayment(bytes32)");
    private static final String TRUSTED_FORWARDER = Abi.selector("trustedForwarder()");
    private static final String CREATED_TOPIC =
            Hash.sha3String("PaymentCreated(bytes32,address,address,uint256,uint48,bytes32)");
    private static final String CONFIRMED_TOPIC =
            Hash.sha3String("PaymentConfirmed(bytes32,address,address,address,uint256)");
    private static final String FAILED_TOPIC = Hash.sha3String("PaymentFailed(bytes32,address)");
    private static final Map<String, PaymentEvent.Type> EVENTS = Map.of(
            CREATED_TOPIC, PaymentEvent.Type.CREATED,
            CONFIRMED_TOPIC, PaymentEvent.Type.CONFIRMED,
            FAILED_TOPIC, PaymentEvent.Type.FAILED);
    /** No chain has so many blocks, and no block so many logs. */
    private static final Pattern QUANTITY = Pattern.compile("0x[0-9a-fA-F]{1,7}|0x[0-7][0-9a-fA-F]{7}");

    private static final int SELECTOR_LENGTH = 10;
    private static final int CREATE_WORDS = 6;
    private static final int PAYMENT_WORDS = 11;
    private static final int WORD = 64;

    private final Address address;

    public MsqpayContract(Address address) {
        this.address = address;
    }

    public String address() {
        return address.value();
    }

    /**
     * Call data of createPayment. After its arguments, where the contract does not look, stands {@code expiresIn}: with it a repeated
     * request can be held against the original to the second, although the contract keeps only the resulting time.
     *
     * @param expiresAt Unix seconds
     */
    public String createPayment(PaymentOrder order, long expiresAt) {
        return CREATE
                + order.paymentId().word()
                + Abi.word(order.merchant())
                + Abi.word(order.token())
                + Abi.word(order.amount())
                + Abi.word(expiresAt)
                + order.metadataHash().substring(2)
                + Abi.word(order.expiresIn());
    }

    public String pay(PaymentId paymentId) {
        return PAY + paymentId.word();
    }

    /** @param action confirm or fail */
    public String close(String action, PaymentId paymentId) {
        return (action.equals("confirm") ? CONFIRM : FAIL) + paymentId.word();
    }

    public String getPayment(PaymentId paymentId) {
        return GET + paymentId.word();
    }

    /** Call data with which a token tells what this contract may take from a payer. */
    public String allowance(Address payer) {
        return Erc20.allowance(payer, address);
    }

    public String trustedForwarder() {
        return TRUSTED_FORWARDER;
    }

    /** Call data of pay as the contract receives it from its forwarder: the payer appended (ERC-2771). */
    public String forwardedPay(PaymentId paymentId, Address payer) {
        return pay(paymentId) + payer.value().substring(2);
    }

    /** The payment in an answer of getPayment; null when the contract does not know it, or is itself younger than the block that was asked. */
    public Payment payment(PaymentId paymentId, String answer) {
        if ("0x".equals(answer)) {
            return null;
        }
        Abi.Words words = Abi.words(answer, 2, PAYMENT_WORDS);
        Address merchant = words.address();
        long createdAt = words.smallUint();
        long closedAt = words.smallUint();
        Address token = words.address();
        long expiresAt = words.smallUint();
        BigInteger createdBlock = words.uint();
        long status = words.smallUint();
        if (status >= PaymentStatus.values().length) {
            throw new MalformedAnswerException("The answer of the contract holds an unknown status");
        }
        Payment payment = new Payment(
                paymentId,
                merchant,
                createdAt,
                closedAt,
                token,
                expiresAt,
                createdBlock,
                PaymentStatus.values()[(int) status],
                words.address(),
                words.uint(),
                words.uint(),
                words.hex32());
        return payment.status() == PaymentStatus.NONE ? null : payment;
    }

    /** The address in an answer of a function that returns one. */
    public Address addressIn(String answer) {
        return Abi.words(answer, 2, 1).address();
    }

    /**
     * What a createPayment transaction asked for, as a payment that is not on chain yet: createdAt and createdBlock are 0.
     *
     * @param to the transaction's recipient; null for a deployment
     * @return null unless it calls createPayment of this very id on this contract, with arguments that are some
     */
    public Payment creation(PaymentId paymentId, String to, String input) {
        if (!isCallOn(to, input, CREATE, paymentId) || input.length() < SELECTOR_LENGTH + CREATE_WORDS * WORD) {
            return null;
        }
        try {
            return creation(paymentId, Abi.words(input, SELECTOR_LENGTH + WORD, CREATE_WORDS - 1));
        } catch (MalformedAnswerException e) {
            // Anybody can send such bytes: they create nothing, and no node is to blame.
            return null;
        }
    }

    private static Payment creation(PaymentId paymentId, Abi.Words words) {
        Address merchant = words.address();
        Address token = words.address();
        BigInteger amount = words.uint();
        long expiresAt = words.smallUint();
        return new Payment(
                paymentId,
                merchant,
                0,
                0,
                token,
                expiresAt,
                BigInteger.ZERO,
                PaymentStatus.PENDING,
                Address.ZERO,
                BigInteger.ZERO,
                amount,
                words.hex32());
    }

    /** The {@code expiresIn} behind the arguments of createPayment; null when another program sent the transaction. */
    public Long expiresIn(String input) {
        int start = SELECTOR_LENGTH + CREATE_WORDS * WORD;
        if (input == null || input.length() != start + WORD) {
            return null;
        }
        return Abi.words(input, start, 1).smallUint();
    }

    /** Whether a transaction of the operator closes this payment. */
    public boolean closes(PaymentId paymentId, String to, String input) {
        return isCallOn(to, input, CONFIRM, paymentId) || isCallOn(to, input, FAIL, paymentId);
    }

    /** Topics of the log that the creation of this payment left. */
    public List<String> createdTopics(PaymentId paymentId) {
        return List.of(CREATED_TOPIC, paymentId.value());
    }

    /** Topics of the log that the confirmation or failure of this payment left. */
    public List<String> closedTopics(Payment payment) {
        boolean confirmed = payment.status() == PaymentStatus.CONFIRMED;
        return List.of(
                confirmed ? CONFIRMED_TOPIC : FAILED_TOPIC, payment.paymentId().value());
    }

    /** Which event of a payment a log of the contract is; empty for others, such as a role that was granted. */
    public Optional<PaymentEvent.Type> eventType(Log log) {
        String topic = log.getTopics().isEmpty() ? "" : log.getTopics().get(0);
        return Optional.ofNullable(EVENTS.get(topic));
    }

    /**
     * The event of a payment that a log tells; empty for others.
     *
     * @throws MalformedAnswerException if it is not a log of this contract, or not one of a block
     */
    public Optional<PaymentEvent> paymentEvent(Log log) {
        if (!address.value().equalsIgnoreCase(log.getAddress())) {
            throw new MalformedAnswerException("The node answers with a log of another contract");
        }
        return eventType(log).map(type -> paymentEvent(type, log));
    }

    private static PaymentEvent paymentEvent(PaymentEvent.Type type, Log log) {
        if (log.isRemoved() || log.getTopics().size() != (type == PaymentEvent.Type.FAILED ? 3 : 4)) {
            throw new MalformedAnswerException("The node answers with a log that the contract has not written");
        }
        Address token = null;
        Address payer = null;
        BigInteger amount = null;
        long expiresAt = 0;
        String metadataHash = null;
        if (type == PaymentEvent.Type.CREATED) {
            token = topic(log, 3).address();
            Abi.Words data = Abi.words(log.getData(), 2, 3);
            amount = data.uint();
            expiresAt = data.smallUint();
            metadataHash = data.hex32();
        } else if (type == PaymentEvent.Type.CONFIRMED) {
            payer = topic(log, 3).address();
            Abi.Words data = Abi.words(log.getData(), 2, 2);
            token = data.address();
            amount = data.uint();
        }
        return new PaymentEvent(
                type,
                new PaymentId(topic(log, 1).hex32()),
                topic(log, 2).address(),
                token,
                amount,
                expiresAt,
                metadataHash,
                payer,
                Abi.words(log.getTransactionHash(), 2, 1).hex32(),
                quantity(log.getBlockNumberRaw()).longValue(),
                Abi.words(log.getBlockHash(), 2, 1).hex32(),
                quantity(log.getLogIndexRaw()).intValue());
    }

    private static Abi.Words topic(Log log, int index) {
        return Abi.words(log.getTopics().get(index), 2, 1);
    }

    /** A number of a node's that is surely below 2^31. */
    private static BigInteger quantity(String hex) {
        if (hex == null || !QUANTITY.matcher(hex).matches()) {
            throw new MalformedAnswerException("The node answers with a log that is in no block");
        }
        return new BigInteger(hex.substring(2), 16);
    }

    /** The transaction that left the first of these logs; null when there is none. */
    public String transactionOf(List<LogResult<?>> logs) {
        return logs.isEmpty() ? null : ((Log) logs.get(0).get()).getTransactionHash();
    }

    private boolean isCallOn(String to, String input, String selector, PaymentId paymentId) {
        return to != null
                && address.value().equalsIgnoreCase(to)
                && input != null
                && input.startsWith(selector + paymentId.word());
    }
}
