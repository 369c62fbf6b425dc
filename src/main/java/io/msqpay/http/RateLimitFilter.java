package io.msqpay.http;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Limits the requests of one client address to the payment operations. Each replica counts for itself. An IPv6 client counts as its
 * /64 network, since it can take any address in there.
 */
public final class RateLimitFilter extends OncePerRequestFilter {

    private static final int MAX_CLIENTS = 100_000;
    private static final int IPV6_NETWORK_GROUPS = 4;

    private final LoadingCache<String, Bucket> buckets;
    private final ErrorResponder errors;

    /** @param requestsPerMinute requests a client may send at once and in every minute; 0 or less switches the limit off */
    public RateLimitFilter(int requestsPerMinute, ErrorResponder errors) {
        this.errors = errors;
        this.buckets = requestsPerMinute <= 0
                ? null
                : Caffeine.newBuilder()
                        .maximumSize(MAX_CLIENTS)
                        .expireAfterAccess(Duration.ofMinutes(2))
                        .build(client -> Bucket.builder()
                                .addLimit(limit -> limit.capacity(requestsPerMinute)
                                        .refillGreedy(requestsPerMinute, Duration.ofMinutes(1)))
                                .build());
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        // The servlet path is decoded and normalized: spelling the path differently does not lead around the limit.
        String path = request.getServletPath();
        return buckets == null || !(path.equals("/payments") || path.startsWith("/payments/"));
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        ConsumptionProbe probe = buckets.get(client(request.getRemoteAddr())).tryConsumeAndReturnRemaining(1);
        if (probe.isConsumed()) {
            chain.doFilter(request, response);
            return;
        }
        // Rounded up: who waits that long is let in.
        long seconds = Duration.ofNanos(probe.getNanosToWaitForRefill())
                .plusNanos(999_999_999)
                .toSeconds();
        response.setHeader("Retry-After", Long.toString(seconds));
        errors.respond(request, response, 429, "Too many requests from this address; try again in " + seconds + " s.");
    }

    /** Tomcat writes IPv6 addresses as eight groups, without abbreviation. */
    static String client(String address) {
        int end = -1;
        for (int group = 0; group < IPV6_NETWORK_GROUPS; group++) {
            end = address.indexOf(':', end + 1);
            if (end < 0) {
                return address;
            }
        }
        return address.substring(0, end);
    }
}
