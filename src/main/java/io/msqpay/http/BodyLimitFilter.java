package io.msqpay.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.coyote.CloseNowException;
import org.springframework.web.filter.OncePerRequestFilter;

/** Reads bodies up to a limit of size and time, so that nothing behind it meets a larger, compressed or half-sent one. */
public final class BodyLimitFilter extends OncePerRequestFilter {

    private static final Set<String> WITHOUT_BODY = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

    private static final int BUFFER_BYTES = 8192;

    private final int maxBodySize;
    private final Duration maxTime;
    private final LongSupplier nanoTime;
    private final ErrorResponder errors;

    /**
     * @param maxBodySize largest body, in bytes
     * @param maxTime how long a body may take to arrive
     */
    public BodyLimitFilter(int maxBodySize, Duration maxTime, ErrorResponder errors) {
        this(maxBodySize, maxTime, System::nanoTime, errors);
    }

    BodyLimitFilter(int maxBodySize, Duration maxTime, LongSupplier nanoTime, ErrorResponder errors) {
        this.maxBodySize = maxBodySize;
        this.maxTime = maxTime;
        this.nanoTime = nanoTime;
        this.errors = errors;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (request.getContentLengthLong() > maxBodySize) {
            refuseSize(request, response);
            return;
        }
        if (WITHOUT_BODY.contains(request.getMethod())) {
            chain.doFilter(request, response);
            return;
        }
        String encoding = request.getHeader("Content-Encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            errors.respond(request, response, HttpServletResponse.SC_UNSUPPORTED_MEDIA_TYPE);
            return;
        }
        byte[] body = read(request.getInputStream());
        if (body == null) {
            refuseSlowness(request, response);
            return;
        }
        if (body.length > maxBodySize) {
            refuseSize(request, response);
            return;
        }
        chain.doFilter(new BufferedRequest(request, body), response);
    }

    /** The body, or a byte more than it may have; null if it takes too long. */
    private byte[] read(InputStream in) throws IOException {
        long start = nanoTime.getAsLong();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        byte[] buffer = new byte[BUFFER_BYTES];
        while (body.size() <= maxBodySize) {
            int count = in.read(buffer, 0, Math.min(buffer.length, maxBodySize + 1 - body.size()));
            if (count < 0) {
                return body.toByteArray();
            }
            body.write(buffer, 0, count);
            if (nanoTime.getAsLong() - start > maxTime.toNanos()) {
                return null;
            }
        }
        return body.toByteArray();
    }

    /** Answers and closes the connection: otherwise Tomcat would wait for the rest of the body, as long as that takes. */
    private void refuseSlowness(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader("Connection", "close");
        errors.respond(request, response, HttpServletResponse.SC_BAD_REQUEST, "The body came too slowly");
        response.flushBuffer();
        throw new CloseNowException("the body came too slowly");
    }

    private void refuseSize(HttpServletRequest request, HttpServletResponse response) throws IOException {
        errors.respond(
                request,
                response,
                HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE,
                "The body may have at most " + maxBodySize + " bytes");
    }
}
