package io.msqpay.http;

import jakarta.servlet.ServletRequest;

/** What is learned of a request on its way and told once, when it is over. */
final class RequestFacts {

    private static final String ERROR = RequestFacts.class.getName() + ".error";
    private static final String PAYMENT = RequestFacts.class.getName() + ".payment";

    private RequestFacts() {}

    /** @param name as in the documented error body; null: none */
    static void error(ServletRequest request, Object name) {
        request.setAttribute(ERROR, name);
    }

    /** @param paymentId of a payment the request is about; null: none */
    static void payment(ServletRequest request, Object paymentId) {
        request.setAttribute(PAYMENT, paymentId);
    }

    /** The name in the documented error body; null when nobody has told it. */
    static Object error(ServletRequest request) {
        return request.getAttribute(ERROR);
    }

    /** The payment a route has worked on; null when nobody has told it. */
    static Object payment(ServletRequest request) {
        return request.getAttribute(PAYMENT);
    }
}
