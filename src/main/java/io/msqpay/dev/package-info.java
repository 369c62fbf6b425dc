/** The local chain of the dev profile. */
package io.msqpay.dev;
