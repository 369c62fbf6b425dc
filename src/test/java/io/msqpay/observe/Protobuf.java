package io.msqpay.observe;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** As much of the wire format of Protocol Buffers as OTLP needs: the fields of a message that are messages, texts or bytes. */
final class Protobuf {

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int DELIMITED = 2;
    private static final int FIXED32 = 5;

    private final byte[] bytes;
    private int position;

    private record Field(int number, byte[] content) {}

    private final List<Field> fields = new ArrayList<>();

    Protobuf(byte[] message) {
        this.bytes = message;
        while (position < bytes.length) {
            long tag = varint();
            switch ((int) (tag & 7)) {
                case VARINT -> varint();
                case FIXED64 -> position += 8;
                case FIXED32 -> position += 4;
                case DELIMITED -> {
                    int length = (int) varint();
                    fields.add(new Field((int) (tag >>> 3), Arrays.copyOfRange(bytes, position, position + length)));
                    position += length;
                }
                default -> throw new IllegalArgumentException("not a message");
            }
        }
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte part = bytes[position++];
            value |= (long) (part & 0x7F) << shift;
            if (part >= 0) {
                return value;
            }
        }
    }

    Stream<byte[]> bytes(int number) {
        return fields.stream().filter(field -> field.number() == number).map(Field::content);
    }

    Stream<Protobuf> messages(int number) {
        return bytes(number).map(Protobuf::new);
    }

    /** The field as text; empty when absent. */
    String text(int number) {
        return bytes(number)
                .findFirst()
                .map(content -> new String(content, StandardCharsets.UTF_8))
                .orElse("");
    }
}
