package io.msqpay.config;

import io.msqpay.http.ContractOverlay;
import io.msqpay.http.ContractOverlay.OverlayException;
import io.msqpay.http.OpenApiContract;
import io.msqpay.http.ServedContract;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.camel.model.ModelCamelContext;

/** What lies in the folder of an integrator, in force: route files, and overlays of the contract whose operations they answer. */
final class Extensions {

    static final String ROUTES = ".camel.yaml";
    static final String OVERLAY = ".openapi.yaml";

    private final ExtensionRoutes routes;
    private final ExtensionApi api;
    private final ServedContract contract;

    private SortedMap<String, String> seen = new TreeMap<>();
    private final Set<String> refused = new HashSet<>();
    /** By location, the texts that are in force. */
    private SortedMap<String, String> overlays = new TreeMap<>();

    /** @param contract to which overlays add; null if there is none, since HTTP is not served */
    Extensions(ModelCamelContext camel, ServedContract contract) {
        this.routes = new ExtensionRoutes(camel);
        this.api = new ExtensionApi(camel);
        this.contract = contract;
    }

    /**
     * Takes over what has changed in the folder since the last time. A file that is not taken leaves its version before in force.
     *
     * @param files texts by location
     * @return what is wrong, each in one line with the file
     */
    List<String> take(SortedMap<String, String> files) {
        List<String> problems = new ArrayList<>();
        SortedMap<String, String> left = new TreeMap<>(overlays);
        left.keySet().retainAll(files.keySet());
        // Before their routes go: nobody shall be sent to one that is not there.
        serve(left, new ArrayList<>());
        seen.keySet().stream().filter(location -> !files.containsKey(location)).forEach(routes::remove);
        files.forEach((location, text) -> {
            // What another file was in the way of, or lacked, may be right by now.
            if (location.endsWith(ROUTES) && (!text.equals(seen.get(location)) || refused.contains(location))) {
                refused.remove(location);
                routes.load(location, text).ifPresent(problem -> {
                    refused.add(location);
                    problems.add(problem);
                });
            }
        });
        SortedMap<String, String> wanted = new TreeMap<>(files);
        wanted.keySet().removeIf(location -> !location.endsWith(OVERLAY));
        serve(wanted, problems);
        refused.retainAll(files.keySet());
        seen = new TreeMap<>(files);
        return problems;
    }

    private void serve(SortedMap<String, String> wanted, List<String> problems) {
        if (wanted.isEmpty() && overlays.isEmpty()) {
            return;
        }
        if (contract == null) {
            wanted.keySet()
                    .forEach(location ->
                            problems.add("there is no contract to add to without msqpay.http.enabled in " + location));
            return;
        }
        OpenApiContract merged = contract.own();
        SortedMap<String, String> taken = new TreeMap<>();
        for (Map.Entry<String, String> file : wanted.entrySet()) {
            for (String text : versions(file)) {
                try {
                    merged = ContractOverlay.add(merged, file.getKey(), text, routes::unanswered);
                    taken.put(file.getKey(), text);
                    break;
                } catch (OverlayException e) {
                    if (text.equals(file.getValue())) {
                        problems.addAll(e.problems());
                    }
                }
            }
        }
        if (!taken.equals(overlays)) {
            change(merged, taken, problems);
        }
    }

    /** What the file says, and what was in force of it before. */
    private List<String> versions(Map.Entry<String, String> file) {
        String before = overlays.get(file.getKey());
        return before == null || before.equals(file.getValue())
                ? List.of(file.getValue())
                : List.of(file.getValue(), before);
    }

    private void change(OpenApiContract merged, SortedMap<String, String> taken, List<String> problems) {
        OpenApiContract before = contract.get();
        contract.settled(false);
        try {
            // First, so that a request to a new operation is checked from the beginning.
            contract.serve(merged);
            api.serve(merged.added());
            overlays = taken;
        } catch (Exception e) {
            contract.serve(before);
            problems.add("the operations cannot be served: "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse("") + " in "
                    + String.join(", ", taken.keySet()));
        } finally {
            contract.settled(true);
        }
    }
}
