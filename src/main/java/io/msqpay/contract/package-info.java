/** The contract's ABI: call data in, typed answers out. */
package io.msqpay.contract;
