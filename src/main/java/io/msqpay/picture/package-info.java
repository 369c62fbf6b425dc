/** The routes as a picture, drawn from their files. */
package io.msqpay.picture;
