package io.msqpay.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

import io.msqpay.chain.OperatorAccount;
import io.msqpay.chain.WaitingTransactions;
import io.msqpay.limit.GasBudget;
import io.msqpay.payment.PaymentId;
import io.msqpay.route.Requests.Reply;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.context.bean.override.mockito.MockitoSpyBean;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.transaction.type.Transaction1559;

/** Looks are as frequent as the clock allows. */
@RouteTest
@TestPropertySource(properties = {"msqpay.chain.replace-after=30ms", "logging.level.offerAgain=ERROR"})
class ReplaceStuckTransactionsTest {

    private static final String SEND = "ETH_SEND_RAW_TRANSACTION";
    private static final String COUNT = "ETH_GET_TRANSACTION_COUNT";
    private static final BigInteger FIRST_OFFER = BigInteger.valueOf(400_000_000_000L);

    @Autowired
    private ScriptedChain chain;

    @Autowired
    private Requests requests;

    @Autowired
    private OperatorAccount operator;

    @Autowired
    private WaitingTransactions waiting;

    @MockitoSpyBean
    private GasBudget budget;

    private PaymentId id;

    @BeforeEach
    void openPayment() {
        id = new PaymentId("0x" + (UUID.randomUUID().toString() + UUID.randomUUID()).replace("-", ""));
        chain.reset();
        operator.resynchronize();
        chain.counts(7, 8);
        chain.payments(ScriptedChain.pending(id));
    }

    @AfterEach
    void mineAll() {
        chain.reset();
        chain.counts(1000, 1000);
        await().until(() -> !waiting.mayWait());
    }

    @Test
    void aTransactionBelowTheGoingPriceIsReplacedByTheSameContentUnderTheSameNonce() {
        relay();
        gasPrice(3);

        await().until(() -> chain.sent().size() > 1);

        assertThat(content(1)).isEqualTo(content(0));
        assertThat(fee(0)).isEqualTo(FIRST_OFFER);
        assertThat(fee(1))
                .isEqualTo(FIRST_OFFER.multiply(BigInteger.valueOf(11)).divide(BigInteger.TEN));
        assertThat(((Transaction1559) chain.sent().get(1).getTransaction()).getMaxPriorityFeePerGas())
                .isEqualTo(2_000_000_000L);
        afterSomeLooks();
        assertThat(chain.sent()).as("no more than that").hasSize(2);
    }

    @Test
    void aRelayIsFollowedByTheIdOfItsFirstTransactionWhenThatWasReplaced() {
        String relayId = relay();
        gasPrice(3);
        await().until(() -> chain.sent().size() > 1);

        Reply reply = follow(relayId);

        assertThat(reply.text("status")).isEqualTo("pending");
        assertThat(reply.text("relayId")).isEqualTo(relayId);
        assertThat(reply.text("relayTxHash")).startsWith("0x").isNotEqualTo(relayId);
        chain.receipt(reply.text("relayTxHash"), true);
        assertThat(follow(relayId).text("status")).isEqualTo("success");
    }

    @Test
    void aTransactionAtTheGoingPriceIsLeftAlone() {
        relay();
        afterSomeLooks();

        assertThat(chain.sent()).hasSize(1);
    }

    @Test
    void aTransactionThatNodesHaveForgottenIsOfferedAgainAsItIs() {
        String relayId = relay();
        chain.counts(7, 7);
        chain.forget(relayId);

        await().until(() -> chain.sent().size() > 1);

        assertThat(chain.calls(SEND).get(1).text("SIGNED_TRANSACTION_DATA"))
                .isEqualTo(chain.calls(SEND).get(0).text("SIGNED_TRANSACTION_DATA"));
        assertThat(follow(relayId).text("status")).isEqualTo("pending");
    }

    @Test
    void aNonceThatHoldsAnotherContentIsLeftAlone() {
        String relayId = relay();
        chain.counts(7, 9);
        afterSomeLooks();
        chain.forget(relayId);
        gasPrice(3);

        afterSomeLooks();

        assertThat(chain.sent()).hasSize(1);
    }

    @Test
    void aReplacementThatNodesRefuseIsTriedAgainWithoutRaisingItMore() {
        relay();
        chain.on(SEND, ScriptedChain.error("not now"));
        gasPrice(3);

        await().until(() -> chain.sent().size() > 3);

        assertThat(fee(3)).isEqualTo(fee(1));
    }

    @Test
    void aReplacementWhoseAnswerIsLostIsSentAgainAsItIsUntilANodeHasIt() {
        relay();
        chain.on(SEND, ScriptedChain.lost(), ScriptedChain.lost(), ScriptedChain.taken());
        gasPrice(3);

        await().until(() -> chain.sent().size() > 3);

        assertThat(content(3)).isEqualTo(content(0));
        assertThat(fee(1)).isGreaterThan(fee(0));
        assertThat(fee(2)).isEqualTo(fee(1));
        assertThat(fee(3)).isEqualTo(fee(1));
    }

    @Test
    void anOriginalThatIsMinedWhileItsReplacementIsSentIsFollowedByItsOwnHash() {
        String relayId = relay();
        chain.on(SEND, ScriptedChain.error("nonce too low"));
        gasPrice(3);
        await().until(() -> chain.sent().size() > 1);
        chain.receipt(relayId, true);

        Reply reply = follow(relayId);

        assertThat(reply.text("status")).isEqualTo("success");
        assertThat(reply.text("relayTxHash")).isEqualTo(relayId);
        assertThat(relay()).as("whoever asks for the same shares it").isEqualTo(relayId);
    }

    @Test
    void eachRaiseCountsOnceForTheGasBudget() {
        relay();
        gasPrice(3);
        await().until(() -> chain.sent().size() > 1);
        afterSomeLooks();

        verify(budget, times(1)).spendMore(any(), any(), any(), any());
    }

    @Test
    void anOutageIsWaitedFor() {
        relay();
        chain.on(COUNT, ScriptedChain.breakersOpen());
        afterSomeLooks();
        gasPrice(3);
        afterSomeLooks();
        assertThat(chain.sent()).hasSize(1);

        chain.counts(7, 8);

        await().until(() -> chain.sent().size() == 2);
    }

    @Test
    void nodesAreNotAskedOnceNothingWaits() {
        relay();
        chain.counts(9, 9);
        await().until(() -> !waiting.mayWait());
        chain.reset();

        await().during(Duration.ofMillis(200)).until(() -> chain.calls(COUNT).isEmpty());
    }

    private void afterSomeLooks() {
        int before = chain.calls(COUNT).size();
        await().until(() -> chain.calls(COUNT).size() > before + 20);
    }

    private void gasPrice(long gwei) {
        chain.on("ETH_GAS_PRICE", ScriptedChain.answer(BigInteger.valueOf(gwei * 1_000_000_000L)));
    }

    /** Answers the relay's id. */
    private String relay() {
        return requests.request("relayPayment", Map.of("action", "confirm"), Map.of("paymentId", id.value()))
                .text("relayId");
    }

    private Reply follow(String relayId) {
        return requests.request("getRelayStatus", null, Map.of("paymentId", id.value(), "relayId", relayId));
    }

    private record Content(BigInteger nonce, String to, String data, BigInteger gasLimit) {}

    private Content content(int index) {
        RawTransaction sent = chain.sent().get(index);
        return new Content(sent.getNonce(), sent.getTo(), sent.getData(), sent.getGasLimit());
    }

    private BigInteger fee(int index) {
        return ((Transaction1559) chain.sent().get(index).getTransaction()).getMaxFeePerGas();
    }
}
