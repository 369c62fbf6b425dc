package io.msqpay.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an embedding application puts before the names of our endpoints, routes and steps, so that none of them is one of its own. */
record RoutesPrefix(String text) {

    /** The same characters as in the names themselves: no placeholder, no parameter. */
    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9._-]{0,64}");

    private static final Pattern BEFORE_NAME =
            Pattern.compile("\\bdirect:|(?m:^[ -]*(?:id|routeConfigurationId): +\"?)");

    static boolean isValid(String text) {
        return VALID.matcher(text).matches();
    }

    boolean isEmpty() {
        return text.isEmpty();
    }

    String id(String own) {
        return text + own;
    }

    /** Our name of a route or step; the one given when it is not ours. */
    String without(String id) {
        return id.startsWith(text) ? id.substring(text.length()) : id;
    }

    /** A file of routes, or the URI of an endpoint, that knows all of ours under these names. */
    String in(String plain) {
        return BEFORE_NAME.matcher(plain).replaceAll("$0" + Matcher.quoteReplacement(text));
    }
}
