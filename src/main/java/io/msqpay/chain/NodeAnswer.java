package io.msqpay.chain;

/**
 * A node's own error answer (JSON-RPC {@code error}), as opposed to no answer.
 *
 * @param code JSON-RPC error code
 * @param message the node's words; never shown to clients
 * @param data what a revert carried, as 0x-hex; may be null
 */
public record NodeAnswer(int code, String message, String data) {}
