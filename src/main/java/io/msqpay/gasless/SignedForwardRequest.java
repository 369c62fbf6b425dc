package io.msqpay.gasless;

/**
 * A request with the payer's verified signature.
 *
 * @param signature 65 bytes as 0x-hex
 * @param digest what was signed, 32 bytes as 0x-hex: names this request among all others
 */
public record SignedForwardRequest(ForwardRequest request, String signature, String digest) {}
