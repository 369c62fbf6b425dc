package io.msqpay.observe;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a server exposes at /metrics, sample by sample. */
record Exposition(List<Sample> samples) {

    private static final Pattern LINE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:\\\\.|[^\"\\\\])*)\"");

    /** @param value as it stands there */
    record Sample(String name, Map<String, String> labels, String value) {

        boolean has(Map<String, String> wanted) {
            return labels.entrySet().containsAll(wanted.entrySet());
        }
    }

    static Exposition parse(String text) {
        return new Exposition(text.lines()
                .filter(line -> !line.startsWith("#"))
                .map(Exposition::sample)
                .toList());
    }

    private static Sample sample(String line) {
        Matcher parts = LINE.matcher(line);
        if (!parts.matches()) {
            throw new IllegalArgumentException("not a sample: " + line);
        }
        Map<String, String> labels = new HashMap<>();
        if (parts.group(2) != null) {
            LABEL.matcher(parts.group(2)).results().forEach(label -> labels.put(label.group(1), label.group(2)));
        }
        return new Sample(parts.group(1), labels, parts.group(3));
    }

    /** The sum over all samples of a name that have these labels, name and value in turns; 0 when there is none. */
    double sum(String name, String... labels) {
        Map<String, String> wanted = new HashMap<>();
        for (int i = 0; i < labels.length; i += 2) {
            wanted.put(labels[i], labels[i + 1]);
        }
        return samples.stream()
                .filter(sample -> sample.name().equals(name) && sample.has(wanted))
                .mapToDouble(sample -> Double.parseDouble(sample.value()))
                .sum();
    }

    /** Whether a metric is there with a label of that name. */
    boolean knows(String name, String label) {
        return samples.stream()
                .anyMatch(sample -> sample.name().equals(name)
                        && (label == null || sample.labels().containsKey(label)));
    }
}
