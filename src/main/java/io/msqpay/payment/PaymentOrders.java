package io.msqpay.payment;

import io.msqpay.contract.MsqpayContract;
import io.msqpay.contract.Token;
import io.msqpay.error.ConflictException;
import io.msqpay.error.ErrorBody.Detail;
import io.msqpay.error.InvalidRequestException;
import io.msqpay.error.ServiceUnavailableException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.web3j.protocol.core.methods.response.Transaction;

/** Turns the body of a create request into an order, and tells whether two orders ask for the same. */
public final class PaymentOrders {

    private static final long DEFAULT_EXPIRES_IN = 1800;
    private static final long MIN_EXPIRES_IN = 60;
    private static final long MAX_EXPIRES_IN = 2_592_000;
    private static final int MAX_KEY_LENGTH = 255;
    private static final int UINT256_BITS = 256;
    private static final Pattern INTEGER = Pattern.compile("[1-9][0-9]{0,77}");
    private static final Set<String> FIELDS = Set.of("merchantId", "amount", "currency", "metadata", "expiresIn");

    private final PaymentIds ids;
    private final MsqpayContract contract;
    private final Supplier<List<Token>> tokens;

    /**
     * @param contract MSQPay
     * @param tokens accepted ones, asked for each order
     */
    public PaymentOrders(PaymentIds ids, MsqpayContract contract, Supplier<List<Token>> tokens) {
        this.ids = ids;
        this.contract = contract;
        this.tokens = tokens;
    }

    /**
     * Checks a request with the key in its header {@code Idempotency-Key}. Routes hand over all headers: Camel takes a parameter with the text
     * {@code null} for none, and a repeated request with such a key would be a second payment.
     *
     * @throws InvalidRequestException naming every field at fault
     */
    public PaymentOrder orderWith(Map<String, Object> body, Map<String, Object> headers) {
        Object key = headers.get("Idempotency-Key");
        return order(body, key == null ? null : key.toString());
    }

    /**
     * Reads an order. Routes can also be called without the REST contract in front of them, so everything is checked here.
     *
     * @param body the request's members
     * @param idempotencyKey 1 .. 255 characters; null: a random one takes its place
     * @throws InvalidRequestException naming every field at fault
     */
    public PaymentOrder order(Map<String, Object> body, String idempotencyKey) {
        if (body == null) {
            throw new InvalidRequestException("body", "must be a JSON object");
        }
        List<Detail> problems = new ArrayList<>();
        body.keySet().stream()
                .filter(field -> !FIELDS.contains(field))
                .forEach(field -> problems.add(new Detail(field, "is not a field of this request")));
        Address merchant = merchant(body.get("merchantId"), problems);
        BigInteger amount = amount(body.get("amount"), problems);
        Address token = token(body.get("currency"), problems);
        long expiresIn = expiresIn(body.get("expiresIn"), problems);
        String metadataHash = metadataHash(body, problems);
        if (idempotencyKey != null && (idempotencyKey.isEmpty() || idempotencyKey.length() > MAX_KEY_LENGTH)) {
            problems.add(new Detail("Idempotency-Key", "must have 1 to 255 characters"));
        }
        if (!problems.isEmpty()) {
            Detail first = problems.get(0);
            throw new InvalidRequestException(first.field() + " " + first.message(), problems);
        }
        String key = idempotencyKey == null ? UUID.randomUUID().toString() : idempotencyKey;
        return new PaymentOrder(
                ids.of(merchant, key), merchant, (String) body.get("currency"), token, amount, metadataHash, expiresIn);
    }

    /**
     * Holds a repeated order against the payment that has its id.
     *
     * @param known the payment on chain; null while it waits in the mempool
     * @param transaction what created it; null when the node does not know it any more, then the payment itself must do
     * @return the payment, as far as it got
     * @throws ConflictException if the content differs
     * @throws ServiceUnavailableException if there is nothing to compare with
     */
    public Payment replay(PaymentOrder order, Payment known, Transaction transaction) {
        Payment original = known;
        Long createdWith = null;
        if (transaction != null) {
            createdWith = contract.expiresIn(transaction.getInput());
            if (original == null) {
                original = contract.creation(order.paymentId(), transaction.getTo(), transaction.getInput());
            }
        }
        if (original == null) {
            throw new ServiceUnavailableException("The payment of this key is on its way; ask again");
        }
        boolean same = order.merchant().equals(original.merchant())
                && order.token().equals(original.token())
                && order.amount().equals(original.amount())
                && order.metadataHash().equals(original.metadataHash())
                && (createdWith == null || createdWith == order.expiresIn());
        if (!same) {
            throw new ConflictException(
                    "This Idempotency-Key was already used with other content: use a new key for a new payment");
        }
        return original;
    }

    private static Address merchant(Object value, List<Detail> problems) {
        if (!(value instanceof String text)) {
            problems.add(new Detail("merchantId", "must be a string that holds an address"));
            return null;
        }
        try {
            Address merchant = Address.parse(text);
            if (merchant.isZero()) {
                problems.add(new Detail("merchantId", "must not be the zero address"));
            }
            return merchant;
        } catch (IllegalArgumentException e) {
            problems.add(new Detail("merchantId", e.getMessage()));
            return null;
        }
    }

    private static BigInteger amount(Object value, List<Detail> problems) {
        if (value instanceof String text && INTEGER.matcher(text).matches()) {
            BigInteger amount = new BigInteger(text);
            if (amount.bitLength() <= UINT256_BITS) {
                return amount;
            }
        }
        problems.add(new Detail(
                "amount",
                "must be a string with a whole number of base units, from 1 to 2^256-1, without leading zeros"));
        return null;
    }

    private Address token(Object value, List<Detail> problems) {
        List<Token> accepted = tokens.get();
        for (Token token : accepted) {
            if (token.symbol().equals(value)) {
                return token.address();
            }
        }
        String symbols = accepted.stream().map(Token::symbol).collect(Collectors.joining(", "));
        problems.add(new Detail("currency", "must be one of " + symbols));
        return null;
    }

    private static long expiresIn(Object value, List<Detail> problems) {
        if (value == null) {
            return DEFAULT_EXPIRES_IN;
        }
        if (value instanceof Integer || value instanceof Long) {
            long seconds = ((Number) value).longValue();
            if (seconds >= MIN_EXPIRES_IN && seconds <= MAX_EXPIRES_IN) {
                return seconds;
            }
        }
        problems.add(new Detail("expiresIn", "must be a whole number of seconds from 60 to 2592000"));
        return 0;
    }

    private static String metadataHash(Map<String, Object> body, List<Detail> problems) {
        Object metadata = body.get("metadata");
        if (metadata != null && !(metadata instanceof Map) || metadata == null && body.containsKey("metadata")) {
            problems.add(new Detail("metadata", "must be a JSON object"));
            return null;
        }
        try {
            return MetadataHash.of((Map<?, ?>) metadata);
        } catch (InvalidRequestException e) {
            problems.addAll(e.details());
            return null;
        }
    }
}
