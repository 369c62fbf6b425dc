package io.msqpay.camel;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Labels the figures of circuit breakers with what they guard; Camel puts the number of a route before the id of a step of a template. */
public final class BreakerNames implements MeterFilter {

    private static final String BREAKERS = "resilience4j.circuitbreaker.";
    private static final String LABEL = "name";
    private static final Pattern STEP = Pattern.compile("(?:route-?\\d+-?)?break-(.+)");

    @Override
    public Meter.Id map(Meter.Id id) {
        String name = id.getName().startsWith(BREAKERS) ? id.getTag(LABEL) : null;
        Matcher step = name == null ? null : STEP.matcher(name);
        return step != null && step.matches() ? id.withTag(Tag.of(LABEL, step.group(1))) : id;
    }
}
