package io.msqpay.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.Address;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.Utf8String;
import org.web3j.abi.datatypes.generated.Bytes32;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.crypto.Hash;
import org.web3j.utils.Numeric;

class RevertReasonsTest {

    private static final String ACCOUNT = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

    private final RevertReasons reasons = new RevertReasons();

    /** Every error of every compiled contract, with arguments of its types. */
    static List<Arguments> errors() {
        List<Arguments> errors = new ArrayList<>();
        for (ContractArtifact artifact : ContractArtifact.values()) {
            for (JsonNode entry : artifact.abi()) {
                if (entry.path("type").asText().equals("error")) {
                    errors.add(Arguments.of(
                            artifact.contractName(), entry.path("name").asText(), entry.path("inputs")));
                }
            }
        }
        assertThat(errors).hasSizeGreaterThan(20);
        return errors;
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("errors")
    void writesEveryErrorOfTheContracts(String contract, String name, JsonNode inputs) {
        StringJoiner types = new StringJoiner(",", name + "(", ")");
        StringJoiner expected = new StringJoiner(", ", name + "(", ")");
        List<Type<?>> arguments = new ArrayList<>();
        for (JsonNode input : inputs) {
            String type = input.path("type").asText();
            types.add(type);
            Type<?> argument =
                    switch (type) {
                        case "address" -> new Address(ACCOUNT);
                        case "bytes32" -> new Bytes32(Numeric.hexStringToByteArray("0x" + "ab".repeat(32)));
                        case "string" -> new Utf8String("text");
                        default -> {
                            assertThat(type).startsWith("uint");
                            yield new Uint256(BigInteger.valueOf(7));
                        }
                    };
            arguments.add(argument);
            expected.add(
                    argument instanceof Bytes32 bytes
                            ? Numeric.toHexString(bytes.getValue())
                            : argument instanceof Address
                                    ? ACCOUNT
                                    : argument.getValue().toString());
        }

        assertThat(reasons.decode(data(types.toString(), arguments.toArray(Type[]::new))))
                .contains(expected.toString());
    }

    @Test
    void showsTheTextOfARequire() {
        assertThat(reasons.decode(data("Error(string)", new Utf8String("ERC20: paused"))))
                .contains("ERC20: paused");
        assertThat(reasons.decode(data("Panic(uint256)", new Uint256(0x12)))).contains("Panic(18)");
    }

    @Test
    void keepsATextOfATokenOutOfOtherLines() {
        Optional<String> shown =
                reasons.decode(data("Error(string)", new Utf8String("a\r\nINFO b\u0000" + "c".repeat(500))));

        assertThat(shown)
                .hasValueSatisfying(text ->
                        assertThat(text).doesNotContain("\r", "\n", "\u0000").hasSize(200));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0x",
                "0x08c379a",
                "0x08c379a0",
                "0xffffffff",
                "0x08c379a0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
                "0x4e487b7100",
                "0x4e487b71zz",
                "zz"
            })
    void saysNothingAboutGarbage(String data) {
        assertThat(reasons.decode(data)).isEmpty();
    }

    @SuppressWarnings("rawtypes") // as web3j declares it
    private static String data(String signature, Type... arguments) {
        return Hash.sha3String(signature).substring(0, 10)
                + Numeric.cleanHexPrefix(FunctionEncoder.encodeConstructor(List.of(arguments)));
    }
}
