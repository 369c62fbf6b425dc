package io.msqpay.event;

import io.msqpay.contract.MsqpayContract;
import io.msqpay.error.InvalidRequestException;
import io.msqpay.payment.Address;
import io.msqpay.payment.PaymentViews;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Events for callers who bring their position along, and take the next one with them. */
public final class EventPages {

    /** So few that a position is short enough for a query. */
    static final int MOST_UNSETTLED = 16;

    private final MsqpayContract contract;
    private final EventPositions positions;
    private final long mostBlocks;
    private final PaymentViews views;

    /**
     * @param chainId EIP-155 id, asked when a position is read or written
     * @param mostBlocks the most blocks to search at once
     */
    public EventPages(MsqpayContract contract, LongSupplier chainId, long mostBlocks, PaymentViews views) {
        this.contract = contract;
        this.positions = new EventPositions(chainId, contract.address());
        this.mostBlocks = mostBlocks;
        this.views = views;
    }

    /**
     * Begins a page.
     *
     * @param after position that an earlier answer gave; null or blank: none yet
     * @param fromBlock number of the first block without a position, or latest; null: latest
     * @param finality latest, safe or finalized; null: finalized
     * @throws InvalidRequestException if one of them is wrong
     */
    public EventPage begin(String after, String fromBlock, String finality) {
        Finality upTo = finality == null
                ? Finality.FINALIZED
                : valid("finality", "must be latest, safe or finalized", () -> Finality.of(finality));
        boolean begun = after != null && !after.isBlank();
        EventFeed feed = new EventFeed(
                upTo, begun ? read(after) : start(fromBlock), null, mostBlocks, MOST_UNSETTLED, contract, positions);
        feed.begin();
        return new EventPage(begun ? feed : feed.waiting());
    }

    private static EventPosition start(String fromBlock) {
        return fromBlock == null
                ? null
                : valid("fromBlock", "must be a block number or latest", () -> EventPosition.from(fromBlock));
    }

    private EventPosition read(String after) {
        return valid("after", "is not one of this contract on this chain", () -> positions.position(after));
    }

    /** What is wrong with a consumer's route is here the caller's mistake. */
    private static <T> T valid(String parameter, String mistake, Supplier<T> value) {
        try {
            return value.get();
        } catch (EventConsumerException e) {
            throw new InvalidRequestException(parameter, mistake);
        }
    }

    /** Whether another range of blocks is to be read for it. */
    public boolean hasMore(EventPage page) {
        return page.hasMore();
    }

    /** Takes what a range holds. */
    public void add(EventPage page, List<EventDelivery> deliveries) {
        page.add(deliveries);
    }

    /**
     * Answer of listPaymentEvents.
     *
     * @param merchants whose events the caller may hear of; null: everybody's
     */
    public Map<String, Object> answer(EventPage page, Collection<Address> merchants) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put(
                "events",
                page.events().stream()
                        .filter(delivery -> merchants == null
                                || merchants.contains(delivery.event().merchant()))
                        .map(this::view)
                        .toList());
        answer.put("position", page.feed().position());
        answer.put("more", page.isFollowed());
        return answer;
    }

    private Map<String, Object> view(EventDelivery delivery) {
        Map<String, Object> view = views.event(delivery.event(), delivery.retracted());
        view.put("position", delivery.position());
        return view;
    }
}
