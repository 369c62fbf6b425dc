package io.msqpay.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.msqpay.chain.FeePolicy;
import io.msqpay.chain.Fees;
import io.msqpay.chain.OperatorSigner;
import io.msqpay.error.ErrorBodies;
import io.msqpay.payment.Address;
import io.msqpay.payment.PaymentClock;
import io.msqpay.payment.PaymentId;
import io.msqpay.payment.PaymentIds;
import io.msqpay.payment.PaymentOrder;
import io.msqpay.route.Requests.Reply;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SignatureException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.SignedRawTransaction;
import org.web3j.crypto.TransactionEncoder;
import org.web3j.crypto.transaction.type.Transaction1559;
import org.web3j.protocol.core.methods.response.EthBlock;

/** What an integrator's own beans change, by whatever name they go. */
@RouteTest
@Import(SeamsTest.Integration.class)
class SeamsTest {

    @Autowired
    private ScriptedChain chain;

    @Autowired
    private Requests requests;

    @BeforeEach
    void forget() {
        chain.reset();
    }

    @Test
    void idAndExpiryAreTheirs() {
        Reply reply = create("order-7");

        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.text("paymentId")).isEqualTo(Integration.id("order-7").value());
        assertThat(reply.body().path("expiresAt").asLong()).isEqualTo(ScriptedChain.NOW + 7);
    }

    @Test
    void feesGasAndSignatureAreTheirs() throws SignatureException {
        create("order-8");

        SignedRawTransaction sent = (SignedRawTransaction) chain.sent().get(0);
        Transaction1559 content = (Transaction1559) sent.getTransaction();
        assertThat(content.getMaxFeePerGas()).isEqualTo(77);
        assertThat(content.getMaxPriorityFeePerGas()).isEqualTo(7);
        assertThat(content.getGasLimit()).isEqualTo(100_007);
        assertThat(sent.getFrom()).isEqualTo(Integration.KEY.getAddress());
        assertThat(chain.calls("ETH_ESTIMATE_GAS")).first().satisfies(estimate -> assertThat(
                        estimate.text("FROM_ADDRESS"))
                .isEqualTo(Integration.KEY.getAddress()));
        assertThat(requests.request("getConfig", null, Map.of())
                        .body()
                        .at("/relayer/address")
                        .asText())
                .isEqualTo(new Address(Integration.KEY.getAddress()).value());
    }

    @Test
    void wordsForErrorsAreTheirs() {
        Reply reply = requests.request("getPaymentStatus", null, Map.of("paymentId", "0x1"));

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.text("title")).isEqualTo("ValidationError");
        assertThat(reply.text("error")).isNull();
        assertThat(reply.header("Retry-After")).isEqualTo("7");
    }

    /** Replaced by its name, with a class that is no relative of the one it stands in for. */
    @Test
    void membersOfAnAnswerAreTheirs() {
        chain.payments(ScriptedChain.pending(Integration.id("relayed")));
        chain.on(
                "ETH_GET_TRANSACTION_RECEIPT",
                ScriptedChain.answer(Optional.of(ScriptedChain.receiptOf("0x" + "2".repeat(64), true))));

        Reply reply = requests.request(
                "relayPayment",
                Map.of("action", "fail"),
                Map.of("paymentId", Integration.id("relayed").value()));

        assertThat(reply.text("theirs")).isEqualTo("success");
    }

    @ParameterizedTest
    @ValueSource(strings = {"timeLimits", "outcomes"})
    void aBeanWithoutAMethodThatRoutesCallStopsTheStart(String name) {
        SpringApplicationBuilder application = new SpringApplicationBuilder(ScriptedChain.Application.class)
                .web(WebApplicationType.NONE)
                .bannerMode(Banner.Mode.OFF)
                .initializers(
                        context -> ((GenericApplicationContext) context).registerBean(name, Object.class, Object::new));

        assertThatThrownBy(() -> application
                        .run(
                                "--spring.config.name=embedding-application",
                                "--msqpay.chain.rpc-urls=http://127.0.0.1:9",
                                "--msqpay.contract.address=" + ScriptedChain.MSQPAY,
                                "--msqpay.tokens=USDC=" + ScriptedChain.USDC,
                                "--msqpay.operator.private-key=" + ScriptedChain.OPERATOR_KEY)
                        .close())
                .hasStackTraceContaining("not found on bean");
    }

    private Reply create(String key) {
        return requests.request(
                "createPayment",
                Map.of("merchantId", ScriptedChain.MERCHANT.value(), "amount", "1", "currency", "USDC"),
                Map.of("Idempotency-Key", key));
    }

    /** Shows relays in words of its own. */
    public static final class Shipments {

        public Map<String, Object> success(String relayId, String relayTxHash, String status) {
            return Map.of("theirs", status);
        }

        public Map<String, Object> result(String relayId, String relayTxHash, String status) {
            return Map.of("theirs", status);
        }

        public Map<String, Object> tracked(String relayId, String relayTxHash, String status, String providerStatus) {
            return Map.of("theirs", status);
        }
    }

    static class Integration {

        static final Credentials KEY = Credentials.create("0x" + "7".repeat(64));

        static PaymentId id(String key) {
            return new PaymentId(
                    "0x" + String.format("%064x", new BigInteger(1, key.getBytes(StandardCharsets.UTF_8))));
        }

        @Bean
        PaymentIds orderNumbers() {
            return (merchant, key) -> id(key);
        }

        @Bean
        PaymentClock sevenSeconds() {
            return new PaymentClock() {
                @Override
                public long expiresAt(PaymentOrder order, EthBlock.Block latest) {
                    return latest.getTimestamp().longValueExact() + 7;
                }
            };
        }

        @Bean
        FeePolicy sevens() {
            return new FeePolicy() {
                @Override
                public Fees fees(EthBlock.Block latest, BigInteger gasPrice) {
                    return new Fees(BigInteger.valueOf(77), BigInteger.valueOf(7));
                }

                @Override
                public BigInteger gasLimit(BigInteger estimate) {
                    return estimate.add(BigInteger.valueOf(7));
                }
            };
        }

        @Bean
        OperatorSigner vault() {
            return new OperatorSigner() {
                @Override
                public String address() {
                    return KEY.getAddress();
                }

                @Override
                public byte[] sign(RawTransaction transaction) {
                    return TransactionEncoder.signMessage(transaction, KEY);
                }
            };
        }

        @Bean
        ErrorBodies problemDetails() {
            return new ErrorBodies() {
                @Override
                public Object body(String error, Throwable caught, String requestId) {
                    return Map.of("title", error);
                }

                @Override
                public Long retryAfter(Throwable caught) {
                    return 7L;
                }
            };
        }

        @Bean
        Shipments relays() {
            return new Shipments();
        }
    }
}
