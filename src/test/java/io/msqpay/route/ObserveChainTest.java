package io.msqpay.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.web3j.protocol.core.methods.response.EthBlock;

@RouteTest
@ExtendWith(OutputCaptureExtension.class)
class ObserveChainTest {

    private static final String LOGS = "ETH_GET_LOGS";

    @Autowired
    private ScriptedChain chain;

    @Autowired
    private Requests requests;

    @BeforeEach
    void forget() {
        chain.reset();
    }

    /** Or else payments would not be counted any more after an outage, and nobody would know. */
    @Test
    void paymentsAreCountedAtANodeThatSearchesFewBlocks(CapturedOutput output) {
        observe(100);
        chain.on(
                LOGS,
                ScriptedChain.error("block range is too large"),
                ScriptedChain.error("block range is too large"),
                ScriptedChain.answer(List.of()));

        for (int i = 0; i < 4; i++) {
            observe(1_000_000);
        }

        assertThat(chain.calls(LOGS))
                .extracting(call -> call.text("FROM_BLOCK") + " to " + call.text("TO_BLOCK"))
                .containsExactly("101 to 1100", "101 to 600", "101 to 350", "351 to 631");
        assertThat(output.getOut())
                .containsOnlyOnce("A node does not search blocks 101 to 1100 at once and is asked for fewer;"
                        + " set MSQPAY_EVENTS_MAXBLOCKS");
    }

    private void observe(long latest) {
        EthBlock.Block block = ScriptedChain.block("0x3b9aca00");
        block.setNumber("0x" + Long.toHexString(latest));
        chain.on("ETH_GET_BLOCK_BY_NUMBER", ScriptedChain.answer(block));
        assertThat(requests.run("observePayments", Map.of()).getException()).isNull();
    }
}
