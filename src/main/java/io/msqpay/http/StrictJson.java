package io.msqpay.http;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.msqpay.error.ErrorBody.Detail;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Reads JSON that means the same to everybody: no duplicate members, nothing after the end, exact numbers, valid Unicode. */
final class StrictJson {

    private static final int MAX_DEPTH = 32;

    private static final JsonMapper MAPPER = JsonMapper.builder(new com.fasterxml.jackson.core.JsonFactoryBuilder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxNumberLength(100)
                            .maxStringLength(1 << 20)
                            .maxNameLength(1 << 10)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private StrictJson() {}

    /** A body that is not JSON; the message says where, without repeating what stands there. */
    static final class MalformedException extends IOException {

        private static final long serialVersionUID = 1L;

        MalformedException(String message) {
            super(message);
        }
    }

    static JsonNode parse(byte[] body) throws MalformedException {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedException("is not valid UTF-8");
        }
        try {
            return MAPPER.readTree(text);
        } catch (StreamConstraintsException e) {
            throw new MalformedException(
                    "must not nest deeper than " + MAX_DEPTH + " levels or hold numbers or names of extreme length");
        } catch (JsonProcessingException e) {
            JsonLocation location = e.getLocation();
            String where = location == null
                    ? ""
                    : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
            // The library's messages quote the body; only the one kind that people need named is told apart.
            boolean duplicate = String.valueOf(e.getOriginalMessage()).startsWith("Duplicate field");
            throw new MalformedException((duplicate ? "names a member twice" : "is not valid JSON") + where);
        }
    }

    /** Maps, lists, strings, booleans and exact numbers: Integer, Long, BigInteger or BigDecimal. */
    static Map<String, Object> toMap(JsonNode object) {
        try {
            return MAPPER.readerFor(new TypeReference<Map<String, Object>>() {})
                    .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .readValue(object);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds what is legal JSON but cannot be brought into canonical form (RFC 8785): lone surrogates, numbers beyond a double. */
    static void checkCanonical(JsonNode node, String path, List<Detail> problems) {
        if (node.isTextual() && !isUnicode(node.textValue())) {
            problems.add(new Detail(path, "must be valid Unicode text, without lone surrogates"));
        } else if (node.isNumber() && Double.isInfinite(node.doubleValue())) {
            problems.add(new Detail(path, "must be a number that fits into a double"));
        } else if (node.isObject()) {
            node.properties().forEach(member -> {
                String child = FieldNames.join(path, member.getKey());
                if (!isUnicode(member.getKey())) {
                    problems.add(new Detail(child, "must have a name of valid Unicode text"));
                }
                checkCanonical(member.getValue(), child, problems);
            });
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                checkCanonical(node.get(i), FieldNames.join(path, Integer.toString(i)), problems);
            }
        }
    }

    private static boolean isUnicode(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }
}
