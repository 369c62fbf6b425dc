package io.msqpay.signer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.msqpay.relayer.RelayerAnswer;
import java.math.BigInteger;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.transaction.type.Transaction1559;
import org.web3j.utils.Numeric;

/** The JSON-RPC of Web3signer in its mode eth1: {@code eth_signTransaction}. The chain's id is the signer's own configuration. */
public final class Web3signerMessages {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_REASON = 200;

    /**
     * What to ask.
     *
     * @param transaction of type 2 (EIP-1559)
     * @param from the account that signs
     */
    public String request(RawTransaction transaction, String from) {
        Transaction1559 content = (Transaction1559) transaction.getTransaction();
        ObjectNode request =
                JSON.createObjectNode().put("jsonrpc", "2.0").put("id", 1).put("method", "eth_signTransaction");
        request.putArray("params")
                .addObject()
                .put("from", from)
                .put("to", content.getTo())
                .put("gas", quantity(content.getGasLimit()))
                .put("maxPriorityFeePerGas", quantity(content.getMaxPriorityFeePerGas()))
                .put("maxFeePerGas", quantity(content.getMaxFeePerGas()))
                .put("nonce", quantity(content.getNonce()))
                .put("value", quantity(content.getValue()))
                .put("data", Numeric.prependHexPrefix(content.getData()));
        return request.toString();
    }

    /**
     * Requires that a signer answers, whatever it thinks of the request: it refuses with HTTP status 400 or 500 and the error of JSON-RPC.
     *
     * @throws SignerUnavailableException if something else answers
     */
    public void requireAnswer(RelayerAnswer answer) {
        JsonNode body = parse(answer.body());
        if (!body.path("result").isTextual() && !body.path("error").isObject()) {
            throw new SignerUnavailableException("HTTP status " + answer.status() + " and no JSON-RPC");
        }
    }

    /**
     * The signed transaction as it was answered, whatever it says.
     *
     * @throws SignerRefusedException if there is none
     */
    public String rawTransaction(RelayerAnswer answer) {
        JsonNode body = parse(answer.body());
        if (body.path("result").isTextual()) {
            return body.path("result").textValue();
        }
        JsonNode error = body.path("error");
        throw new SignerRefusedException("error " + error.path("code").asInt() + ", "
                + printable(error.path("message").asText()));
    }

    private static JsonNode parse(String body) {
        try {
            JsonNode parsed = JSON.readTree(body);
            return parsed == null ? JSON.missingNode() : parsed;
        } catch (JsonProcessingException e) {
            // Its message quotes the body.
            return JSON.missingNode();
        }
    }

    private static String quantity(BigInteger number) {
        return Numeric.encodeQuantity(number);
    }

    /** Addresses of vaults often hold a key. */
    private static String printable(String text) {
        String clean = text.replaceAll("(?i)\\b[a-z][a-z0-9+.-]*://\\S+", "[url]")
                .replaceAll("[\\p{Cntrl}\\s]+", " ")
                .strip();
        return clean.length() > MAX_REASON ? clean.substring(0, MAX_REASON) + "…" : clean;
    }
}
