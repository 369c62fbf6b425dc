/** What the server's jar does beside serving: deploys the contracts, and checks a deployment. */
package io.msqpay.command;
