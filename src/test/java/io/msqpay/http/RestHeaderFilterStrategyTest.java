package io.msqpay.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RestHeaderFilterStrategyTest {

    private final RestHeaderFilterStrategy strategy =
            new RestHeaderFilterStrategy(new ServedContract(OpenApiContract.load()), Set.of());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "OPERATION",
                "operation",
                "TO_ADDRESS",
                "id",
                "paymentId",
                "relayId",
                "X-API-Key",
                "Authorization",
                "CamelHttpUri",
                "camelHttpPath",
                "org.restlet.x",
                ""
            })
    void whatTheContractDoesNotDeclareStaysOutside(String name) {
        assertThat(strategy.applyFilterToExternalHeaders(name, "x", null)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"txHash", "at", "from", "idempotency-key", "CONTENT-TYPE", "X-Request-Id"})
    void whatTheContractDeclaresComesIn(String name) {
        assertThat(strategy.applyFilterToExternalHeaders(name, "x", null)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Server", "X-API-Key", "Idempotency-Key", "CamelHttpResponseCode", "paymentId", "Set-Cookie"})
    void whatTheContractDoesNotDocumentStaysInside(String name) {
        assertThat(strategy.applyFilterToCamelHeaders(name, "x", null)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Content-Type", "location", "Idempotency-Replayed", "Retry-After", "Cache-Control", "Allow"})
    void whatTheContractDocumentsGoesOut(String name) {
        assertThat(strategy.applyFilterToCamelHeaders(name, "x", null)).isFalse();
    }

    @Test
    void aHeaderWithoutNameGoesNowhere() {
        assertThat(strategy.applyFilterToExternalHeaders(null, "x", null)).isTrue();
        assertThat(strategy.applyFilterToCamelHeaders(null, "x", null)).isTrue();
    }
}
