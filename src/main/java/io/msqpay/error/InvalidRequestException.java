package io.msqpay.error;

import java.util.List;

/** Shape, type, range or checksum of a request is wrong; nothing was changed. */
public final class InvalidRequestException extends MsqpayException {

    private final transient List<ErrorBody.Detail> details;

    /** One field at fault; the message names it too. */
    public InvalidRequestException(String field, String message) {
        this(field + " " + message, List.of(new ErrorBody.Detail(field, message)));
    }

    /** Any number of fields at fault. */
    public InvalidRequestException(String message, List<ErrorBody.Detail> details) {
        super(message);
        this.details = List.copyOf(details);
    }

    @Override
    public List<ErrorBody.Detail> details() {
        return details;
    }
}
