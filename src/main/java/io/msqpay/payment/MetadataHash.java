package io.msqpay.payment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.msqpay.error.InvalidRequestException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.erdtman.jcs.JsonCanonicalizer;
import org.web3j.crypto.Hash;
import org.web3j.utils.Numeric;

/**
 * Hashes metadata so that only its fingerprint goes on chain: Keccak-256 of the JSON canonical form (RFC 8785), at most 4 KiB of it.
 */
final class MetadataHash {

    static final String NONE = "0x" + "0".repeat(64);

    private static final int MAX_BYTES = 4096;
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private MetadataHash() {}

    /**
     * @param metadata may be null: then the hash is 32 zero bytes
     * @throws InvalidRequestException if it cannot be written in canonical form or is longer than 4 KiB
     */
    static String of(Map<?, ?> metadata) {
        if (metadata == null) {
            return NONE;
        }
        byte[] canonical;
        try {
            String json = JSON.writeValueAsString(metadata);
            requireUnicode(json);
            canonical = new JsonCanonicalizer(json).getEncodedUTF8();
        } catch (JsonProcessingException e) {
            throw new InvalidRequestException("metadata", "must be a JSON object");
        } catch (IOException e) {
            throw new InvalidRequestException(
                    "metadata", "must be I-JSON (RFC 7493): numbers within the range of a double, no lone surrogates");
        }
        if (canonical.length > MAX_BYTES) {
            throw new InvalidRequestException("metadata", "must be at most 4096 bytes in canonical form");
        }
        return Numeric.toHexString(Hash.sha3(canonical));
    }

    /** A lone surrogate would turn into a question mark in UTF-8 and make two different objects hash alike. */
    private static void requireUnicode(String json) throws IOException {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(json)) {
            throw new IOException("lone surrogate");
        }
    }
}
