package io.msqpay.chain;

/** A contract could not be deployed, or it is not known whether it was; the message is for operators and holds no secret. */
public final class DeploymentException extends RuntimeException {

    DeploymentException(String message) {
        super(message);
    }

    DeploymentException(String message, Throwable cause) {
        super(message, cause);
    }
}
