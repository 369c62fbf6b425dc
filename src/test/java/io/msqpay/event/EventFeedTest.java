package io.msqpay.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.msqpay.chain.NodeUnavailableException;
import io.msqpay.contract.MalformedAnswerException;
import io.msqpay.contract.MsqpayContract;
import io.msqpay.payment.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.web3j.crypto.Hash;
import org.web3j.protocol.core.methods.response.EthBlock;
import org.web3j.protocol.core.methods.response.EthLog;
import org.web3j.protocol.core.methods.response.EthLog.LogResult;
import org.web3j.utils.Numeric;

/** Feeds on a chain of the test's own, which forks and is read as the routes read it. */
class EventFeedTest {

    private static final String CONTRACT = "0x26cF480E1f20f3e24cEf4e4aDe5b5EE62993c55F";
    private static final String FAILED = Hash.sha3String("PaymentFailed(bytes32,address)");
    private static final long MOST_BLOCKS = 100;

    private long nanos;
    private final EventFeeds feeds =
            new EventFeeds(new MsqpayContract(new Address(CONTRACT)), () -> 80002, MOST_BLOCKS, () -> nanos);
    private final EventPositions positions = new EventPositions(() -> 80002, CONTRACT);

    /** By block: its branch; missing: the block does not exist. */
    private final TreeMap<Long, Character> chain = new TreeMap<>();

    private final TreeMap<Long, Integer> events = new TreeMap<>();
    private Long finalized = 0L;
    private final List<String> told = new ArrayList<>();
    private String position;
    private final List<EventLook> looks = new ArrayList<>();

    @Test
    void tellsEachEventOnceInTheOrderOfTheChain() {
        grow(0, 10, 'a');
        events.put(3L, 2);
        events.put(7L, 1);
        EventFeed feed = open("0", "latest");

        read(feed);
        grow(11, 12, 'a');
        events.put(12L, 1);
        read(feed);

        assertThat(told).containsExactly("3a:0", "3a:1", "7a:0", "12a:0");
    }

    @Test
    void readsNothingWhileTheHeadIsTheSame() {
        grow(0, 10, 'a');
        EventFeed feed = open("0", "latest");
        read(feed);
        looks.clear();

        read(feed);

        assertThat(looks).hasSize(1).noneMatch(EventLook::isNeeded);
    }

    @Test
    void beginsAfterTheHeadOfTheFirstLook() {
        grow(0, 10, 'a');
        events.put(10L, 1);
        EventFeed feed = open("latest", "latest");
        read(feed);
        grow(11, 11, 'a');
        events.put(11L, 1);

        read(feed);

        assertThat(told).containsExactly("11a:0");
    }

    @Test
    void aReorganizationRetractsNewestFirstAndTellsWhatIsThereInstead() {
        grow(0, 10, 'a');
        events.put(5L, 1);
        events.put(8L, 2);
        EventFeed feed = open("0", "latest");
        read(feed);

        grow(7, 11, 'b');
        events.put(7L, 1);
        events.put(8L, 1);
        read(feed);

        assertThat(told).containsExactly("5a:0", "8a:0", "8a:1", "-8a:1", "-8a:0", "7b:0", "8b:0");
    }

    @Test
    void aShorterChainThatHasLostAnEventRetractsAlsoWhatWasAboveIt() {
        grow(0, 10, 'a');
        events.put(5L, 1);
        events.put(9L, 1);
        EventFeed feed = open("0", "latest");
        read(feed);

        chain.tailMap(5L).clear();
        grow(5, 7, 'b');
        events.clear();
        read(feed);

        assertThat(told).containsExactly("5a:0", "9a:0", "-9a:0", "-5a:0");
    }

    @Test
    void aNodeThatIsBehindTakesNothingBack() {
        grow(0, 10, 'a');
        events.put(5L, 1);
        events.put(9L, 1);
        EventFeed feed = open("0", "latest");
        read(feed);

        chain.tailMap(7L).clear();
        read(feed);
        grow(7, 12, 'a');
        read(feed);

        assertThat(told).containsExactly("5a:0", "9a:0");
    }

    @Test
    void whoeverGoesOnFromAPositionRetractsWhatAnotherDelivered() {
        grow(0, 10, 'a');
        finalized = 4L;
        events.put(3L, 1);
        events.put(8L, 1);
        read(open("0", "latest"));
        grow(8, 10, 'b');
        events.remove(8L);

        read(open("0", "latest"));

        assertThat(told).containsExactly("3a:0", "8a:0", "-8a:0");
    }

    @Test
    void everyPositionLeadsOnFromItsEvent() {
        grow(0, 10, 'a');
        finalized = 4L;
        events.put(3L, 3);
        events.put(8L, 3);
        List<String> kept = new ArrayList<>();
        EventFeed feed = open("0", "latest");
        feed.begin();
        feed.hasMore();
        EventLook look = look(feed);
        feeds.deliveries(feed, look, logs(look)).forEach(delivery -> kept.add(delivery.position()));

        for (int i = 0; i < kept.size(); i++) {
            told.clear();
            position = kept.get(i);
            read(open("0", "latest"));
            assertThat(told)
                    .containsExactlyElementsOf(List.of("3a:0", "3a:1", "3a:2", "8a:0", "8a:1", "8a:2")
                            .subList(i + 1, 6));
        }
    }

    @Test
    void anEventThatIsNotTakenComesAgain() {
        grow(0, 10, 'a');
        events.put(5L, 2);
        EventFeed feed = open("0", "latest");
        feed.begin();
        feed.hasMore();
        EventLook look = look(feed);
        List<EventDelivery> deliveries = feeds.deliveries(feed, look, logs(look));
        feeds.delivered(feed, deliveries.get(0));
        feeds.finish(feed, look);

        read(feed);

        assertThat(told).containsExactly("5a:1");
    }

    @Test
    void aBlockThatWasReadBeforeItWasFinalizedIsReadAgain() {
        grow(0, 10, 'a');
        finalized = 2L;
        EventFeed feed = open("0", "latest");
        read(feed);

        grow(6, 20, 'b');
        finalized = 18L;
        events.put(6L, 1);
        read(feed);

        assertThat(told).containsExactly("6b:0");
    }

    @Test
    void aBlockBelowARangeIsNotSettledByALaterRange() {
        grow(0, 150, 'a');
        finalized = 0L;
        EventFeed feed = open("1", "latest");
        feed.begin();
        feed.hasMore();
        EventLook first = look(feed);
        feeds.expect(feed, first, block(first.lastBlock()));
        feeds.deliveries(feed, first, logs(first));
        feeds.finish(feed, first);
        assertThat(first.lastBlock()).isEqualTo(MOST_BLOCKS);

        grow(50, 160, 'b');
        events.put(60L, 1);
        finalized = 155L;
        read(feed);
        grow(161, 161, 'b');
        read(feed);

        assertThat(told).containsExactly("60b:0");
    }

    @Test
    void farBehindItReadsRangeByRangeAndWithinOneLookOnlySoMany() {
        grow(0, 20_000, 'a');
        finalized = 20_000L;
        events.put(19_999L, 1);
        EventFeed feed = open("0", "finalized");

        read(feed);
        assertThat(looks).hasSize(EventFeed.RANGES);
        assertThat(told).isEmpty();
        for (int i = 0; i < 4; i++) {
            read(feed);
        }

        assertThat(told).containsExactly("19999a:0");
    }

    @Test
    void whatIsRefusedIsAskedForInSmallerRangesDownToOneBlock() {
        grow(0, 10, 'a');
        EventFeed feed = open("0", "latest");
        feed.begin();
        for (long blocks : List.of(11, 5, 2, 1)) {
            assertThat(feed.hasMore()).isTrue();
            EventLook look = look(feed);
            assertThat(look.lastBlock() - look.firstBlock() + 1).isEqualTo(blocks);
            if (blocks > 1) {
                assertThat(feeds.narrow(feed, look)).as("the first time").isEqualTo(blocks == 11);
            } else {
                assertThatThrownBy(() -> feeds.narrow(feed, look)).isInstanceOf(NodeUnavailableException.class);
            }
        }
    }

    @Test
    void noMoreEventsAreToldThanAPositionRemembers() {
        grow(0, 10, 'a');
        events.put(5L, EventFeed.MOST_UNSETTLED + 10);
        EventFeed feed = open("0", "latest");
        read(feed);
        assertThat(told).hasSize(EventFeed.MOST_UNSETTLED);

        grow(11, 20, 'a');
        finalized = 10L;
        read(feed);

        assertThat(told).hasSize(EventFeed.MOST_UNSETTLED + 10).doesNotHaveDuplicates();
    }

    @Test
    void withoutFinalizedBlocksWhatIsDeepIsSettled() {
        grow(0, 10, 'a');
        finalized = null;
        events.put(5L, 1);
        EventFeed feed = open("0", "latest");
        read(feed);
        int longest = position.length();
        grow(11, 5 + EventFeed.DEEPEST, 'a');
        events.put(5 + EventFeed.DEEPEST, 1);

        read(feed);

        assertThat(told).hasSize(2);
        assertThat(position).hasSize(longest);
    }

    @Test
    void aPositionAheadOfTheNodeWaits() {
        grow(0, 10, 'a');
        finalized = 10L;
        position = positions.text(EventPosition.before(100));
        EventFeed feed = open("0", "finalized");
        feed.begin();

        assertThatThrownBy(() -> look(feed))
                .isInstanceOf(NodeUnavailableException.class)
                .hasMessageContaining("block 99");
    }

    @Test
    void aNodeThatDoesNotShowTheEndOfTheRangeProvesNothing() {
        grow(0, 10, 'a');
        EventFeed feed = open("0", "latest");
        feed.begin();
        EventLook look = look(feed);

        assertThatThrownBy(() -> feeds.prove(feed, look, null)).isInstanceOf(NodeUnavailableException.class);
        assertThatThrownBy(() -> feeds.prove(feed, look, block(10, 'b'))).isInstanceOf(NodeUnavailableException.class);
        assertThatThrownBy(() -> feeds.look(feed, null, null)).isInstanceOf(NodeUnavailableException.class);
    }

    @Test
    void logsOfOtherBlocksAreNotBelieved() {
        grow(0, 10, 'a');
        EventFeed feed = open("5", "latest");
        feed.begin();
        EventLook look = look(feed);

        for (LogResult<?> foreign : List.of(log(4, 'a', 0), log(11, 'a', 0), log(10, 'b', 0))) {
            assertThatThrownBy(() -> feeds.deliveries(feed, look, List.of(foreign)))
                    .isInstanceOf(MalformedAnswerException.class);
        }
        assertThatThrownBy(() -> feeds.deliveries(feed, look, List.of(log(6, 'a', 0), log(6, 'b', 1))))
                .isInstanceOf(MalformedAnswerException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "0x10", "earliest", "1234567890123456789"})
    void aBeginningThatIsNoneIsRefused(String fromBlock) {
        assertThatThrownBy(() -> feeds.open("shop", null, fromBlock, "latest"))
                .isInstanceOf(EventConsumerException.class)
                .hasMessage("fromBlock must be a block number or latest");
    }

    @Test
    void aFinalityThatIsNoneIsRefused() {
        assertThatThrownBy(() -> feeds.open("shop", null, "0", "pending"))
                .isInstanceOf(EventConsumerException.class)
                .hasMessage("finality must be latest, safe or finalized");
    }

    @Test
    void aBlankPositionIsNone() {
        grow(0, 10, 'a');
        events.put(3L, 1);
        position = " \n";

        read(open("0", "safe"));

        assertThat(told).hasSize(1);
    }

    @Test
    void aConsumerIsKnownUntilItsRouteIsStartedAgain() {
        EventFeed feed = open("0", "latest");

        assertThat(feeds.feed("shop", 2)).isSameAs(feed);
        assertThat(feeds.feed("other", 2)).isNull();
        assertThat(feeds.feed("shop", 1)).isNull();
    }

    @Test
    void theSameIsSaidOnceInAMinuteAndWithoutWordsOfOthers() {
        assertThat(feeds.complaint("shop", new IllegalStateException("http://user:secret@host")))
                .isEqualTo("java.lang.IllegalStateException");
        assertThat(feeds.complaint("shop", new IllegalStateException())).isNull();
        assertThat(feeds.complaint("other", new NodeUnavailableException("No node")))
                .isEqualTo("io.msqpay.chain.NodeUnavailableException: No node");
        nanos += 60_000_000_000L;
        assertThat(feeds.complaint("shop", new IllegalStateException())).isNotNull();
    }

    private EventFeed open(String fromBlock, String finality) {
        return feeds.open("shop", position, fromBlock, finality);
    }

    /** As the routes do it. */
    private void read(EventFeed feed) {
        feed.begin();
        while (feeds.hasMore(feed)) {
            EventLook look = look(feed);
            looks.add(look);
            if (look.isNeeded()) {
                if (look.lacksHash()) {
                    feeds.expect(feed, look, block(look.lastBlock()));
                }
                feeds.prove(feed, look, block(look.lastBlock()));
                while (look.suspect() != null) {
                    feeds.weigh(feed, look, block(look.suspect()));
                }
                for (EventDelivery delivery : feeds.deliveries(feed, look, logs(look))) {
                    String hash = delivery.event().blockHash();
                    told.add(
                            (delivery.retracted() ? "-" : "") + delivery.event().blockNumber() + hash.charAt(2) + ":"
                                    + delivery.event().logIndex());
                    position = delivery.position();
                    feeds.delivered(feed, delivery);
                }
            }
            feeds.finish(feed, look);
        }
    }

    private EventLook look(EventFeed feed) {
        long head = feed.isProvisional() ? chain.lastKey() : finalized;
        return feeds.look(feed, block(head), finalized == null ? null : block(finalized));
    }

    private void grow(long from, long to, char branch) {
        chain.tailMap(from).clear();
        events.tailMap(from).clear();
        for (long block = from; block <= to; block++) {
            chain.put(block, branch);
        }
    }

    private EthBlock.Block block(long number) {
        return chain.containsKey(number) ? block(number, chain.get(number)) : null;
    }

    private static EthBlock.Block block(long number, char branch) {
        EthBlock.Block block = new EthBlock.Block();
        block.setNumber("0x" + Long.toHexString(number));
        block.setHash(EventPositionsTest.hash(number, branch));
        return block;
    }

    private List<LogResult<?>> logs(EventLook look) {
        return events.subMap(look.firstBlock(), true, look.lastBlock(), true).entrySet().stream()
                .flatMap(block -> IntStream.range(0, block.getValue())
                        .<LogResult<?>>mapToObj(index -> log(block.getKey(), chain.get(block.getKey()), index)))
                .toList();
    }

    private static LogResult<?> log(long block, char branch, int index) {
        EthLog.LogObject log = new EthLog.LogObject();
        log.setAddress(CONTRACT.toLowerCase(java.util.Locale.ROOT));
        log.setTopics(List.of(FAILED, "0x" + "1a".repeat(32), "0x" + "0".repeat(24) + "2b".repeat(20)));
        log.setData("0x");
        log.setTransactionHash("0x" + "5e".repeat(32));
        log.setBlockNumber("0x" + Long.toHexString(block));
        log.setBlockHash(EventPositionsTest.hash(block, branch));
        log.setLogIndex(Numeric.encodeQuantity(java.math.BigInteger.valueOf(index)));
        return log;
    }
}
