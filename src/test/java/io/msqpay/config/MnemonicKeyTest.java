package io.msqpay.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.msqpay.http.ApiKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The mnemonic that development chains share, whose accounts everybody knows. */
class MnemonicKeyTest {

    private static final String MNEMONIC = "test test test test test test test test test test test junk";
    private static final String PROBLEM_OF_FILE = "MSQPAY_OPERATOR_MNEMONIC_FILE (msqpay.operator.mnemonic-file) ";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        ",0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266",
        "0,0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266",
        "1,0x70997970c51812dc3a010c7d01b50e0d17dc79c8",
        "msqpay-2,0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc",
        "pay.eu-west-1-3,0x90f79bf6eb2c4f870365e785982e1f101e93b906"
    })
    void eachIndexIsAKeyOfItsOwnAsWalletsDeriveThem(String index, String address) {
        assertThat(address(mnemonic(MNEMONIC).with("msqpay.operator.index", index == null ? "" : index)))
                .isEqualTo(address);
    }

    @Test
    void theWordsMayLieInAFile() throws IOException {
        Path file = Files.writeString(
                folder.resolve("words"), "  Test " + MNEMONIC.substring(5).replace(" ", "\n") + "\n");

        assertThat(address(Values.working()
                        .without("msqpay.operator.private-key")
                        .with("msqpay.operator.mnemonic-file", file.toString())))
                .isEqualTo(Values.KEY_ADDRESS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "test test test",
                "hunter2",
                MNEMONIC + " test",
                "test test test test test test test test test test test test"
            })
    void wordsThatAreNoMnemonicAreReportedAndNotRepeated(String words) {
        assertThat(problems(mnemonic(words)))
                .containsExactly(
                        "MSQPAY_OPERATOR_MNEMONIC (msqpay.operator.mnemonic) must be a mnemonic: 12 to 24 English words, the last of"
                                + " which fits the others");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-", "one", "msqpay", "1.5", "9999999999"})
    void anIndexThatIsNoneIsReported(String index) {
        assertThat(problems(mnemonic(MNEMONIC).with("msqpay.operator.index", index)))
                .containsExactly(
                        "MSQPAY_OPERATOR_INDEX (msqpay.operator.index) must be a number from 0, or a name that ends with - and one");
    }

    @Test
    void anUnusableFileIsReported() throws IOException {
        Path empty = Files.writeString(folder.resolve("empty"), "\n");
        Path wrong = Files.writeString(folder.resolve("wrong"), "hunter2");

        assertThat(problems(file(empty)))
                .containsExactly(PROBLEM_OF_FILE + "names an empty file: it must hold the mnemonic");
        assertThat(problems(file(wrong)))
                .singleElement()
                .asString()
                .startsWith(PROBLEM_OF_FILE + "names a file whose content must be a mnemonic");
        assertThat(problems(file(folder)))
                .containsExactly(PROBLEM_OF_FILE + "must name a file; there is none of that name");
    }

    @Test
    void twoSourcesOfAKeyAreReported() {
        assertThat(problems(Values.working().with("msqpay.operator.mnemonic", MNEMONIC)))
                .containsExactly(
                        "MSQPAY_OPERATOR_PRIVATE_KEY (msqpay.operator.private-key) and MSQPAY_OPERATOR_MNEMONIC are both set: set only"
                                + " one of them");
        assertThat(problems(mnemonic(MNEMONIC).with("msqpay.operator.mnemonic-file", folder.toString())))
                .containsExactly(
                        "MSQPAY_OPERATOR_MNEMONIC (msqpay.operator.mnemonic) and MSQPAY_OPERATOR_MNEMONIC_FILE are both set: set only"
                                + " one of them");
        assertThat(problems(mnemonic(MNEMONIC).with("msqpay.operator.private-key-file", folder.toString())))
                .hasSize(1);
    }

    @Test
    void anIndexAloneIsReported() {
        assertThat(problems(Values.working().with("msqpay.operator.index", "1")))
                .containsExactly(
                        "MSQPAY_OPERATOR_INDEX (msqpay.operator.index) has no effect alone: set MSQPAY_OPERATOR_MNEMONIC_FILE too");
    }

    private static Values mnemonic(String words) {
        return Values.working().without("msqpay.operator.private-key").with("msqpay.operator.mnemonic", words);
    }

    private static Values file(Path file) {
        return Values.working()
                .without("msqpay.operator.private-key")
                .with("msqpay.operator.mnemonic-file", file.toString());
    }

    private static String address(Values values) {
        return check(values).operator().getAddress();
    }

    private static Settings check(Values values) {
        return new ConfigurationCheck(values.bound(), ApiKey::parse, true, true, List.of()).settings();
    }

    private static List<String> problems(Values values) {
        List<String> problems = catchThrowableOfType(ConfigurationException.class, () -> check(values))
                .problems();
        assertThat(problems).noneMatch(problem -> problem.contains("hunter2") || problem.contains("junk"));
        return problems;
    }
}
