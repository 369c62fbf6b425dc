package io.msqpay.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Gives every request an id: the client's if it is 1 to 128 of {@code A-Z a-z 0-9 . _ -}, else a new one. The id stands in the log,
 * in the answer and in what the rest of the server sees of the request. As the outermost filter it
 * also refuses TRACE, catches what nobody else has, and gives an error without body the documented one.
 */
public final class RequestIdFilter extends OncePerRequestFilter {

    private static final Logger LOG = LoggerFactory.getLogger(RequestIdFilter.class);

    private final ErrorResponder errors;

    public RequestIdFilter(ErrorResponder errors) {
        this.errors = errors;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String id = RequestIds.of(request);
        response.setHeader(RequestIds.HEADER, id);
        SecurityHeaders.set(request, response);
        if ("TRACE".equals(request.getMethod())) {
            // A servlet would echo the request's headers, the API key among them.
            response.setHeader("Allow", "GET, HEAD, POST, OPTIONS");
            errors.respond(request, response, HttpServletResponse.SC_METHOD_NOT_ALLOWED);
            return;
        }
        MDC.put(RequestIds.MDC_KEY, id);
        try {
            chain.doFilter(new Identified(request, id), response);
            if (response.getStatus() >= HttpServletResponse.SC_BAD_REQUEST && response.getContentType() == null) {
                // An error without body, as the health endpoint answers.
                errors.respond(request, response, response.getStatus());
            }
        } catch (ServletException | RuntimeException e) {
            // Beyond this point the MDC is gone and Tomcat would log without the id.
            LOG.error("A request failed", e);
            if (response.isCommitted()) {
                throw e;
            }
            errors.respond(request, response, HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
        } finally {
            MDC.remove(RequestIds.MDC_KEY);
        }
    }

    private static final class Identified extends HttpServletRequestWrapper {

        private final String id;

        Identified(HttpServletRequest request, String id) {
            super(request);
            this.id = id;
        }

        @Override
        public String getHeader(String name) {
            return RequestIds.HEADER.equalsIgnoreCase(name) ? id : super.getHeader(name);
        }

        @Override
        public Enumeration<String> getHeaders(String name) {
            return RequestIds.HEADER.equalsIgnoreCase(name)
                    ? Collections.enumeration(Collections.singleton(id))
                    : super.getHeaders(name);
        }
    }
}
