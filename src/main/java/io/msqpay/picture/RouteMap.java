package io.msqpay.picture;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which route calls which, and what lies outside.
 *
 * @param places clients first, then the routes in the order of their files, then the systems that they call
 * @param calls each once, in the order of the places they start from
 */
public record RouteMap(List<Place> places, Set<Call> calls) {

    /** What a place is. */
    public enum Kind {
        CLIENTS,
        ROUTE,
        SYSTEM
    }

    /**
     * Something that calls or is called.
     *
     * @param file where a route is told; empty for others
     * @param id unique; of a route its id
     * @param description of a route its own, of others their name
     */
    public record Place(Kind kind, String file, String id, String description) {}

    /**
     * One place calls another.
     *
     * @param chosen whether configuration or state chooses this of several
     */
    public record Call(String from, String to, boolean chosen) {}

    private static final YAMLMapper YAML = new YAMLMapper();
    private static final Place CLIENTS = new Place(Kind.CLIENTS, "", "clients", "Clients");

    /** Beginnings of addresses outside, each with the place it stands for. */
    private static final Map<String, Place> SYSTEMS = Map.of(
            "web3j:", new Place(Kind.SYSTEM, "", "nodes", "Nodes of the chain"),
            "{{deliverTo}}", new Place(Kind.SYSTEM, "", "consumers", "Consumers of events"),
            "{{msqpay.signer-url}}", new Place(Kind.SYSTEM, "", "signer", "Remote signer"),
            "{{msqpay.relayer-url}}", new Place(Kind.SYSTEM, "", "relayer", "Remote relayer"));

    private static final Set<String> SENDS = Set.of("to", "toD", "wireTap", "enrich", "poll", "pollEnrich");
    private static final String RELAY_VIA = "relayVia";
    private static final String RELAYER_ROUTE = "{{msqpay.relayer-route}}";
    private static final Pattern OPEN = Pattern.compile("\\{\\{[^}]+}}|\\$\\{[^}]+}");

    /**
     * Reads the routes.
     *
     * @param files their texts by path
     * @param contract the REST contract
     */
    public static RouteMap read(SortedMap<String, String> files, JsonNode contract) throws JsonProcessingException {
        List<Entry> entries = new ArrayList<>();
        for (Map.Entry<String, String> file : files.entrySet()) {
            for (JsonNode entry : YAML.readTree(file.getValue())) {
                entries.add(Entry.of(file.getKey(), entry, contract));
            }
        }
        List<Place> places = new ArrayList<>(List.of(CLIENTS));
        entries.forEach(entry -> places.add(entry.place()));
        Set<Call> calls = new LinkedHashSet<>();
        for (Entry entry : entries) {
            if (entry.exposed()) {
                calls.add(new Call(CLIENTS.id(), entry.place().id(), false));
            }
            entries.stream()
                    .filter(other -> other.place().id().equals(entry.configuration()))
                    .forEach(other ->
                            calls.add(new Call(entry.place().id(), other.place().id(), true)));
            for (String written : entry.addresses()) {
                String address = written.startsWith("direct:")
                        ? written
                        : entry.defaults().path(written).asText(written);
                if (address.startsWith("direct:")) {
                    calls.addAll(direct(entry, address, entries));
                } else {
                    Place system = system(address);
                    if (!places.contains(system)) {
                        places.add(system);
                    }
                    calls.add(new Call(entry.place().id(), system.id(), false));
                }
            }
        }
        return new RouteMap(List.copyOf(places), calls);
    }

    private static List<Call> direct(Entry caller, String address, List<Entry> entries) {
        Pattern target = Pattern.compile(pattern(address.replace(RELAYER_ROUTE, relayers(entries))));
        boolean anything = OPEN.matcher(address.substring("direct:".length())).matches();
        String usual = caller.defaults().path(address).asText();
        List<Entry> found = entries.stream()
                .filter(entry -> entry.isTemplate()
                        ? anything && entry.consumes().startsWith("direct:")
                        : (!anything && target.matcher(entry.consumes()).matches())
                                || (!usual.isEmpty() && entry.consumes().equals(usual)))
                .toList();
        if (found.isEmpty()) {
            found = entries.stream()
                    .filter(entry -> entry.isTemplate() && address.matches(pattern(entry.consumes())))
                    .toList();
        }
        boolean chosen = found.size() > 1;
        return found.stream()
                .map(entry -> new Call(caller.place().id(), entry.place().id(), chosen))
                .toList();
    }

    /** The names of the relayers there are: each has a route of its own. */
    private static String relayers(List<Entry> entries) {
        return entries.stream()
                .map(entry -> entry.place().id())
                .filter(id -> id.startsWith(RELAY_VIA))
                .map(id -> id.substring(RELAY_VIA.length()))
                .collect(Collectors.joining("|", "(", ")"));
    }

    /** What placeholders and expressions stand for is known when the server runs. */
    private static String pattern(String address) {
        return OPEN.matcher(address).replaceAll(".+");
    }

    private static Place system(String address) {
        return SYSTEMS.entrySet().stream()
                .filter(system -> address.startsWith(system.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseGet(() -> {
                    String name = address.replaceFirst("\\?.*", "");
                    return new Place(Kind.SYSTEM, "", name.replaceAll("\\W+", "_"), name);
                });
    }

    /**
     * One entry of a file.
     *
     * @param consumes the endpoint it starts from; empty for a REST contract and for what is configured for several routes
     * @param configuration what handles its failures; empty for none
     * @param addresses what it calls
     * @param defaults of a template: what an address that is its parameter usually is
     */
    private record Entry(
            Place place,
            String consumes,
            String configuration,
            Set<String> addresses,
            JsonNode defaults,
            boolean exposed) {

        static Entry of(String file, JsonNode entry, JsonNode contract) {
            String kind = entry.fieldNames().next();
            JsonNode content = entry.get(kind);
            Set<String> addresses = new TreeSet<>();
            if (kind.equals("rest")) {
                JsonNode rest = content.path("openApi");
                contract.path("paths")
                        .findValuesAsText("operationId")
                        .forEach(operation -> addresses.add("direct:" + operation));
                return new Entry(
                        new Place(
                                Kind.ROUTE,
                                file,
                                rest.path("routeId").asText(),
                                contract.at("/info/title").asText()),
                        "",
                        "",
                        addresses,
                        YAML.createObjectNode(),
                        true);
            }
            JsonNode route = kind.equals("routeTemplate") ? content.path("route") : content;
            collect(route, addresses);
            var defaults = YAML.createObjectNode();
            content.path("parameters").forEach(parameter -> {
                String hole = "{{" + parameter.path("name").asText() + "}}";
                String usual = parameter.path("defaultValue").asText();
                if (usual.startsWith("direct:")) {
                    defaults.put(hole, usual);
                } else if (!usual.isEmpty()) {
                    defaults.put("direct:" + hole, "direct:" + usual);
                }
            });
            return new Entry(
                    new Place(
                            Kind.ROUTE,
                            file,
                            content.path("id").asText(),
                            content.path("description").asText()),
                    route.at("/from/uri").asText(),
                    route.path("routeConfigurationId").asText(),
                    addresses,
                    defaults,
                    false);
        }

        boolean isTemplate() {
            return OPEN.matcher(consumes).find();
        }

        private static void collect(JsonNode node, Set<String> addresses) {
            node.properties().forEach(member -> {
                if (SENDS.contains(member.getKey())) {
                    JsonNode step = member.getValue();
                    addresses.add(
                            step.has("uri")
                                    ? step.path("uri").asText()
                                    : step.at("/expression/constant/expression").asText());
                }
                collect(member.getValue(), addresses);
            });
            if (node.isArray()) {
                node.forEach(element -> collect(element, addresses));
            }
        }
    }
}
