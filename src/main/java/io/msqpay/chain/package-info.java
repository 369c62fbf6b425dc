/** Talking to nodes: fees, nonces, signing and what node errors mean. */
package io.msqpay.chain;
