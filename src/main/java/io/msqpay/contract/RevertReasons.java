package io.msqpay.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.msqpay.payment.Address;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.web3j.abi.FunctionReturnDecoder;
import org.web3j.abi.TypeReference;
import org.web3j.abi.datatypes.Type;
import org.web3j.utils.Numeric;

/** Turns the data of a revert into words, with the custom errors of the compiled contracts and Solidity's own two. */
public final class RevertReasons {

    private static final List<String> ARTIFACTS = List.of("MSQPay", "ERC2771Forwarder", "MockUSDC");
    private static final int SELECTOR_LENGTH = 10;

    private final Map<String, SolidityError> errors = new HashMap<>();

    /** Reads the ABI of every artifact on the class path, once. */
    public RevertReasons() {
        add("Error", List.of("string"));
        add("Panic", List.of("uint256"));
        for (String artifact : ARTIFACTS) {
            for (JsonNode entry : abi(artifact)) {
                if ("error".equals(entry.path("type").asText())) {
                    List<String> types = new ArrayList<>();
                    entry.path("inputs")
                            .forEach(input -> types.add(input.path("type").asText()));
                    add(entry.path("name").asText(), types);
                }
            }
        }
    }

    /**
     * @param data what the revert carried, as 0x-hex; may be null
     * @return the error as Solidity would write it, such as {@code PaymentExpired(0x.., 1700000000)}, or, of {@code Error(string)}, the text alone;
     *     empty when the data is not known or says nothing
     */
    public Optional<String> decode(String data) {
        if (data == null || data.length() < SELECTOR_LENGTH) {
            return Optional.empty();
        }
        SolidityError error = errors.get(data.substring(0, SELECTOR_LENGTH));
        return error == null ? Optional.empty() : error.read(data.substring(SELECTOR_LENGTH));
    }

    private void add(String name, List<String> types) {
        errors.put(
                Abi.selector(name + "(" + String.join(",", types) + ")"),
                new SolidityError(name, types.stream().map(RevertReasons::type).toList()));
    }

    @SuppressWarnings({"rawtypes", "unchecked"})
    private static TypeReference<Type> type(String solidity) {
        try {
            return TypeReference.makeTypeReference(solidity);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("Unknown Solidity type " + solidity, e);
        }
    }

    private static JsonNode abi(String artifact) {
        String resource = "/contracts/" + artifact + ".json";
        try (InputStream stream = RevertReasons.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalStateException(resource + " is not on the class path");
            }
            return new ObjectMapper().readTree(stream).path("abi");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SuppressWarnings("rawtypes")
    private record SolidityError(String name, List<TypeReference<Type>> types) {

        private Optional<String> read(String arguments) {
            List<Type> values;
            try {
                values = FunctionReturnDecoder.decode(arguments, types);
            } catch (RuntimeException e) {
                // The data only looks like this error; the caller reports the revert without a reason.
                return Optional.empty();
            }
            if (values.size() != types.size()) {
                return Optional.empty();
            }
            if (name.equals("Error")) {
                return Optional.of(printable(text(values.get(0)))).filter(reason -> !reason.isBlank());
            }
            return Optional.of(
                    name + values.stream().map(SolidityError::text).collect(Collectors.joining(", ", "(", ")")));
        }

        private static String text(Type value) {
            if (value instanceof org.web3j.abi.datatypes.Address address) {
                return new Address(address.getValue()).value();
            }
            return value.getValue() instanceof byte[] bytes
                    ? Numeric.toHexString(bytes)
                    : String.valueOf(value.getValue());
        }

        /** A token contract chooses this text: it must not break a log line or fill a page. */
        private static String printable(String text) {
            String clean = text.replaceAll("(?U)[\\p{Cntrl}\\u2028\\u2029]", " ");
            return clean.length() > 200 ? clean.substring(0, 200) : clean;
        }
    }
}
