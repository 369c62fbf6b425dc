/** ERC-2771 meta-transactions: typed data (EIP-712) and strict signature recovery. */
package io.msqpay.gasless;
