package io.msqpay.contract;

import io.msqpay.payment.Address;

/**
 * An accepted token.
 *
 * @param decimals digits behind the decimal point when people read an amount; the API itself only knows base units
 */
public record Token(String symbol, Address address, int decimals) {}
