package io.msqpay.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.msqpay.chain.OperatorAccount;
import io.msqpay.chain.WaitingTransactions;
import io.msqpay.error.ContractRevertedException;
import io.msqpay.error.GatewayTimeoutException;
import io.msqpay.error.ServiceUnavailableException;
import java.math.BigInteger;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.web3j.protocol.core.methods.response.Transaction;

@RouteTest
class SendTransactionTest {

    private static final String SEND = "ETH_SEND_RAW_TRANSACTION";
    private static final String COUNT = "ETH_GET_TRANSACTION_COUNT";
    private static final String LOOK_UP = "ETH_GET_TRANSACTION_BY_HASH";

    @Autowired
    private ScriptedChain chain;

    @Autowired
    private Requests requests;

    @Autowired
    private OperatorAccount operator;

    @Autowired
    private WaitingTransactions waiting;

    @BeforeEach
    void forget() {
        chain.reset();
        operator.resynchronize();
        BigInteger all = BigInteger.valueOf(1000);
        waiting.areStuck(all, all);
    }

    @Test
    void theFirstNonceIsTheNodesAndTheNextOneFollows() {
        Exchange first = send();
        Exchange second = send();

        assertThat(first.getException()).isNull();
        assertThat(first.getVariable("transactionHash")).isNotEqualTo(second.getVariable("transactionHash"));
        assertThat(chain.sent()).extracting("nonce").containsExactly(BigInteger.valueOf(7), BigInteger.valueOf(8));
        assertThat(chain.calls(COUNT)).allSatisfy(call -> {
            assertThat(call.text("AT_BLOCK")).isEqualTo("pending");
            assertThat(call.text("ADDRESS")).isEqualTo(operator.address());
        });
    }

    @Test
    void aTransactionFromOutsideTheServerThatStillWaitsKeepsItsNonce() {
        send();
        chain.on(COUNT, ScriptedChain.answer(BigInteger.valueOf(20)));

        Exchange sent = send();

        assertThat(sent.getException()).isNull();
        assertThat(chain.sent()).extracting("nonce").containsExactly(BigInteger.valueOf(7), BigInteger.valueOf(20));
    }

    @Test
    void anAnswerWithAnotherHashLeavesTheOutcomeToBeFoundOut() {
        chain.on(SEND, ScriptedChain.answer("0x" + "ab".repeat(32)));
        chain.on(LOOK_UP, ScriptedChain.answer(new Transaction()));

        Exchange sent = send();

        assertThat(sent.getException()).isNull();
        assertThat(chain.sent()).hasSize(1);
        assertThat(chain.calls(LOOK_UP)).hasSize(1);
    }

    @Test
    void gasAndFeesAreEstimatedWithAMargin() {
        send();

        assertThat(chain.sent().get(0).getGasLimit()).isEqualTo(120_000);
        assertThat(chain.calls("ETH_ESTIMATE_GAS").get(0).text("FROM_ADDRESS")).isEqualTo(operator.address());
    }

    @ParameterizedTest
    @ValueSource(strings = {"already known", "known transaction: 0x12"})
    void aNodeThatHoldsItAlreadyHasTakenIt(String message) {
        chain.on(SEND, ScriptedChain.error(message));

        Exchange sent = send();

        assertThat(sent.getException()).isNull();
        assertThat(chain.sent()).hasSize(1);
        assertThat(operator.freshNonce(BigInteger.ZERO)).isEqualTo(8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonce too low", "replacement transaction underpriced"})
    void aNonceThatSomebodyElseTookIsReplacedByTheNodesNext(String message) {
        chain.on(SEND, ScriptedChain.error(message), ScriptedChain.taken());
        chain.on(
                COUNT,
                ScriptedChain.answer(BigInteger.valueOf(7)),
                ScriptedChain.answer(BigInteger.valueOf(7)),
                ScriptedChain.answer(BigInteger.valueOf(9)));

        Exchange sent = send();

        assertThat(sent.getException()).isNull();
        assertThat(chain.sent()).extracting("nonce").containsExactly(BigInteger.valueOf(7), BigInteger.valueOf(9));
        assertThat(operator.freshNonce(BigInteger.ZERO)).isEqualTo(10);
    }

    @Test
    void aNonceThatThisVeryTransactionTookIsSuccess() {
        chain.on(SEND, ScriptedChain.error("nonce too low"));
        chain.on(LOOK_UP, ScriptedChain.answer(new Transaction()));

        Exchange sent = send();

        assertThat(sent.getException()).isNull();
        assertThat(chain.sent()).hasSize(1);
        assertThat(chain.calls(LOOK_UP).get(0).headers())
                .containsEntry("TRANSACTION_HASH", sent.getVariable("transactionHash"));
    }

    @Test
    void collisionsEndWithTheTimeLimitAndNoNonceIsTriedTwice() {
        chain.on(SEND, ScriptedChain.error("nonce too low"));

        assertUnavailable(send(), "nothing was sent");
        assertThat(chain.sent()).hasSizeGreaterThan(10).extracting("nonce").doesNotHaveDuplicates();
    }

    @Test
    void theNonceAfterATakenOneIsTriedWhenTheNodeCountsLate() {
        chain.on(SEND, ScriptedChain.error("replacement transaction underpriced"), ScriptedChain.taken());

        assertThat(send().getException()).isNull();
        assertThat(chain.sent()).extracting("nonce").containsExactly(BigInteger.valueOf(7), BigInteger.valueOf(8));
    }

    @Test
    void anAccountWithoutMoneyIsNamed() {
        chain.on(SEND, ScriptedChain.error("insufficient funds for gas * price + value"));

        assertUnavailable(send(), "cannot pay for gas");
    }

    @ParameterizedTest
    @ValueSource(strings = {"transaction underpriced", "fee too low"})
    void aFeeThatIsTooLowAtAnyNonceIsNotTriedWithAnother(String message) {
        chain.on(SEND, ScriptedChain.error(message));

        assertUnavailable(send(), "nothing was sent");
        assertThat(chain.sent()).hasSize(1);
    }

    @Test
    void aRefusalIsFinalAndTheNodesWordsStayInside() {
        chain.on(SEND, ScriptedChain.error("exceeds block gas limit"));

        Exchange refused = send();

        assertUnavailable(refused, "nothing was sent");
        assertThat(refused.getException()).hasMessageNotContaining("block gas limit");
        assertThat(operator.freshNonce(BigInteger.ZERO)).isNull();
        assertThat(chain.sent()).hasSize(1);
    }

    @Test
    void aLostAnswerIsFoundAgainByTheHash() {
        chain.on(SEND, ScriptedChain.lost());
        chain.on(LOOK_UP, ScriptedChain.answer(new Transaction()));

        Exchange sent = send();

        assertThat(sent.getException()).isNull();
        assertThat(chain.sent()).hasSize(1);
    }

    @Test
    void aLostAnswerThatLeavesNoTraceIsUnknownAndNotFailed() {
        chain.on(SEND, ScriptedChain.lost());

        assertUnknown(send());
    }

    @Test
    void theNonceOfATransactionThatMayStillLandIsNotGivenToAnother() {
        chain.on(SEND, ScriptedChain.lost(), ScriptedChain.taken());
        assertUnknown(send());

        assertThat(send().getException()).isNull();
        assertThat(chain.sent()).extracting("nonce").containsExactly(BigInteger.valueOf(7), BigInteger.valueOf(8));
    }

    @Test
    void aLostAnswerIsUnknownWhileNoNodeCanBeAsked() {
        chain.on(SEND, ScriptedChain.lost());
        chain.on(LOOK_UP, ScriptedChain.lost());
        assertUnknown(send());

        chain.on(LOOK_UP, ScriptedChain.breakersOpen());
        assertUnknown(send());
    }

    @Test
    void whatNeverLeftTheServerWasNotSent() {
        chain.on(SEND, ScriptedChain.unreachable());

        assertUnavailable(send(), "nothing was sent");
        assertThat(chain.calls(LOOK_UP)).isEmpty();
    }

    @Test
    void anOpenBreakerStopsASendBeforeItsStart() {
        chain.on(SEND, ScriptedChain.breakersOpen());

        assertUnavailable(send(), "try again");
    }

    @Test
    void aTransactionThatWouldRevertIsNotSigned() {
        chain.on("ETH_ESTIMATE_GAS", ScriptedChain.revert(null));

        assertThat(send().getException()).isInstanceOf(ContractRevertedException.class);
        assertThat(chain.sent()).isEmpty();
    }

    @Test
    void gasAboveTheCapIsNotPaid() {
        chain.on("ETH_GET_BLOCK_BY_NUMBER", ScriptedChain.answer(ScriptedChain.block("0xffffffffffff")));

        // Camel wraps what an expression throws; the error routes look inside.
        assertThat(send().getException())
                .hasRootCauseInstanceOf(ServiceUnavailableException.class)
                .hasMessageContaining("more expensive");
        assertThat(chain.sent()).isEmpty();
    }

    @Test
    void aTurnThatDoesNotComeInTimeSendsNothing() throws InterruptedException {
        operator.acquire();
        try {
            assertUnavailable(send(), "wait for their turn");
            assertThatThrownBy(operator::acquire)
                    .as("whoever had no turn gives none away")
                    .isInstanceOf(ServiceUnavailableException.class);
        } finally {
            operator.release();
        }
        assertThat(send().getException()).isNull();
    }

    @Test
    void aFailedSendGivesItsTurnAway() {
        chain.on(SEND, ScriptedChain.error("exceeds block gas limit"), ScriptedChain.taken());

        assertThat(send().getException()).isNotNull();
        assertThat(send().getException()).isNull();
    }

    @Test
    void thePurposeDecidesWhoSharesATransaction() {
        Exchange first = send("purpose-1");
        Exchange same = send("purpose-1");
        Exchange other = send("purpose-2");

        assertThat(first.getVariable("transactionShared")).isEqualTo(false);
        assertThat(same.getVariable("transactionShared")).isEqualTo(true);
        assertThat(same.getVariable("transactionHash")).isEqualTo(first.getVariable("transactionHash"));
        assertThat(other.getVariable("transactionHash")).isNotEqualTo(first.getVariable("transactionHash"));
        assertThat(chain.sent()).hasSize(2);
    }

    private Exchange send() {
        return send(UUID.randomUUID().toString());
    }

    private Exchange send(String purpose) {
        return requests.run(
                "sendTransaction",
                Map.of(
                        "transactionTo",
                        ScriptedChain.MSQPAY,
                        "transactionData",
                        "0x12",
                        "transactionPurpose",
                        purpose));
    }

    private static void assertUnavailable(Exchange exchange, String message) {
        assertThat(exchange.getException())
                .isInstanceOf(ServiceUnavailableException.class)
                .hasMessageContaining(message);
    }

    private void assertUnknown(Exchange exchange) {
        assertThat(exchange.getException()).isInstanceOfSatisfying(GatewayTimeoutException.class, unknown -> {
            assertThat(unknown.relayTxHash()).isEqualTo(exchange.getVariable("transactionHash"));
            assertThat(unknown.relayId()).isEqualTo(unknown.relayTxHash());
        });
        assertThat(operator.freshNonce(BigInteger.ZERO))
                .as("the node counts anew")
                .isNull();
    }
}
