package io.msqpay.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** What every answer tells browsers. */
final class SecurityHeaders {

    /** Answers of the API are data: a browser that shows one must run nothing in it. */
    private static final String DATA = "default-src 'none'; frame-ancestors 'none'";

    /** Only this server's own files run, and the page talks to this server only. Swagger UI sets style attributes. */
    private static final String PAGE = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
            + "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private SecurityHeaders() {}

    static void set(HttpServletRequest request, HttpServletResponse response) {
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("Content-Security-Policy", "/docs".equals(request.getServletPath()) ? PAGE : DATA);
    }
}
