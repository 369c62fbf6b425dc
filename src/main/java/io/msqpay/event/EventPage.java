package io.msqpay.event;

import java.util.ArrayList;
import java.util.List;

/** What follows upon a position, for somebody who asks and is not remembered. Used by one thread. */
public final class EventPage {

    /** Enough to catch up quickly, little enough to be answered at once. */
    static final int MOST_EVENTS = 100;

    private final EventFeed feed;
    private final List<EventDelivery> events = new ArrayList<>();

    EventPage(EventFeed feed) {
        this.feed = feed;
    }

    /** Where it is read from. */
    public EventFeed feed() {
        return feed;
    }

    boolean hasMore() {
        return !isFull() && feed.hasMore();
    }

    /** What does not fit is left for the next page. */
    void add(List<EventDelivery> deliveries) {
        for (EventDelivery delivery : deliveries) {
            if (!isFull()) {
                feed.delivered(delivery);
                events.add(delivery);
            }
        }
    }

    List<EventDelivery> events() {
        return events;
    }

    /** Whether the next page can be asked for at once. */
    boolean isFollowed() {
        return isFull() || feed.isBehind();
    }

    private boolean isFull() {
        return events.size() >= MOST_EVENTS;
    }
}
