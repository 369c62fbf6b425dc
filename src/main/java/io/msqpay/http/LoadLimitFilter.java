package io.msqpay.http;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Caps how many requests ask the chain at the same time. One beyond the cap waits for a moment, if not too many wait already, and is
 * refused with 503 before it has had any effect: work that was begun is never thrown away, and nobody waits without end.
 *
 * <p>Reads, sends and relays have caps of their own. Sends stand in line for the operator's nonce and relays wait for blocks; neither
 * shall take the places of those who just ask for a status. It comes after the body was read: a slow client takes no place.
 */
public final class LoadLimitFilter extends OncePerRequestFilter {

    private static final String RETRY_AFTER_SECONDS = "1";
    private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");

    private final ServedContract contract;
    private final Lane reads;
    private final Lane sends;
    private final Lane relays;
    private final ErrorResponder errors;

    /**
     * @param contract whose operations are capped
     * @param reads how many may run at the same time, as for sends and relays; as many more may wait
     * @param wait how long they may
     */
    public LoadLimitFilter(
            ServedContract contract, int reads, int sends, int relays, Duration wait, ErrorResponder errors) {
        this.contract = contract;
        this.reads = new Lane("reads", reads, wait);
        this.sends = new Lane("sends", sends, wait);
        this.relays = new Lane("relays", relays, wait);
        this.errors = errors;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !contract.counts(request.getServletPath());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Lane lane = lane(request);
        if (!lane.enter()) {
            response.setHeader("Retry-After", RETRY_AFTER_SECONDS);
            errors.respond(
                    request,
                    response,
                    HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                    "The server has all the work it can take; nothing was done, try again in a moment");
            return;
        }
        try {
            chain.doFilter(request, response);
        } finally {
            lane.leave();
        }
    }

    private Lane lane(HttpServletRequest request) {
        if (READS.contains(request.getMethod())) {
            return reads;
        }
        return request.getServletPath().endsWith("/relay") ? relays : sends;
    }

    private static final class Lane {

        private final Bulkhead running;

        /** Those who wait are in it too; nobody waits to get in here. */
        private final Bulkhead present;

        Lane(String name, int limit, Duration wait) {
            running = Bulkhead.of(name, config(limit, wait));
            present = Bulkhead.of(
                    name + "-present", config((int) Math.min(2L * limit, Integer.MAX_VALUE), Duration.ZERO));
        }

        private static BulkheadConfig config(int limit, Duration wait) {
            return BulkheadConfig.custom()
                    .maxConcurrentCalls(limit)
                    .maxWaitDuration(wait)
                    // In order of arrival, every place would wait for a thread to wake up.
                    .fairCallHandlingStrategyEnabled(false)
                    .build();
        }

        boolean enter() {
            if (!present.tryAcquirePermission()) {
                return false;
            }
            if (running.tryAcquirePermission()) {
                return true;
            }
            present.onComplete();
            return false;
        }

        void leave() {
            running.onComplete();
            present.onComplete();
        }
    }
}
