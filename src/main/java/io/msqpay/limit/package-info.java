/** Bounds on what callers may use up. Each process counts for itself, in bounded memory; a restart forgets the counts. */
package io.msqpay.limit;
