/** Typed configuration and the auto-configuration that turns it into replaceable beans. */
package io.msqpay.config;
