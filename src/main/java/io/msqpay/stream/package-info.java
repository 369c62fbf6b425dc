/** Who follows which payment, and what each of them knows of it already. */
package io.msqpay.stream;
