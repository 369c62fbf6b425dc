package io.msqpay.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.msqpay.error.InvalidRequestException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.web3j.crypto.Hash;
import org.web3j.utils.Numeric;

class MetadataHashTest {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /** Appendix and examples of RFC 8785: input, canonical form. */
    static Object[] canonicalForms() {
        return new Object[] {
            Arguments.of(
                    "{\"numbers\":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"
                            + "\"string\":\"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\",\"literals\":[null,true,false]}",
                    "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
                            + "\"string\":\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}"),
            Arguments.of(
                    "{\"\\u20ac\":1,\"\\r\":2,\"\\ufb33\":3,\"1\":4,\"\\ud83d\\ude00\":5,\"\\u0080\":6,\"\\u00f6\":7}",
                    "{\"\\r\":2,\"1\":4,\"\u0080\":6,\"\u00f6\":7,\"\u20ac\":1,\"\ud83d\ude00\":5,\"\ufb33\":3}"),
            Arguments.of("{\"b\":{\"z\":1,\"a\":[]},\"a\":{}}", "{\"a\":{},\"b\":{\"a\":[],\"z\":1}}"),
            Arguments.of("{\"n\":-0}", "{\"n\":0}"),
            Arguments.of("{\"n\":9007199254740991}", "{\"n\":9007199254740991}"),
            Arguments.of("{}", "{}")
        };
    }

    @ParameterizedTest
    @MethodSource("canonicalForms")
    void hashesTheCanonicalForm(String json, String canonical) throws JsonProcessingException {
        assertThat(MetadataHash.of(parse(json)))
                .isEqualTo(Numeric.toHexString(Hash.sha3(canonical.getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void isZeroWithoutMetadata() {
        assertThat(MetadataHash.of(null)).isEqualTo("0x" + "0".repeat(64));
    }

    @Test
    void measuresBytesOfTheCanonicalForm() {
        // {"a":""} is 8 bytes long; the euro sign has three.
        assertThat(MetadataHash.of(Map.of("a", "x".repeat(4088)))).hasSize(66);
        assertThat(MetadataHash.of(Map.of("a", "\u20ac".repeat(1362) + "xx"))).hasSize(66);
        assertRefused(Map.of("a", "x".repeat(4089)), "4096");
        assertRefused(Map.of("a", "\u20ac".repeat(1362) + "xxx"), "4096");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud800", "a\udc00", "\udc00\ud800"})
    void refusesTextThatIsNotUnicode(String text) {
        assertRefused(Map.of("a", text), "I-JSON");
        assertRefused(Map.of(text, "a"), "I-JSON");
    }

    @Test
    void refusesNumbersThatNoDoubleHolds() {
        assertRefused(Map.of("a", new BigDecimal("1e400")), "I-JSON");
    }

    @Test
    void refusesWhatIsNotJson() {
        Map<String, Object> itself = new HashMap<>();
        itself.put("a", new Object());

        assertRefused(itself, "JSON object");
    }

    private static void assertRefused(Map<?, ?> metadata, String message) {
        assertThatThrownBy(() -> MetadataHash.of(metadata))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(message);
    }

    private static Map<String, Object> parse(String json) throws JsonProcessingException {
        return JSON.readValue(json, new TypeReference<>() {});
    }
}
