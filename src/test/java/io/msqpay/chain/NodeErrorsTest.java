package io.msqpay.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.msqpay.chain.TransactionRejectedException.Reason;
import io.msqpay.contract.RevertReasons;
import io.msqpay.error.ContractRevertedException;
import io.msqpay.error.ServiceUnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.web3j.crypto.Credentials;

/** What nodes say. */
class NodeErrorsTest {

    private static final Exception FAILURE = new Exception("failure");

    private final NodeErrors errors = new NodeErrors(new RevertReasons());

    @Test
    void takesNoAnswerForAnOutage() {
        assertThatThrownBy(() -> errors.answer(new IOException("cut"), null, null, null))
                .isInstanceOf(NodeUnavailableException.class)
                .hasMessageNotContaining("cut");
    }

    @ParameterizedTest
    @CsvSource({
        "-32603,internal error",
        "-32005,limit exceeded",
        "429,slow down",
        "-32000,header not found",
        "-32000,missing trie node ab",
        "-32000,request timed out",
        "-32099,anything"
    })
    void takesServerErrorsForAnOutage(int code, String message) {
        assertThatThrownBy(() -> errors.answer(FAILURE, code, message, null))
                .isInstanceOf(NodeUnavailableException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-32005|query returned more than 10000 results",
                "-32005|query returned more than 10000 results. Try with this block range [0x1, 0x2].",
                "-32000|Block range is too large",
                "-32000|block range is too wide",
                "-32614|eth_getLogs is limited to a 10,000 range",
                "-32602|You can make eth_getLogs requests with up to a 500 block range. Try this block range: [0x1, 0x2]",
                "-32602|Log response size exceeded.",
                "-32000|exceed maximum block range: 5000",
                "-32005|too many results"
            })
    void aRangeThatIsTooLargeIsNoOutage(int code, String message) {
        NodeAnswer answer = errors.answer(FAILURE, code, message, null);

        assertThatThrownBy(() -> errors.raise(answer)).isInstanceOf(LogRangeException.class);
    }

    @ParameterizedTest
    @CsvSource({"-32000,finalized block not found", "-32000,safe block not found"})
    void aBlockNameThatANodeDoesNotKnowIsNoReasonToLeaveItAlone(int code, String message) {
        NodeAnswer answer = errors.answer(FAILURE, code, message, null);

        assertThatThrownBy(() -> errors.raise(answer)).isInstanceOf(NodeUnavailableException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "-32000,nonce too low: next nonce 5,NONCE_USED",
        "-32010,OldNonce,NONCE_USED",
        "-32000,nonce too low: address 0xab tx: 4 state: 5,NONCE_USED",
        "-32003,nonce too low,NONCE_USED",
        "-32000,replacement transaction underpriced,UNDERPRICED",
        "-32000,Replacement transaction underpriced,UNDERPRICED",
        "-32010,ReplacementNotAllowed,UNDERPRICED",
        "-32000,could not replace existing tx,UNDERPRICED",
        "-32000,'transaction underpriced: gas tip cap 1, minimum needed 25000000000',OTHER",
        "-32000,fee too low,OTHER",
        "-32003,insufficient funds for gas * price + value,INSUFFICIENT_FUNDS",
        "-32000,already known,KNOWN",
        "-32603,transaction already imported,KNOWN",
        "-32000,exceeds block gas limit,OTHER"
    })
    void understandsWhyANodeDoesNotTakeATransaction(int code, String message, Reason reason) {
        NodeAnswer answer = errors.answer(FAILURE, code, message, null);

        assertThatThrownBy(() -> errors.raise(answer))
                .isInstanceOfSatisfying(TransactionRejectedException.class, e -> assertThat(e.reason())
                        .isEqualTo(reason));
    }

    @ParameterizedTest
    @CsvSource({
        "3,execution reverted,0xd6bda275,FailedCall()",
        "-32000,execution reverted,,The contract reverts without saying why",
        "-32603,VM Exception while processing transaction,0xd6bda275,FailedCall()",
        "3,execution reverted,'\"0xd6bda275\"',FailedCall()"
    })
    void decodesReverts(int code, String message, String data, String reason) {
        NodeAnswer answer = errors.answer(FAILURE, code, message, data);

        assertThatThrownBy(() -> errors.raise(answer))
                .isInstanceOf(ContractRevertedException.class)
                .hasMessage(reason);
    }

    @Test
    void raisesNothingWhenAllWentWellAndTheOutageThatRemained() {
        assertThatCode(() -> errors.raise(null)).doesNotThrowAnyException();
        assertThatCode(() -> errors.raise("none")).doesNotThrowAnyException();
        assertThatThrownBy(() -> errors.raise(new NodeUnavailableException("x")))
                .isInstanceOf(NodeUnavailableException.class);
        assertThatThrownBy(() -> errors.raise(new NodeAnswer(1, "a\nb" + "c".repeat(300), null)))
                .hasMessageStartingWith("a b")
                .satisfies(e -> assertThat(e.getMessage()).hasSize(200));
    }

    @Test
    void weighsOutages() {
        assertThat(errors.outage(null, "NONE")).isEqualTo("NONE");
        assertThat(errors.outage(new IllegalStateException(new NodeUnreachableException("x")), "NONE"))
                .isEqualTo("UNREACHABLE");
        assertThat(errors.outage(FAILURE, "UNREACHABLE")).isEqualTo("ASKED");
        assertThat(errors.outage(new NodeUnreachableException("x"), "ASKED")).isEqualTo("ASKED");
    }

    @Test
    void noticesANodeThatTakesBackWhatWasRead() {
        SeenPayments seen = new SeenPayments();
        String key = seen.key("0x1", "latest");

        seen.requireCurrent(key, payment(0));
        seen.requireCurrent(key, payment(1));
        assertThatThrownBy(() -> seen.requireCurrent(key, payment(0))).isInstanceOf(NodeUnavailableException.class);
        seen.requireCurrent(key, payment(3));
        assertThatThrownBy(() -> seen.requireCurrent(key, payment(1))).isInstanceOf(NodeUnavailableException.class);
        seen.requireCurrent(key, payment(2));
        seen.requireCurrent(seen.key("0x1", "finalized"), payment(0));
        seen.requireCurrent(key, "0x");
        seen.requireCurrent(key, 5);
    }

    @Test
    void remembersWhatIsReadAgainAndAgain() {
        AtomicLong time = new AtomicLong();
        SeenPayments seen = new SeenPayments(time::get);
        String key = seen.key("0x1", "latest");
        for (int i = 0; i < 2; i++) {
            seen.requireCurrent(key, payment(1));
            time.addAndGet(Duration.ofMinutes(9).toNanos());
        }

        assertThatThrownBy(() -> seen.requireCurrent(key, payment(0))).isInstanceOf(NodeUnavailableException.class);
        time.addAndGet(Duration.ofMinutes(1).toNanos());
        assertThatCode(() -> seen.requireCurrent(key, payment(0)))
                .as("a reorganization is believed in the end")
                .doesNotThrowAnyException();
    }

    private static String payment(int status) {
        return "0x" + "0".repeat(64 * 6 + 63) + status + "0".repeat(64 * 4);
    }

    @Test
    void givesOneTurnAtATime() throws InterruptedException {
        OperatorAccount account = new OperatorAccount(
                new PrivateKeySigner(Credentials.create("0x" + "1".repeat(64))), () -> 137, Duration.ofMillis(10));

        account.acquire();
        assertThatThrownBy(account::acquire).isInstanceOf(ServiceUnavailableException.class);
        account.release();
        account.acquire();
    }
}
