package io.msqpay.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.msqpay.contract.MsqpayContract;
import io.msqpay.contract.Token;
import io.msqpay.error.InvalidRequestException;
import io.msqpay.payment.Address;
import io.msqpay.payment.HashedPaymentIds;
import io.msqpay.payment.PaymentOrder;
import io.msqpay.payment.PaymentOrders;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.RestClientRequestValidator.ValidationError;
import org.apache.camel.support.DefaultExchange;
import org.springframework.mock.web.MockHttpServletRequest;

/** Whatever a client sends is refused in the documented shape, or is an order of exactly what was written. */
class RequestFuzzTest {

    private static final Address CONTRACT = new Address("0x26cF480E1f20f3e24cEf4e4aDe5b5EE62993c55F");
    private static final Address USDC = new Address("0x8A791620dd6260079BF849Dc5567aDC3F2FdC318");
    private static final PaymentOrders ORDERS = new PaymentOrders(
            new HashedPaymentIds(() -> 31337, CONTRACT),
            new MsqpayContract(CONTRACT),
            () -> List.of(new Token("USDC", USDC, 6)));
    private static final OpenApiRequestValidator VALIDATOR = new OpenApiRequestValidator(
            new ServedContract(OpenApiContract.load()),
            new Callers(new ConfiguredApiKeys(List.of(ApiKey.parse("shop=k"))), null),
            new ErrorResponder());
    private static final DefaultCamelContext CAMEL = new DefaultCamelContext();
    private static final Set<Integer> REFUSALS = Set.of(400, 401, 403, 413, 415);

    @FuzzTest(maxDuration = "5s")
    void aRequestIsRefusedOrUnderstoodAsItWasWritten(FuzzedDataProvider data) throws IOException {
        MockHttpServletRequest request = new MockHttpServletRequest("POST", "/payments/create");
        request.addHeader("X-API-Key", "k");
        request.setContentType(data.consumeInt(0, 9) == 0 ? data.consumeAsciiString(40) : "application/json");
        if (data.consumeBoolean()) {
            request.addHeader("Idempotency-Key", data.consumeAsciiString(300));
        }
        byte[] body = data.consumeRemainingAsBytes();
        request.setContent(body);

        Exchange exchange = new DefaultExchange(CAMEL);
        exchange.getMessage().setHeader(OpenApiRequestValidator.SERVLET_REQUEST, request);
        exchange.getMessage().setBody(body);
        ValidationError refused = VALIDATOR.validate(exchange, null);

        if (refused != null) {
            JsonNode error = new ObjectMapper().readTree(refused.body());
            assertThat(REFUSALS).contains(refused.statusCode());
            assertThat(error.path("error").asText()).isNotBlank();
            assertThat(error.path("message").asText()).isNotBlank().doesNotContain("Exception", "io.msqpay");
            return;
        }
        Map<String, Object> members = members(exchange);
        try {
            PaymentOrder order =
                    ORDERS.order(members, exchange.getMessage().getHeader("Idempotency-Key", String.class));
            assertThat(order.amount()).isEqualTo(new BigInteger((String) members.get("amount")));
            assertThat(new String(body, StandardCharsets.UTF_8))
                    .contains(order.amount().toString());
            assertThat(order.merchant().value()).isEqualToIgnoringCase((String) members.get("merchantId"));
            assertThat(order.expiresIn()).isBetween(60L, 2_592_000L);
        } catch (InvalidRequestException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @SuppressWarnings("unchecked") // what the validator leaves in the body
    private static Map<String, Object> members(Exchange exchange) {
        return exchange.getMessage().getBody(Map.class);
    }
}
