package io.msqpay.http;

/** A request whose caller is not known; without stack trace, since it is no surprise. */
final class CallerException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String tokenError;

    private CallerException(int status, String tokenError, String message) {
        super(message, null, false, false);
        this.status = status;
        this.tokenError = tokenError;
    }

    /** Nothing, or no more than an API key, was presented. */
    static CallerException unauthorized(String message) {
        return new CallerException(401, null, message);
    }

    static CallerException invalidToken(String message) {
        return new CallerException(401, "invalid_token", message);
    }

    static CallerException unavailable() {
        return new CallerException(503, null, "Access tokens cannot be checked right now; try again in a moment");
    }

    int status() {
        return status;
    }

    /** The error code of RFC 6750; null if no token was presented. */
    String tokenError() {
        return tokenError;
    }
}
