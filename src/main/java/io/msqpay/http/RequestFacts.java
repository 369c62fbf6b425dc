package io.msqpay.http;

import jakarta.servlet.ServletRequest;

/** What is learned of a request on its way and told once, when it is over. */
final class RequestFacts {

    private static final String ERROR = RequestFacts.class.getName() + ".error";
    private static final String PAYMENT = RequestFacts.class.getName() + ".payment";

    private static final String SENT = RequestFacts.class.getName() + ".sent";

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

    /** @param status which the client has been sent, whatever becomes of the rest: one that leaves a stream is no failure */
    static void sent(ServletRequest request, int status) {
        request.setAttribute(SENT, status);
    }

    /** The status that the client has been sent before its answer was whole; null when nobody has told it. */
    static Integer sent(ServletRequest request) {
        return (Integer) request.getAttribute(SENT);
    }
}
