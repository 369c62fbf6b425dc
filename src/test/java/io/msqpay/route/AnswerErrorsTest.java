package io.msqpay.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.msqpay.chain.NodeUnavailableException;
import io.msqpay.chain.NodeUnreachableException;
import io.msqpay.chain.TransactionRejectedException;
import io.msqpay.contract.MalformedAnswerException;
import io.msqpay.error.ConflictException;
import io.msqpay.error.ContractRevertedException;
import io.msqpay.error.ForbiddenException;
import io.msqpay.error.GatewayTimeoutException;
import io.msqpay.error.InvalidRequestException;
import io.msqpay.error.InvalidSignatureException;
import io.msqpay.error.NotFoundException;
import io.msqpay.error.PaymentRefusedException;
import io.msqpay.error.RelayerRejectedException;
import io.msqpay.error.ServiceUnavailableException;
import io.msqpay.error.TooManyRequestsException;
import io.msqpay.error.UnauthorizedException;
import io.msqpay.route.Requests.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.RuntimeExpressionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;

@RouteTest
class AnswerErrorsTest {

    private static final String SECRET = "https://user:password@node.example";

    @Autowired
    private ScriptedChain chain;

    @Autowired
    private Requests requests;

    @BeforeEach
    void forget() {
        chain.reset();
    }

    static List<Arguments> rows() {
        return List.of(
                Arguments.of(new InvalidRequestException("a", "b"), 400, "ValidationError", "a b", null),
                Arguments.of(new UnauthorizedException("m"), 401, "Unauthorized", "m", null),
                Arguments.of(new InvalidSignatureException("m"), 401, "InvalidSignature", "m", null),
                Arguments.of(new ForbiddenException("m"), 403, "Forbidden", "m", null),
                Arguments.of(new NotFoundException("m"), 404, "NotFound", "m", null),
                Arguments.of(new ConflictException("m"), 409, "Conflict", "m", null),
                Arguments.of(new ContractRevertedException("m"), 422, "ContractReverted", "m", null),
                Arguments.of(new PaymentRefusedException("m"), 422, "PaymentRefused", "m", null),
                Arguments.of(new TooManyRequestsException("m", 17), 429, "TooManyRequests", "m", "17"),
                Arguments.of(new RelayerRejectedException("m"), 502, "RelayerRejected", "m", null),
                Arguments.of(new ServiceUnavailableException("m"), 503, "ServiceUnavailable", "m", "5"),
                Arguments.of(new GatewayTimeoutException("m", "i", null), 504, "GatewayTimeout", "m", null),
                Arguments.of(new NodeUnavailableException(SECRET), 503, "ServiceUnavailable", "try again", "5"),
                Arguments.of(new NodeUnreachableException(SECRET), 503, "ServiceUnavailable", "try again", "5"),
                Arguments.of(new MalformedAnswerException(SECRET), 503, "ServiceUnavailable", "try again", "5"),
                Arguments.of(
                        new TransactionRejectedException(TransactionRejectedException.Reason.OTHER, SECRET),
                        503,
                        "ServiceUnavailable",
                        "try again",
                        "5"),
                Arguments.of(new IllegalStateException(SECRET), 500, "InternalError", "requestId", null),
                Arguments.of(new IOException(SECRET), 500, "InternalError", "requestId", null),
                Arguments.of(
                        new RuntimeExpressionException("wrapped", new NotFoundException("m")),
                        404,
                        "NotFound",
                        "m",
                        null));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void everyExceptionHasItsRow(Exception failure, int status, String error, String message, String retryAfter) {
        Reply reply = failWith(failure);

        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.text("error")).isEqualTo(error);
        assertThat(reply.text("message")).contains(message);
        assertThat(reply.header("Retry-After")).isEqualTo(retryAfter);
        assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
        assertThat(reply.text("requestId")).isEqualTo("r-1");
        assertThat(reply.body().toString()).doesNotContain("password", "Exception", "io.msqpay");
    }

    @Test
    void noExceptionOfTheCatalogueIsWithoutARow() throws IOException {
        try (Stream<Path> sources = Files.list(Path.of("src/main/java/io/msqpay/error"))) {
            TreeSet<String> catalogue = sources.map(
                            source -> source.getFileName().toString().replace(".java", ""))
                    .filter(name -> name.endsWith("Exception") && !name.equals("MsqpayException"))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(rows())
                    .extracting(row -> row.get()[0].getClass().getSimpleName())
                    .containsAll(catalogue);
        }
    }

    @Test
    void anUndecidedRelayIsNamedAsFarAsItIsKnown() {
        Reply reply = failWith(new GatewayTimeoutException("m", "relay-1", null));

        assertThat(reply.text("relayId")).isEqualTo("relay-1");
        assertThat(reply.text("status")).isEqualTo("pending");
        assertThat(reply.body().has("relayTxHash")).isFalse();
    }

    @Test
    void theConfigurationIsPublicAndHoldsNoSecret() {
        Reply reply = requests.request("getConfig", null, Map.of());

        assertThat(reply.body().path("chainId").asLong()).isEqualTo(31337);
        assertThat(reply.body().at("/tokens/0/decimals").asInt()).isEqualTo(6);
        assertThat(reply.body().at("/relayer/kind").asText()).isEqualTo("local");
        assertThat(reply.body().toString()).doesNotContain(ScriptedChain.OPERATOR_KEY.substring(2));
    }

    /** Any operation will do: the first question to the chain fails as told. */
    private Reply failWith(Exception failure) {
        chain.on("getPayment(bytes32)", ScriptedChain.failure(failure));
        return requests.request(
                "getPaymentStatus", null, Map.of("paymentId", "0x" + "4a".repeat(32), "X-Request-Id", "r-1"));
    }
}
