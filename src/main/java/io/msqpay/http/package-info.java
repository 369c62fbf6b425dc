/** The HTTP edge of the stand-alone server: what happens before a route and after it. */
package io.msqpay.http;
