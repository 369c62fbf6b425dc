package io.msqpay.yaml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** The text of a YAML file with the places of its members, each under its JSON pointer (RFC 6901). */
public final class YamlText {

    private static final int MAX_DEPTH = 100;

    private final String location;
    private final Map<String, Place> places = new LinkedHashMap<>();
    private final List<Place> repeated = new ArrayList<>();

    private YamlText(String location) {
        this.location = location;
    }

    /**
     * @param pointer of the member
     * @param value null if it is not a scalar
     * @param line counted from 1
     */
    public record Place(String pointer, String value, int line) {}

    /**
     * Reads a text.
     *
     * @param location by which people know it
     * @throws MalformedException if it is not YAML
     */
    public static YamlText parse(String location, String text) throws MalformedException {
        YamlText yaml = new YamlText(location);
        try {
            new Compose(LoadSettings.builder().setLabel(location).build())
                    .composeString(text)
                    .ifPresent(root -> yaml.add("", root, line(root), 0));
        } catch (YamlEngineException e) {
            throw new MalformedException(problem(e).orElse(yaml.in(String.valueOf(e.getMessage()))), e);
        }
        return yaml;
    }

    /** What a YAML parser has against a text, with the place, in one line; nothing if the failure is another one. */
    public static Optional<String> problem(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof MarkedYamlEngineException parser
                    && parser.getProblemMark().isPresent()) {
                Mark mark = parser.getProblemMark().get();
                return Optional.of(parser.getProblem() + " in " + mark.getName() + ", line " + (mark.getLine() + 1)
                        + ", column " + (mark.getColumn() + 1));
            }
        }
        return Optional.empty();
    }

    /** Members that stand in a mapping once more, under the name of an earlier one. */
    public List<Place> repeated() {
        return List.copyOf(repeated);
    }

    /** The places that pass, in the order of the text. */
    public List<Place> places(BiPredicate<String, String> pointerAndValue) {
        return places.values().stream()
                .filter(place -> pointerAndValue.test(place.pointer(), place.value()))
                .toList();
    }

    /** A sentence with the place of a member, or of the nearest one above it that is there. */
    public String at(String pointer, String sentence) {
        for (String known = pointer; ; known = known.substring(0, Math.max(0, known.lastIndexOf('/')))) {
            Place place = places.get(known);
            if (place != null) {
                return at(place, sentence);
            }
            if (known.isEmpty()) {
                return in(sentence);
            }
        }
    }

    /** A sentence with a place. */
    public String at(Place place, String sentence) {
        return in(sentence) + ", line " + place.line();
    }

    private String in(String sentence) {
        return sentence + " in " + location;
    }

    private void add(String pointer, Node node, int line, int depth) {
        Place place = new Place(pointer, node instanceof ScalarNode scalar ? scalar.getValue() : null, line);
        if (places.putIfAbsent(pointer, place) != null) {
            repeated.add(place);
        }
        // An alias may stand within what it names.
        if (depth == MAX_DEPTH) {
            return;
        }
        if (node instanceof MappingNode mapping) {
            for (NodeTuple member : mapping.getValue()) {
                if (member.getKeyNode() instanceof ScalarNode key) {
                    String name = key.getValue().replace("~", "~0").replace("/", "~1");
                    add(pointer + "/" + name, member.getValueNode(), line(key), depth + 1);
                }
            }
        } else if (node instanceof SequenceNode sequence) {
            for (int i = 0; i < sequence.getValue().size(); i++) {
                Node item = sequence.getValue().get(i);
                add(pointer + "/" + i, item, line(item), depth + 1);
            }
        }
    }

    private static int line(Node node) {
        return node.getStartMark().map(Mark::getLine).orElse(0) + 1;
    }

    /** Not YAML; the message says why and where, in one line. */
    public static final class MalformedException extends Exception {

        private static final long serialVersionUID = 1L;

        MalformedException(String problem, Throwable cause) {
            super(problem, cause);
        }
    }
}
