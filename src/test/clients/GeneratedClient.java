import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.openapitools.client.ApiClient;
import org.openapitools.client.ApiException;
import org.openapitools.client.api.GaslessApi;
import org.openapitools.client.api.PaymentsApi;
import org.openapitools.client.api.RelayApi;
import org.openapitools.client.model.BlockTag;
import org.openapitools.client.model.CreatePaymentRequest;
import org.openapitools.client.model.ErrorBody;
import org.openapitools.client.model.ErrorDetail;
import org.openapitools.client.model.GaslessPreparation;
import org.openapitools.client.model.GaslessRequest;
import org.openapitools.client.model.Payment;
import org.openapitools.client.model.PaymentStatus;
import org.openapitools.client.model.RelayAction;
import org.openapitools.client.model.RelayRequest;
import org.openapitools.client.model.RelayResult;
import org.openapitools.client.model.RelayState;
import org.openapitools.client.model.RelayStatus;

/**
 * Sells, pays and makes two mistakes, with nothing but the classes that are generated from the REST contract. Answers what it saw.
 * Compiled by GeneratedClientsIT, after the client has been generated.
 */
public final class GeneratedClient
        implements Function<Map<String, String>, Function<Function<JsonNode, String>, JsonNode>> {

    private static final ObjectMapper JSON = ApiClient.createDefaultObjectMapper();

    @Override
    public Function<Function<JsonNode, String>, JsonNode> apply(Map<String, String> settings) {
        return wallet -> {
            try {
                return pay(settings, wallet);
            } catch (ApiException e) {
                throw new IllegalStateException(e);
            }
        };
    }

    private static JsonNode pay(Map<String, String> settings, Function<JsonNode, String> wallet) throws ApiException {
        ApiClient merchant = client(settings)
                .setRequestInterceptor(request -> request.header("X-API-Key", settings.get("API_KEY")));
        PaymentsApi payments = new PaymentsApi(merchant);
        GaslessApi gasless = new GaslessApi(client(settings));
        String payer = settings.get("PAYER");
        List<String> errors = new ArrayList<>();

        Payment created = payments.createPayment(order(settings, "1000000"), null, "java-1");
        Payment replayed = payments.createPayment(order(settings, "1000000"), null, "java-1");
        errors.add(error(() -> payments.createPayment(order(settings, "2000000"), null, "java-1")).getError().getValue());
        ErrorBody noAmount = error(() -> payments.createPayment(order(settings, "-1"), null, "java-1"));
        errors.add(noAmount.getError().getValue());
        String paymentId = created.getPaymentId();

        GaslessPreparation prepared = gasless.prepareGasless(paymentId, payer, null);
        RelayResult relayed = gasless.submitGasless(
                paymentId,
                new GaslessRequest()
                        .from(payer)
                        .userSignature(wallet.apply(JSON.valueToTree(prepared.getTypedData())))
                        .nonce(prepared.getTypedData().getMessage().getNonce())
                        .deadline(prepared.getDeadline()),
                null);
        RelayStatus relay;
        do {
            relay = gasless.getRelayStatus(paymentId, relayed.getRelayId(), null);
        } while (relay.getStatus() == RelayState.PENDING);
        PaymentStatus paid = payments.getPaymentStatus(paymentId, null, null, BlockTag.LATEST);
        errors.add(error(() -> new RelayApi(merchant)
                        .relayPayment(paymentId, new RelayRequest().action(RelayAction.FAIL), null))
                .getError()
                .getValue());

        return JSON.valueToTree(Map.of(
                "paymentId", paymentId,
                "replayed", replayed.getPaymentId(),
                "relay", relay.getStatus(),
                "paid", paid.getStatus(),
                "payer", paid.getPayer(),
                "errors", errors,
                "fields", noAmount.getDetails().stream().map(ErrorDetail::getField).toList()));
    }

    private static ApiClient client(Map<String, String> settings) {
        ApiClient client = new ApiClient();
        client.updateBaseUri(settings.get("SERVER"));
        return client;
    }

    private static CreatePaymentRequest order(Map<String, String> settings, String amount) {
        return new CreatePaymentRequest()
                .merchantId(settings.get("MERCHANT"))
                .amount(amount)
                .currency("USDC")
                .putMetadataItem("orderId", "java-1")
                .expiresIn(600);
    }

    private static ErrorBody error(Callable<?> call) {
        try {
            throw new IllegalStateException("no error but " + call.call());
        } catch (ApiException e) {
            try {
                return JSON.readValue(e.getResponseBody(), ErrorBody.class);
            } catch (java.io.IOException unreadable) {
                throw new IllegalStateException(e.getResponseBody(), unreadable);
            }
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
