package io.msqpay.payment;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.msqpay.error.InvalidRequestException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The canonical form of JSON (RFC 8785) is the same however the object was written. */
class MetadataHashFuzzTest {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    @FuzzTest(maxDuration = "5s")
    void oneObjectHasOneHashHoweverItIsWritten(FuzzedDataProvider data) throws JsonProcessingException {
        Map<?, ?> metadata;
        try {
            metadata = JSON.readValue(data.consumeRemainingAsString(), Map.class);
        } catch (JsonProcessingException e) {
            return;
        }
        String hash = hash(metadata);
        if (metadata == null || hash == null) {
            return;
        }

        assertThat(hash).matches("0x[0-9a-f]{64}");
        assertThat(hash(reversed(metadata))).isEqualTo(hash);
        assertThat(hash(JSON.readValue(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(metadata), Map.class)))
                .isEqualTo(hash);
        Map<Object, Object> other = new LinkedHashMap<>(metadata);
        other.put("one more member", 1);
        assertThat(hash(other)).isNotEqualTo(hash);
    }

    /** Null where there is no canonical form. */
    private static String hash(Map<?, ?> metadata) {
        try {
            return MetadataHash.of(metadata);
        } catch (InvalidRequestException e) {
            assertThat(e.getMessage()).startsWith("metadata");
            return null;
        }
    }

    private static Map<Object, Object> reversed(Map<?, ?> object) {
        List<Object> names = new ArrayList<>(object.keySet());
        Collections.reverse(names);
        Map<Object, Object> reversed = new LinkedHashMap<>();
        names.forEach(name ->
                reversed.put(name, object.get(name) instanceof Map<?, ?> inner ? reversed(inner) : object.get(name)));
        return reversed;
    }
}
