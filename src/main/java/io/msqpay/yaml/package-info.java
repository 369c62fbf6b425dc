/** Where things stand in YAML files that others write, so that what is wrong with one is told with its line. */
package io.msqpay.yaml;
