package io.msqpay.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.msqpay.contract.Erc20;
import io.msqpay.contract.MsqpayContract;
import io.msqpay.error.InvalidRequestException;
import io.msqpay.payment.Address;
import io.msqpay.payment.PaymentEvent;
import io.msqpay.payment.PaymentId;
import io.msqpay.payment.PaymentViews;
import java.math.BigInteger;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.web3j.protocol.core.methods.response.EthBlock;

class EventPagesTest {

    private static final MsqpayContract CONTRACT =
            new MsqpayContract(new Address("0x26cF480E1f20f3e24cEf4e4aDe5b5EE62993c55F"));
    private static final Address MERCHANT = new Address("0x70997970C51812dc3A010C7d01b50e0d17dc79C8");
    private static final Address OTHER = new Address("0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC");

    private final EventPages pages = pages(80002);

    private static EventPages pages(long chainId) {
        return new EventPages(CONTRACT, () -> chainId, 1000, new PaymentViews(List::of, null, new Erc20()));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-, -, pending, finality must be latest",
                "-, -1, -, fromBlock must be a block number or latest",
                "-, pending, -, fromBlock must be a block number or latest",
                "AAAA, 0, latest, after is not one of this contract on this chain"
            })
    void whatIsWrongIsTheCallersMistake(String after, String fromBlock, String finality, String problem) {
        assertThatThrownBy(() -> pages.begin(after, fromBlock, finality))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageStartingWith(problem);
    }

    @Test
    void aPositionOfAnotherChainIsNone() {
        String elsewhere = position(pages(137).begin(null, "5", null));

        assertThatThrownBy(() -> pages.begin(elsewhere, null, null)).isInstanceOf(InvalidRequestException.class);
        assertThat(pages.begin(position(pages.begin(null, "5", null)), null, null)
                        .feed()
                        .tag())
                .isEqualTo("finalized");
    }

    @Test
    void aPageHoldsAHundredEventsAndSaysThatThereAreMore() {
        EventPage page = pages.begin(null, "0", "finalized");
        assertThat(pages.hasMore(page)).isTrue();

        pages.add(page, deliveries(150));

        assertThat(pages.hasMore(page)).isFalse();
        Map<String, Object> answer = pages.answer(page, null);
        assertThat(events(answer)).hasSize(100);
        assertThat(answer).containsEntry("more", true);
        assertThat(answer)
                .as("behind the last of them")
                .containsEntry(
                        "position",
                        new EventPositions(() -> 80002, CONTRACT.address()).text(new EventPosition(99, 0, List.of())));
        EventPage next = pages.begin(answer.get("position").toString(), null, null);
        assertThat(next.feed().position()).isEqualTo(answer.get("position"));
    }

    @Test
    void aCallerThatIsBoundToMerchantsHearsOfTheirsAndGoesOnBehindAll() {
        EventPage page = pages.begin(null, "0", "finalized");
        pages.add(page, deliveries(4));

        Map<String, Object> answer = pages.answer(page, List.of(OTHER));

        assertThat(events(answer)).hasSize(2).allSatisfy(event -> assertThat(event.get("merchantId"))
                .isEqualTo(OTHER.value()));
        assertThat(answer.get("position")).isEqualTo(pages.answer(page, null).get("position"));
    }

    @Test
    void aBlockThatIsStillToComeIsWaitedFor() {
        EventPage page = pages.begin(null, "500", "latest");
        EthBlock.Block head = new EthBlock.Block();
        head.setNumber("0x10");
        head.setHash("0x" + "a".repeat(64));

        EventLook look = page.feed().look(head, null);

        assertThat(look.isNeeded()).isFalse();
        assertThat(pages.answer(page, null)).containsEntry("more", false);
        assertThat(page.feed().position()).isEqualTo(position(pages.begin(null, "500", "latest")));
    }

    private String position(EventPage page) {
        return page.feed().position();
    }

    /** One in each block, for two merchants in turn. */
    private static List<EventDelivery> deliveries(int count) {
        return IntStream.range(0, count)
                .mapToObj(block -> new EventDelivery(
                        new PaymentEvent(
                                PaymentEvent.Type.CREATED,
                                new PaymentId("0x" + "5".repeat(64)),
                                block % 2 == 0 ? MERCHANT : OTHER,
                                OTHER,
                                BigInteger.ONE,
                                1,
                                "0x" + "0".repeat(64),
                                null,
                                "0x" + "1".repeat(64),
                                block,
                                "0x" + "2".repeat(64),
                                0),
                        false,
                        "position-" + block,
                        new EventPosition(block, 0, List.of())))
                .toList();
    }

    @SuppressWarnings("unchecked")
    private static Collection<Map<String, Object>> events(Map<String, Object> answer) {
        return (Collection<Map<String, Object>>) answer.get("events");
    }
}
