package io.msqpay.config;

/**
 * One thing that is wrong.
 *
 * @param property the property at fault
 * @param text what is wrong and what to do; completes a sentence that starts with the variable and never repeats the value
 */
record Problem(String property, String text) {

    /** The line a person reads. */
    String line() {
        return Variables.of(property) + " (" + property + ") " + text;
    }
}
