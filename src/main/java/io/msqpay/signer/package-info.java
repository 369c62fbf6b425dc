/** The operator's signature from somewhere else: what a signer over HTTP is asked, and what its answers are worth. */
package io.msqpay.signer;
