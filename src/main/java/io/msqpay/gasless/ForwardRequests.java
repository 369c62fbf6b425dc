package io.msqpay.gasless;

import io.msqpay.config.MsqpayProperties;
import io.msqpay.contract.MsqpayContract;
import io.msqpay.error.ConflictException;
import io.msqpay.error.ErrorBody.Detail;
import io.msqpay.error.InvalidRequestException;
import io.msqpay.error.InvalidSignatureException;
import io.msqpay.payment.Address;
import io.msqpay.payment.Payment;
import io.msqpay.payment.PaymentId;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.web3j.crypto.Hash;
import org.web3j.utils.Numeric;

/**
 * Builds what a payer signs and checks what came back. The call data is always the server's own, so a signature can only ever be for
 * {@code pay(id)} on the configured contract.
 */
public class ForwardRequests {

    private static final Pattern UINT = Pattern.compile("0|[1-9][0-9]{0,77}");
    private static final Pattern SIGNATURE = Pattern.compile("0x[0-9a-fA-F]{130}");
    private static final Set<String> FIELDS = Set.of("from", "userSignature", "nonce", "deadline", "gas");
    private static final long MAX_DEADLINE = (1L << 48) - 1;
    private static final int UINT256_BITS = 256;
    private static final byte[] DOMAIN_TYPE =
            keccak("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    private static final byte[] REQUEST_TYPE = keccak(
            "ForwardRequest(address from,address to,uint256 value,uint256 gas,uint256 nonce,uint48 deadline,bytes data)");

    private final MsqpayContract contract;
    private final Supplier<ForwarderDomain> domain;
    private final MsqpayProperties.Gasless limits;
    private final Clock clock;

    /** @param domain the forwarder's own, known once the deployment has been checked */
    public ForwardRequests(
            MsqpayContract contract, Supplier<ForwarderDomain> domain, MsqpayProperties.Gasless limits, Clock clock) {
        this.contract = contract;
        this.domain = domain;
        this.limits = limits;
        this.clock = clock;
    }

    /**
     * Reads the payer of a prepare request.
     *
     * @throws InvalidRequestException if it is not an address
     */
    public Address payer(String from) {
        List<Detail> problems = new ArrayList<>();
        Address payer = payer(from, problems);
        requireNone(problems);
        return payer;
    }

    /** A request that the payer can sign now: valid for the configured time, never longer than the payment. */
    public ForwardRequest prepare(Payment payment, Address payer, BigInteger nonce) {
        long deadline = Math.min(clock.instant().plus(limits.validity()).getEpochSecond(), payment.expiresAt());
        return request(payment.paymentId(), payer, BigInteger.valueOf(limits.gas()), nonce, deadline);
    }

    /**
     * Rebuilds the request that a payer says to have signed, and requires the signature to be the payer's own, in the documented order.
     *
     * @param body the members of the submit request
     * @throws InvalidRequestException on wrong shape
     * @throws InvalidSignatureException if the deadline has passed or the signature is not the payer's
     */
    public SignedForwardRequest verify(PaymentId paymentId, Map<String, Object> body) {
        if (body == null) {
            throw new InvalidRequestException("body", "must be a JSON object");
        }
        List<Detail> problems = new ArrayList<>();
        body.keySet().stream()
                .filter(field -> !FIELDS.contains(field))
                .forEach(field -> problems.add(new Detail(field, "is not a field of this request")));
        Address from = payer(body.get("from"), problems);
        String signature = body.get("userSignature") instanceof String text
                        && SIGNATURE.matcher(text).matches()
                ? text
                : null;
        if (signature == null) {
            problems.add(new Detail("userSignature", "must be 0x and 130 hex digits: r, s and v in 65 bytes"));
        }
        BigInteger nonce = uint("nonce", body.get("nonce"), problems);
        BigInteger gas =
                body.containsKey("gas") ? uint("gas", body.get("gas"), problems) : BigInteger.valueOf(limits.gas());
        if (gas != null && (gas.signum() == 0 || gas.compareTo(BigInteger.valueOf(limits.maxGas())) > 0)) {
            problems.add(new Detail("gas", "must be from 1 to " + limits.maxGas()));
        }
        long deadline = deadline(body.get("deadline"), problems);
        requireNone(problems);
        if (deadline < clock.instant().getEpochSecond()) {
            throw new InvalidSignatureException("The deadline of the signed request has passed: prepare a new one");
        }
        ForwardRequest request = request(paymentId, from, gas, nonce, deadline);
        byte[] digest = digest(request);
        PayerSignature.require(digest, signature, from);
        return new SignedForwardRequest(request, signature, Numeric.toHexString(digest));
    }

    /** @throws ConflictException unless the nonce is the one the forwarder expects next */
    public void requireNonce(ForwardRequest request, BigInteger expected) {
        int order = request.nonce().compareTo(expected);
        if (order != 0) {
            throw new ConflictException(
                    order < 0
                            ? "The nonce is already used: prepare a new request"
                            : "The nonce is ahead of the payer's other requests: prepare a new request");
        }
    }

    /** The request as {@code eth_signTypedData_v4} takes it (EIP-712). */
    public Map<String, Object> typedData(ForwardRequest request) {
        ForwarderDomain current = domain.get();
        Map<String, Object> domainMembers = new LinkedHashMap<>();
        domainMembers.put("name", current.name());
        domainMembers.put("version", current.version());
        domainMembers.put("chainId", current.chainId());
        domainMembers.put("verifyingContract", current.verifyingContract().value());
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("from", request.from().value());
        message.put("to", request.to().value());
        message.put("value", "0");
        message.put("gas", request.gas().toString());
        message.put("nonce", request.nonce().toString());
        message.put("deadline", request.deadline());
        message.put("data", request.data());
        Map<String, Object> typedData = new LinkedHashMap<>();
        typedData.put("domain", domainMembers);
        typedData.put("types", TYPES);
        typedData.put("primaryType", "ForwardRequest");
        typedData.put("message", message);
        return typedData;
    }

    private static final Map<String, List<Map<String, String>>> TYPES = types();

    private static Map<String, List<Map<String, String>>> types() {
        Map<String, List<Map<String, String>>> types = new LinkedHashMap<>();
        types.put(
                "EIP712Domain",
                List.of(
                        member("name", "string"),
                        member("version", "string"),
                        member("chainId", "uint256"),
                        member("verifyingContract", "address")));
        types.put(
                "ForwardRequest",
                List.of(
                        member("from", "address"),
                        member("to", "address"),
                        member("value", "uint256"),
                        member("gas", "uint256"),
                        member("nonce", "uint256"),
                        member("deadline", "uint48"),
                        member("data", "bytes")));
        return types;
    }

    private static Map<String, String> member(String name, String type) {
        Map<String, String> member = new LinkedHashMap<>();
        member.put("name", name);
        member.put("type", type);
        return member;
    }

    private ForwardRequest request(PaymentId paymentId, Address from, BigInteger gas, BigInteger nonce, long deadline) {
        return new ForwardRequest(from, new Address(contract.address()), gas, nonce, deadline, contract.pay(paymentId));
    }

    /** The EIP-712 digest: {@code keccak256(0x1901 ‖ domainSeparator ‖ hashStruct(message))}. */
    private byte[] digest(ForwardRequest request) {
        ForwarderDomain current = domain.get();
        byte[] separator = Hash.sha3(concat(
                DOMAIN_TYPE,
                keccak(current.name()),
                keccak(current.version()),
                word(BigInteger.valueOf(current.chainId())),
                word(current.verifyingContract())));
        byte[] struct = Hash.sha3(concat(
                REQUEST_TYPE,
                word(request.from()),
                word(request.to()),
                word(BigInteger.ZERO),
                word(request.gas()),
                word(request.nonce()),
                word(BigInteger.valueOf(request.deadline())),
                Hash.sha3(Numeric.hexStringToByteArray(request.data()))));
        return Hash.sha3(concat(new byte[] {0x19, 0x01}, separator, struct));
    }

    private static Address payer(Object value, List<Detail> problems) {
        try {
            Address payer = Address.parse(value instanceof String text ? text : null);
            if (!payer.isZero()) {
                return payer;
            }
            problems.add(new Detail("from", "must not be the zero address"));
        } catch (IllegalArgumentException e) {
            problems.add(new Detail("from", e.getMessage()));
        }
        return null;
    }

    private static BigInteger uint(String field, Object value, List<Detail> problems) {
        if (value instanceof String text && UINT.matcher(text).matches()) {
            BigInteger number = new BigInteger(text);
            if (number.bitLength() <= UINT256_BITS) {
                return number;
            }
        }
        problems.add(new Detail(field, "must be a string with a whole number, without leading zeros"));
        return null;
    }

    private static long deadline(Object value, List<Detail> problems) {
        if (value instanceof Integer || value instanceof Long) {
            long deadline = ((Number) value).longValue();
            if (deadline >= 0 && deadline <= MAX_DEADLINE) {
                return deadline;
            }
        }
        problems.add(new Detail("deadline", "must be Unix seconds"));
        return 0;
    }

    private static void requireNone(List<Detail> problems) {
        if (!problems.isEmpty()) {
            Detail first = problems.get(0);
            throw new InvalidRequestException(first.field() + " " + first.message(), problems);
        }
    }

    private static byte[] word(BigInteger value) {
        return Numeric.toBytesPadded(value, 32);
    }

    private static byte[] word(Address address) {
        return Numeric.toBytesPadded(new BigInteger(address.value().substring(2), 16), 32);
    }

    private static byte[] keccak(String text) {
        return Hash.sha3(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            bytes.writeBytes(part);
        }
        return bytes.toByteArray();
    }
}
