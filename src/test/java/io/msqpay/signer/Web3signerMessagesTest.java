package io.msqpay.signer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.msqpay.relayer.RelayerAnswer;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.web3j.crypto.RawTransaction;

class Web3signerMessagesTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Web3signerMessages messages = new Web3signerMessages();

    @Test
    void theRequestHasTheDocumentedMembers() throws JsonProcessingException {
        String request = messages.request(
                RawTransaction.createTransaction(
                        80002,
                        BigInteger.valueOf(7),
                        BigInteger.valueOf(21_000),
                        "0xd46e8dd67c5d32be8058bb8eb970870f07244567",
                        BigInteger.ZERO,
                        "0x12ab",
                        BigInteger.valueOf(30),
                        BigInteger.valueOf(500)),
                "0xfe3b557e8fb62b89f4916b721be55ceb828dbd73");

        assertThat(JSON.readTree(request)).isEqualTo(JSON.readTree("""
                {"jsonrpc":"2.0","id":1,"method":"eth_signTransaction","params":[{
                "from":"0xfe3b557e8fb62b89f4916b721be55ceb828dbd73","to":"0xd46e8dd67c5d32be8058bb8eb970870f07244567",
                "gas":"0x5208","maxPriorityFeePerGas":"0x1e","maxFeePerGas":"0x1f4","nonce":"0x7","value":"0x0","data":"0x12ab"}]}
                """));
    }

    @Test
    void theResultIsTakenAsItIs() {
        assertThat(messages.rawTransaction(answer(200, "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"0x02\"}")))
                .isEqualTo("0x02");
    }

    @Test
    void aRefusalIsNoOutageWhateverTheStatusAndIsQuotedWithoutAddresses() {
        RelayerAnswer refusal = answer(
                500, "{\"error\":{\"code\":-32000,\"message\":\"No key\\nat https://u:p@vault/key for it\"},\"id\":1}");

        assertThatCode(() -> messages.requireAnswer(refusal)).doesNotThrowAnyException();
        assertThatThrownBy(() -> messages.rawTransaction(refusal))
                .isInstanceOf(SignerRefusedException.class)
                .hasMessage("error -32000, No key at [url] for it");
    }

    @Test
    void aLongRefusalIsCut() {
        assertThatThrownBy(() -> messages.rawTransaction(
                        answer(400, "{\"error\":{\"code\":1,\"message\":\"" + "a".repeat(5000) + "\"}}")))
                .message()
                .hasSizeLessThan(250);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>", "[]", "{}", "{\"result\":null}", "{\"result\":7}", "\"0x02\""})
    void whatIsNoJsonRpcComesFromSomebodyElse(String body) {
        assertThatThrownBy(() -> messages.requireAnswer(answer(502, body)))
                .isInstanceOf(SignerUnavailableException.class)
                .hasMessage("HTTP status 502 and no JSON-RPC");
    }

    private static RelayerAnswer answer(int status, String body) {
        return new RelayerAnswer(status, body, null);
    }
}
