package io.msqpay.http;

import com.networknt.schema.regex.RegularExpression;
import java.util.regex.Pattern;

/** Java's {@code $} also matches before a last line break, that of JSON Schema (ECMA-262) does not. */
final class StrictRegularExpression implements RegularExpression {

    private final Pattern pattern;

    StrictRegularExpression(String regex) {
        this.pattern = Pattern.compile(
                regex.endsWith("$") && !regex.endsWith("\\$") ? regex.substring(0, regex.length() - 1) + "\\z" : regex);
    }

    @Override
    public boolean matches(String value) {
        return pattern.matcher(value).find();
    }
}
