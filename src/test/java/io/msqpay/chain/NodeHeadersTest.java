package io.msqpay.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.component.web3j.Web3jConstants;
import org.apache.camel.spi.Metadata;
import org.apache.camel.util.CaseInsensitiveMap;
import org.junit.jupiter.api.Test;

class NodeHeadersTest {

    private final NodeHeaders headers = new NodeHeaders();

    @Test
    void forgetsEveryHeaderOfTheComponent() throws IllegalAccessException {
        Map<String, Object> message = new CaseInsensitiveMap();
        for (Field field : Web3jConstants.class.getFields()) {
            if (field.isAnnotationPresent(Metadata.class)) {
                message.put((String) field.get(null), "value");
            }
        }
        assertThat(message).containsKeys("OPERATION", "DATA", "ERROR_CODE");

        headers.forget(message);

        assertThat(message).isEmpty();
    }

    @Test
    void forgetsThemInAnyCaseAndKeepsTheRest() {
        Map<String, Object> message =
                new TreeMap<>(Map.of("operation", 1, "To_Address", 2, "X-Request-Id", 3, "DATABASE", 4));

        headers.forget(message);

        assertThat(message).containsOnlyKeys("X-Request-Id", "DATABASE");
    }
}
