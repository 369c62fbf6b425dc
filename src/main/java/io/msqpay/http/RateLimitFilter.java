package io.msqpay.http;

import io.msqpay.limit.TokenBuckets;
import io.msqpay.limit.TokenBuckets.Taken;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Limits the requests to the payment operations, for each client address and for each API key. Each replica counts for itself. An IPv6
 * client counts as its /64 network, since it can take any address in there.
 *
 * <p>Every answer tells how much is left, in the fields {@code RateLimit-Policy} and {@code RateLimit} of
 * draft-ietf-httpapi-ratelimit-headers-10; a refusal has {@code Retry-After} too (RFC 9110).
 */
public final class RateLimitFilter extends OncePerRequestFilter {

    private static final int IPV4_BYTES = 4;
    /** One bucket for all whose address makes no sense: they must not fill the memory with names of their choice. */
    private static final long NOWHERE = -1;

    private final ServedContract contract;
    private final Limit addresses;
    private final Limit keys;
    private final Callers known;
    private final ErrorResponder errors;

    /**
     * @param contract whose operations are limited
     * @param perAddress requests a client may send at once and in every minute; 0 or less switches this limit off
     * @param perKey the same for a known caller, by API key or token, whatever the address
     */
    public RateLimitFilter(ServedContract contract, int perAddress, int perKey, Callers known, ErrorResponder errors) {
        this.contract = contract;
        this.addresses = perAddress <= 0 ? null : new Limit("address", perAddress);
        this.keys = perKey <= 0 ? null : new Limit("key", perKey);
        this.known = known;
        this.errors = errors;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        // The servlet path is decoded and normalized: spelling the path differently does not lead around the limit.
        return !contract.counts(request.getServletPath());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (addresses != null
                && !addresses.admit(client(request.getRemoteAddr()), "this address", request, response, errors)) {
            return;
        }
        // After the address, so that guessing keys is limited as well.
        Optional<Caller> caller = keys == null ? Optional.empty() : known.find(request);
        if (caller.isPresent()
                && !keys.admit(
                        caller.get().name(), "the holder of this API key or access token", request, response, errors)) {
            return;
        }
        chain.doFilter(request, response);
    }

    /** A number for each client: the address of IPv4, the network part of IPv6. */
    static long client(String address) {
        return IpNetwork.address(address)
                .map(InetAddress::getAddress)
                .map(bytes ->
                        bytes.length == IPV4_BYTES ? ByteBuffer.wrap(bytes).getInt() & 0xFFFFFFFFL : network(bytes))
                .orElse(NOWHERE);
    }

    private static long network(byte[] bytes) {
        return ByteBuffer.wrap(bytes).getLong();
    }

    private static final class Limit {

        private static final String POLICIES = "RateLimit-Policy";
        private static final String LIMITS = "RateLimit";

        private final TokenBuckets buckets;
        private final String policy;
        private final String name;
        private final String refill;

        Limit(String name, int perMinute) {
            this.buckets = new TokenBuckets(perMinute, Duration.ofMinutes(1));
            this.name = "\"" + name + "\";r=";
            this.policy = "\"" + name + "\";q=" + perMinute + ";w=" + buckets.periodSeconds();
            this.refill = ";t=" + buckets.secondsPerToken();
        }

        boolean admit(
                Object caller,
                String who,
                HttpServletRequest request,
                HttpServletResponse response,
                ErrorResponder errors)
                throws IOException {
            Taken taken = buckets.take(caller);
            append(response, POLICIES, policy);
            append(
                    response,
                    LIMITS,
                    name + taken.left() + (taken.granted() ? refill : ";t=" + taken.retryAfterSeconds()));
            if (!taken.granted()) {
                response.setHeader("Retry-After", Long.toString(taken.retryAfterSeconds()));
                errors.respond(
                        request,
                        response,
                        429,
                        "Too many requests from " + who + "; try again in " + taken.retryAfterSeconds() + " s");
            }
            return taken.granted();
        }

        /** One field line: not every client joins several. */
        private static void append(HttpServletResponse response, String field, String item) {
            String before = response.getHeader(field);
            response.setHeader(field, before == null ? item : before + ", " + item);
        }
    }
}
