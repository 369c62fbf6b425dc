package io.msqpay.relayer;

/** What a {@link RelayerEmulator} does to a request. */
enum RelayerFault {
    /** 401, as for an expired token. */
    UNAUTHORIZED,
    /** 429 and one second to wait. */
    BUSY,
    /** 429 and an hour to wait. */
    BUSY_FOR_LONG,
    /** 403 with a reason that holds a secret. */
    REFUSED,
    /** 400 with a reason. */
    BAD_REQUEST,
    /** 500; nothing is taken. */
    FAILED,
    /** 500, although the transaction is taken. */
    FAILED_AFTER_TAKING,
    /** 504, although the transaction is taken. */
    GATEWAY_TIMEOUT_AFTER_TAKING,
    /** 200 and no JSON, although the transaction is taken. */
    GARBAGE_AFTER_TAKING,
    /** The line is cut before anything is taken. */
    CUT_BEFORE_TAKING,
    /** The line is cut, although the transaction is taken. */
    CUT_AFTER_TAKING,
    /** No answer, although the transaction is taken. */
    HANG_AFTER_TAKING
}
