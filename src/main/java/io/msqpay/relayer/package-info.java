/** The relayers' common model. */
package io.msqpay.relayer;
