package io.msqpay.event;

import io.msqpay.payment.Address;
import io.msqpay.payment.PaymentEvent;
import io.msqpay.payment.PaymentId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.LongSupplier;
import org.web3j.crypto.Hash;
import org.web3j.utils.Numeric;

/** Positions as text that consumers keep: base64url, bound to chain and contract by a checksum. */
final class EventPositions {

    private static final int VERSION = 1;
    private static final int CHECKSUM = 4;
    private static final int HASH = 32;
    private static final int ADDRESS = 20;
    private static final PaymentEvent.Type[] TYPES = PaymentEvent.Type.values();

    private final LongSupplier chainId;
    private final String contract;

    /**
     * @param chainId EIP-155 id, asked when a position is read or written
     * @param contract address of the contract
     */
    EventPositions(LongSupplier chainId, String contract) {
        this.chainId = chainId;
        this.contract = contract;
    }

    String text(EventPosition position) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        try {
            out.writeByte(VERSION);
            out.writeLong(position.floorBlock());
            out.writeInt(position.floorLog());
            for (PaymentEvent event : position.trail()) {
                write(event, out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] content = bytes.toByteArray();
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(ByteBuffer.allocate(CHECKSUM + content.length)
                        .put(checksum(content))
                        .put(content)
                        .array());
    }

    /** @throws EventConsumerException if it is not a position of this contract on this chain */
    EventPosition position(String text) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text.getBytes(StandardCharsets.ISO_8859_1));
            byte[] content = Arrays.copyOfRange(bytes, Math.min(CHECKSUM, bytes.length), bytes.length);
            if (!Arrays.equals(checksum(content), Arrays.copyOf(bytes, CHECKSUM))) {
                throw malformed();
            }
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(content));
            if (in.readByte() != VERSION) {
                throw malformed();
            }
            long floorBlock = in.readLong();
            int floorLog = in.readInt();
            List<PaymentEvent> trail = new ArrayList<>();
            while (in.available() > 0) {
                trail.add(event(in));
            }
            return new EventPosition(floorBlock, floorLog, trail);
        } catch (IllegalArgumentException | IOException e) {
            throw malformed();
        }
    }

    /** It may have been cut off where it was kept, or belong to another chain or contract. */
    private static EventConsumerException malformed() {
        return new EventConsumerException("the position is not one of this contract on this chain");
    }

    private byte[] checksum(byte[] content) {
        byte[] place = (chainId.getAsLong() + contract).getBytes(StandardCharsets.US_ASCII);
        byte[] hash = Hash.sha3(ByteBuffer.allocate(place.length + content.length)
                .put(place)
                .put(content)
                .array());
        return Arrays.copyOf(hash, CHECKSUM);
    }

    private static void write(PaymentEvent event, DataOutputStream out) throws IOException {
        out.writeByte(event.type().ordinal());
        out.writeLong(event.blockNumber());
        out.writeInt(event.logIndex());
        writeHex(event.blockHash(), out);
        writeHex(event.transactionHash(), out);
        writeHex(event.paymentId().value(), out);
        writeHex(event.merchant().value(), out);
        if (event.type() != PaymentEvent.Type.FAILED) {
            writeHex(event.token().value(), out);
            byte[] amount = event.amount().toByteArray();
            out.writeByte(amount.length);
            out.write(amount);
        }
        if (event.type() == PaymentEvent.Type.CREATED) {
            out.writeLong(event.expiresAt());
            writeHex(event.metadataHash(), out);
        }
        if (event.type() == PaymentEvent.Type.CONFIRMED) {
            writeHex(event.payer().value(), out);
        }
    }

    private static PaymentEvent event(DataInputStream in) throws IOException {
        int ordinal = in.readUnsignedByte();
        if (ordinal >= TYPES.length) {
            throw malformed();
        }
        PaymentEvent.Type type = TYPES[ordinal];
        long blockNumber = in.readLong();
        int logIndex = in.readInt();
        String blockHash = hex(in, HASH);
        String transactionHash = hex(in, HASH);
        PaymentId paymentId = new PaymentId(hex(in, HASH));
        Address merchant = new Address(hex(in, ADDRESS));
        boolean failed = type == PaymentEvent.Type.FAILED;
        Address token = failed ? null : new Address(hex(in, ADDRESS));
        BigInteger amount = failed ? null : new BigInteger(bytes(in, in.readUnsignedByte()));
        boolean created = type == PaymentEvent.Type.CREATED;
        long expiresAt = created ? in.readLong() : 0;
        String metadataHash = created ? hex(in, HASH) : null;
        Address payer = type == PaymentEvent.Type.CONFIRMED ? new Address(hex(in, ADDRESS)) : null;
        return new PaymentEvent(
                type,
                paymentId,
                merchant,
                token,
                amount,
                expiresAt,
                metadataHash,
                payer,
                transactionHash,
                blockNumber,
                blockHash,
                logIndex);
    }

    private static void writeHex(String hex, DataOutputStream out) throws IOException {
        out.write(Numeric.hexStringToByteArray(hex));
    }

    private static String hex(DataInputStream in, int length) throws IOException {
        return Numeric.toHexString(bytes(in, length));
    }

    private static byte[] bytes(DataInputStream in, int length) throws IOException {
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return bytes;
    }
}
