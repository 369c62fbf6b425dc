package io.msqpay.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.msqpay.payment.Address;
import io.msqpay.payment.PaymentId;
import io.msqpay.payment.PaymentStatus;
import io.msqpay.route.Requests.Reply;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.Keys;
import org.web3j.crypto.Sign;
import org.web3j.crypto.StructuredDataEncoder;
import org.web3j.utils.Numeric;

/** prepare-gasless and submit-gasless, which only make sense together. */
@RouteTest
class GaslessRoutesTest {

    private static final PaymentId ID = new PaymentId("0x" + "6a".repeat(32));

    @Autowired
    private ScriptedChain chain;

    @Autowired
    private Requests requests;

    private Credentials payer;

    @BeforeEach
    void openPayment() throws GeneralSecurityException {
        chain.reset();
        chain.payments(ScriptedChain.pending(ID));
        payer = Credentials.create(Keys.createEcKeyPair());
    }

    @Test
    void theWalletGetsWhatItMustSignAndWhetherTheAllowanceSuffices() {
        chain.on("nonces(address)", ScriptedChain.answer(ScriptedChain.number(4)));
        chain.on("allowance(address,address)", ScriptedChain.answer(ScriptedChain.number(999_999)));

        Reply reply = prepare();

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
        assertThat(reply.body().at("/typedData/domain/verifyingContract").asText())
                .isEqualTo(ScriptedChain.FORWARDER.verifyingContract().value());
        assertThat(reply.body().at("/typedData/message/nonce").asText()).isEqualTo("4");
        assertThat(reply.body().at("/allowance/current").asText()).isEqualTo("999999");
        assertThat(reply.body().at("/allowance/sufficient").asBoolean(true)).isFalse();
    }

    @Test
    void onlyAnOpenPaymentIsPrepared() {
        chain.payments(ScriptedChain.UNKNOWN);
        assertThat(prepare().status()).isEqualTo(404);

        chain.payments(ScriptedChain.payment(ID, PaymentStatus.FAILED, 0));
        assertThat(prepare().text("message")).contains("expired");

        assertThat(requests.request("prepareGasless", null, Map.of("paymentId", ID.value(), "from", "0x1"))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void aSignedRequestIsRelayedToTheForwarder() {
        Reply reply = submit(signed());

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text("status")).isEqualTo("pending");
        assertThat(reply.text("relayId")).isEqualTo(reply.text("relayTxHash"));
        assertThat(chain.sent()).singleElement().satisfies(sent -> assertThat(sent.getTo())
                .isEqualToIgnoringCase(
                        ScriptedChain.FORWARDER.verifyingContract().value()));
        assertThat(chain.calls("pay(bytes32)")).singleElement().satisfies(dryRun -> {
            assertThat(dryRun.text("FROM_ADDRESS"))
                    .isEqualTo(ScriptedChain.FORWARDER.verifyingContract().value());
            assertThat(dryRun.text("DATA"))
                    .endsWithIgnoringCase(payer.getAddress().substring(2));
            assertThat(dryRun.text("AT_BLOCK")).isEqualTo("pending");
        });
    }

    @Test
    void theSameRequestIsSentOnceHoweverOftenItComes() {
        Map<String, Object> body = signed();

        Reply first = submit(body);
        Reply second = submit(body);

        assertThat(second.text("relayId")).isEqualTo(first.text("relayId"));
        assertThat(chain.sent()).hasSize(1);
    }

    @Test
    void checksComeInTheDocumentedOrder() {
        Map<String, Object> body = signed();
        chain.reset();
        chain.payments(ScriptedChain.UNKNOWN);
        chain.on("nonces(address)", ScriptedChain.answer(ScriptedChain.number(1)));
        chain.on("pay(bytes32)", ScriptedChain.revert(null));

        assertRefused(with(body, "nonce", 0), 400, "ValidationError");
        assertRefused(with(body, "deadline", 1), 401, "InvalidSignature");
        assertRefused(with(body, "nonce", "1"), 401, "InvalidSignature");
        assertThat(chain.calls("getPayment(bytes32)"))
                .as("asked before the signature is right")
                .isEmpty();
        assertRefused(body, 404, "NotFound");
        chain.payments(ScriptedChain.payment(ID, PaymentStatus.CONFIRMED, 1));
        assertRefused(body, 409, "Conflict");
        chain.payments(ScriptedChain.pending(ID));
        assertRefused(body, 409, "Conflict");
        chain.on("nonces(address)", ScriptedChain.answer(ScriptedChain.number(0)));
        assertRefused(body, 422, "ContractReverted");
        assertThat(chain.sent()).isEmpty();
    }

    @Test
    void aRevertBecauseTheSameRequestGotThroughMeanwhileIsAConflict() {
        Map<String, Object> body = signed();
        chain.payments(ScriptedChain.pending(ID), ScriptedChain.payment(ID, PaymentStatus.CONFIRMED, 1));
        chain.on("pay(bytes32)", ScriptedChain.revert(null));

        assertRefused(body, 409, "Conflict");
        assertThat(chain.sent()).isEmpty();
    }

    @Test
    void theReasonOfTheInnerCallIsShown() {
        chain.on(
                "pay(bytes32)",
                ScriptedChain.revert(ScriptedChain.key("ERC20InsufficientBalance(address,uint256,uint256)")
                        + ScriptedChain.encode(
                                        new org.web3j.abi.datatypes.Address(payer.getAddress()),
                                        new Uint256(1),
                                        new Uint256(2))
                                .substring(2)));

        assertThat(submit(signed()).text("message"))
                .isEqualTo("ERC20InsufficientBalance(" + payer.getAddress() + ", 1, 2)");
    }

    private void assertRefused(Map<String, Object> body, int status, String error) {
        Reply reply = submit(body);
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.text("error")).isEqualTo(error);
    }

    private static Map<String, Object> with(Map<String, Object> body, String field, Object value) {
        Map<String, Object> changed = new HashMap<>(body);
        changed.put(field, value);
        return changed;
    }

    private Reply prepare() {
        return requests.request(
                "prepareGasless",
                null,
                Map.of("paymentId", ID.value(), "from", new Address(payer.getAddress()).value()));
    }

    private Reply submit(Map<String, Object> body) {
        return requests.request("submitGasless", body, Map.of("paymentId", ID.value()));
    }

    private Map<String, Object> signed() {
        JsonNode prepared = prepare().body();
        try {
            Sign.SignatureData signature = Sign.signMessage(
                    new StructuredDataEncoder(prepared.get("typedData").toString()).hashStructuredData(),
                    payer.getEcKeyPair(),
                    false);
            byte[] bytes = Arrays.copyOf(signature.getR(), 65);
            System.arraycopy(signature.getS(), 0, bytes, 32, 32);
            bytes[64] = signature.getV()[0];
            return Map.of(
                    "from", payer.getAddress(),
                    "userSignature", Numeric.toHexString(bytes),
                    "nonce", BigInteger.ZERO.toString(),
                    "deadline", prepared.get("deadline").asLong());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
