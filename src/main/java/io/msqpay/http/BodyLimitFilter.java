package io.msqpay.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.springframework.web.filter.OncePerRequestFilter;

/** Reads bodies up to a limit, so that nothing behind it meets a larger, compressed or half-sent one. */
public final class BodyLimitFilter extends OncePerRequestFilter {

    private static final Set<String> WITHOUT_BODY = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

    private final int maxBodySize;
    private final ErrorResponder errors;

    /** @param maxBodySize largest body, in bytes */
    public BodyLimitFilter(int maxBodySize, ErrorResponder errors) {
        this.maxBodySize = maxBodySize;
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
        byte[] body = request.getInputStream().readNBytes(maxBodySize + 1);
        if (body.length > maxBodySize) {
            refuseSize(request, response);
            return;
        }
        chain.doFilter(new BufferedRequest(request, body), response);
    }

    private void refuseSize(HttpServletRequest request, HttpServletResponse response) throws IOException {
        errors.respond(
                request,
                response,
                HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE,
                "The body may have at most " + maxBodySize + " bytes.");
    }
}
