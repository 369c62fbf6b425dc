package io.msqpay.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Narrows what Spring and Camel see of a request to the contract's paths: HEAD is GET (Tomcat leaves the body out), and a body that is
 * not JSON in UTF-8 is just bytes, so that nobody decodes forms, multipart or exotic charsets before the validator refuses them. Until the
 * server is complete it lets nobody in.
 */
public final class ContractRequestFilter extends OncePerRequestFilter {

    private static final String METHOD = ContractRequestFilter.class.getName() + ".method";
    private static final String RETRY_AFTER_SECONDS = "1";

    private final ServedContract contract;
    private final ErrorResponder errors;

    public ContractRequestFilter(ServedContract contract, ErrorResponder errors) {
        this.contract = contract;
        this.errors = errors;
    }

    /** Whether the client wants the head of the answer alone, whatever the method seems to be. */
    static boolean isHead(HttpServletRequest request) {
        return "HEAD".equals(request.getAttribute(METHOD));
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !contract.covers(request.getServletPath());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!contract.isOpen()) {
            response.setHeader("Retry-After", RETRY_AFTER_SECONDS);
            errors.respond(request, response, HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            return;
        }
        request.setAttribute(METHOD, request.getMethod());
        chain.doFilter(new Narrowed(request), response);
    }

    private static final class Narrowed extends HttpServletRequestWrapper {

        private final String method;
        private final String contentType;

        Narrowed(HttpServletRequest request) {
            super(request);
            this.method = "HEAD".equals(request.getMethod()) ? "GET" : request.getMethod();
            String sent = request.getContentType();
            this.contentType =
                    sent == null ? null : JsonMediaType.matches(sent) ? "application/json" : "application/octet-stream";
        }

        @Override
        public String getMethod() {
            return method;
        }

        @Override
        public String getContentType() {
            return contentType;
        }

        @Override
        public String getCharacterEncoding() {
            return "UTF-8";
        }
    }
}
