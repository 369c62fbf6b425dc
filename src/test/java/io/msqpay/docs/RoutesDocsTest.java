package io.msqpay.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.msqpay.picture.RouteMap.Call;
import io.msqpay.picture.RouteMap.Kind;
import io.msqpay.picture.RouteMap.Place;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class RoutesDocsTest {

    static final GeneratedPage PAGE = new GeneratedPage("routes.md", RoutesDocsTest.class);

    @Test
    void thePageIsWhatTheRoutesSay() throws IOException {
        PAGE.assertSays(new RoutesPage().text());
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
