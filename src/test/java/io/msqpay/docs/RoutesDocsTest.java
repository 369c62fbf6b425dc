package io.msqpay.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.msqpay.picture.RouteMap.Call;
import io.msqpay.picture.RouteMap.Kind;
import io.msqpay.picture.RouteMap.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class RoutesDocsTest {

    static final String RENEW = "mvn test -Dtest=RoutesDocsTest -Dupdate.docs=true";

    private static final Path PAGE = Path.of("docs", "routes.md");

    @Test
    void thePageIsWhatTheRoutesSay() throws IOException {
        String current = new RoutesPage().text();
        if (Boolean.getBoolean("update.docs")) {
            Files.writeString(PAGE, current);
        }

        assertThat(PAGE).as("missing; write it with: %s", RENEW).exists();
        assertThat(Files.readString(PAGE))
                .as("%s is stale; renew it with: %s", PAGE, RENEW)
                .isEqualTo(current);
    }

    @Test
    void thePictureKnowsWhatIsFixedWhatIsChosenAndWhatIsOutside() throws IOException {
        assertThat(new RoutesPage().map().calls())
                .contains(
                        new Call("clients", "paymentsApi", false),
                        new Call("paymentsApi", "createPayment", false),
                        new Call("createPayment", "readPayment", false),
                        new Call("relayTransaction", "relayViaLocal", true),
                        new Call("relayTransaction", "relayViaDefender", true),
                        new Call("retryNodes", "askNode", false),
                        new Call("askNode", "askNode", true),
                        new Call("askNode", "noNodeLeft", true),
                        new Call("paymentEvents", "noPosition", false),
                        new Call("paymentEvents", "consumers", false),
                        new Call("createPayment", "answerErrors", true),
                        new Call("askNode", "nodes", false))
                .doesNotContain(
                        new Call("readContract", "paymentsApi", true),
                        new Call("askRelayer", "callNode", true),
                        new Call("askNode", "paymentEvents", true))
                .anyMatch(call -> call.to().equals("relayer"));
    }

    @Test
    void noRouteStandsAlone() throws IOException {
        var map = new RoutesPage().map();

        assertThat(map.places().stream()
                        .filter(place -> place.kind() == Kind.ROUTE)
                        .map(Place::id)
                        // The clock of open streams: it starts by itself and calls a bean only.
                        .filter(id -> !id.equals("keepStreams")))
                .allMatch(id -> map.calls().stream()
                        .anyMatch(call -> call.to().equals(id) || call.from().equals(id)));
    }
}
