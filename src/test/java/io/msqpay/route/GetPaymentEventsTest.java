package io.msqpay.route;

import static io.msqpay.route.ScriptedChain.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.msqpay.payment.PaymentId;
import io.msqpay.payment.PaymentStatus;
import io.msqpay.stream.PaymentReader;
import io.msqpay.stream.PaymentStream;
import io.msqpay.stream.StreamEvent;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.web3j.protocol.core.methods.response.EthBlock;

/** A test says when there is a new block, and when it is looked for. */
@RouteTest
class GetPaymentEventsTest {

    @Autowired
    private ScriptedChain chain;

    @Autowired
    private Requests requests;

    @Autowired
    private ProducerTemplate template;

    private final PaymentId id =
            new PaymentId("0x" + (UUID.randomUUID().toString() + UUID.randomUUID()).replace("-", ""));
    private final List<PaymentStream> opened = new ArrayList<>();

    private static final class Page implements PaymentReader {

        private final List<StreamEvent> told = new ArrayList<>();
        private boolean over;

        @Override
        public void tell(StreamEvent event) {
            told.add(event);
        }

        @Override
        public void beat() {
            // Pages of these tests do not wait for heartbeats.
        }

        @Override
        public void end() {
            over = true;
        }

        private List<String> names() {
            return told.stream().map(StreamEvent::name).toList();
        }
    }

    @BeforeEach
    void reset() {
        chain.reset();
    }

    @AfterEach
    void closeAll() {
        opened.forEach(PaymentStream::close);
    }

    @Test
    void theEventHasTheStatusAsItsOperationAnswersIt() {
        chain.payments(ScriptedChain.pending(id));

        Page page = follow(Map.of());

        byte[] status = requests.request("getPaymentStatus", null, Map.of("paymentId", id.value()))
                .exchange()
                .getMessage()
                .getBody(byte[].class);
        assertThat(page.told).singleElement().satisfies(event -> assertThat(event.data())
                .isEqualTo(new String(status)));
    }

    @Test
    void aPaymentIsReadWithANewBlockOnlyAndToldWhenItHasChanged() {
        chain.payments(ScriptedChain.pending(id));
        Page page = follow(Map.of());
        look(1);
        int reads = reads();

        look(1);
        assertThat(reads()).as("the same block").isEqualTo(reads);
        look(2);
        assertThat(reads()).isEqualTo(reads + 1);
        assertThat(page.told).as("nothing has changed").hasSize(1);
        chain.payments(ScriptedChain.payment(id, PaymentStatus.CONFIRMED, NOW));
        look(3);

        assertThat(page.told).last().satisfies(event -> assertThat(event.data()).contains("\"confirmed\""));
        assertThat(page.over).isTrue();
        look(4);
        assertThat(reads()).as("nobody follows it any more").isEqualTo(reads + 2);
    }

    @Test
    void whoComesWhileOthersFollowIsLookedAfterWithoutANewBlock() {
        chain.payments(ScriptedChain.pending(id));
        follow(Map.of());
        look(1);
        Page late = follow(Map.of());
        chain.payments(ScriptedChain.payment(id, PaymentStatus.CONFIRMED, NOW));

        look(1);

        assertThat(late.over).isTrue();
    }

    @Test
    void aReorganizationTakesAPaymentBackAndBrings() {
        chain.payments(ScriptedChain.pending(id));
        Page page = follow(Map.of("at", "safe"));

        chain.payments(ScriptedChain.UNKNOWN);
        look(1);
        look(2);
        chain.payments(ScriptedChain.pending(id));
        look(3);

        assertThat(page.names()).containsExactly("status", "retracted", "status");
        assertThat(page.told.get(1).id()).isEmpty();
        assertThat(page.told.get(1).data()).isEqualTo("{\"paymentId\":\"" + id + "\"}");
        assertThat(page.told.get(2)).isEqualTo(page.told.get(0));
        assertThat(page.over).isFalse();
    }

    @Test
    void anOutageIsWaitedForWithoutAWord() {
        chain.payments(ScriptedChain.pending(id));
        Page page = follow(Map.of());

        chain.on("ETH_GET_BLOCK_BY_NUMBER", ScriptedChain.lost());
        run();
        chain.on("getPayment(bytes32)", ScriptedChain.lost());
        look(1);
        chain.payments(ScriptedChain.payment(id, PaymentStatus.FAILED, NOW));
        look(2);

        assertThat(page.told).hasSize(2);
        assertThat(page.over).isTrue();
    }

    @Test
    void whoKnowsTheEndIsToldNotToComeBack() {
        chain.payments(ScriptedChain.payment(id, PaymentStatus.CONFIRMED, NOW));
        Page page = follow(Map.of());
        assertThat(page.over).isTrue();

        Exchange known = ask(Map.of("Last-Event-ID", page.told.get(0).id()));
        Page other = follow(Map.of("Last-Event-ID", "of another state"));

        assertThat(known.getMessage().getHeader("CamelHttpResponseCode")).hasToString("204");
        assertThat(known.getMessage().getBody()).isNull();
        assertThat(other.told).hasSize(1);
    }

    private Page follow(Map<String, Object> parameters) {
        PaymentStream stream = ask(parameters).getMessage().getBody(PaymentStream.class);
        opened.add(stream);
        Page page = new Page();
        stream.readBy(page);
        return page;
    }

    private Exchange ask(Map<String, Object> parameters) {
        Map<String, Object> headers = new HashMap<>(Map.of("paymentId", id.value()));
        headers.putAll(parameters);
        return template.request(
                "direct:getPaymentEvents", exchange -> exchange.getMessage().setHeaders(headers));
    }

    private void look(int block) {
        EthBlock.Block latest = new EthBlock.Block();
        latest.setHash("0x" + id.word().substring(8) + "%08x".formatted(block));
        latest.setNumber("0x" + Integer.toHexString(block));
        latest.setTimestamp("0x" + BigInteger.valueOf(NOW).toString(16));
        chain.on("ETH_GET_BLOCK_BY_NUMBER", ScriptedChain.answer(latest));
        run();
    }

    private void run() {
        Exchange exchange = requests.run("lookAtPayments", Map.of());
        assertThat(exchange.getException()).isNull();
    }

    private int reads() {
        return chain.calls("getPayment(bytes32)").size();
    }
}
