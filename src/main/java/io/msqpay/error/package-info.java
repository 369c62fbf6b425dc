/** What can go wrong, as types: routes turn each into one documented HTTP status, never into text of their own. */
package io.msqpay.error;
