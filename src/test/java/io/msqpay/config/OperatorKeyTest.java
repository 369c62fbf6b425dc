package io.msqpay.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.msqpay.http.ApiKey;
import io.msqpay.payment.Address;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.Wallet;
import org.web3j.utils.Numeric;

/** Where the operator's key comes from when it is neither a variable nor a plain file. */
final class OperatorKeyTest {

    private static final String KEYSTORE = "MSQPAY_OPERATOR_KEYSTOREFILE (msqpay.operator.keystore-file) ";
    private static final String PASSWORD =
            "MSQPAY_OPERATOR_KEYSTOREPASSWORDFILE (msqpay.operator.keystore-password-file) ";

    /** The test vector of the format's definition. */
    private static final String PBKDF2 = """
            {"crypto":{"cipher":"aes-128-ctr","cipherparams":{"iv":"6087dab2f9fdbbfaddc31a909735c1e6"},
            "ciphertext":"5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46","kdf":"pbkdf2",
            "kdfparams":{"c":262144,"dklen":32,"prf":"hmac-sha256",
            "salt":"ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd"},
            "mac":"517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2"},
            "id":"3198bc9c-6672-5ab3-d995-4942343ae5b6","version":3}""";

    private static final String VECTOR_PASSWORD = "testpassword";
    private static final String VECTOR_ADDRESS = "0x008aeeda4d805471df9b2a5b0f38a0c3bcba786b";

    @TempDir
    private Path folder;

    private Path keystore;
    private Path password;

    @BeforeEach
    void write() throws IOException {
        keystore = Files.writeString(folder.resolve("key.json"), PBKDF2);
        password = Files.writeString(folder.resolve("password"), VECTOR_PASSWORD + "\n");
    }

    @Test
    void aKeystoreIsOpenedWithItsPassword() {
        assertThat(check(values()).operator().getAddress()).isEqualTo(VECTOR_ADDRESS);
    }

    @Test
    void aKeystoreThatUsesScryptIsOpenedToo() throws Exception {
        ECKeyPair key = ECKeyPair.create(Numeric.toBigInt(Values.KEY));
        Files.writeString(keystore, new ObjectMapper().writeValueAsString(Wallet.createLight(VECTOR_PASSWORD, key)));

        assertThat(check(values()).operator().getAddress()).isEqualTo(Values.KEY_ADDRESS);
    }

    @Test
    void aWrongPasswordIsReportedAndNotShown() throws IOException {
        Files.writeString(password, "hunter2");

        assertThat(problems(values()))
                .containsExactly(
                        KEYSTORE + "cannot be opened with the password in MSQPAY_OPERATOR_KEYSTOREPASSWORDFILE:"
                                + " check both, and that it uses aes-128-ctr with scrypt or pbkdf2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "hunter2", "{\"version\":1}", "{\"version\":3}", "{\"version\":\"hunter2\"}"})
    void whatIsNoKeystoreIsReportedAndNotShown(String content) throws IOException {
        Files.writeString(keystore, content);

        assertThat(problems(values()))
                .containsExactly(
                        KEYSTORE + "must name a keystore of version 3: JSON with the members version and crypto");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"mac\":\"517ead", "\"iv\":\"6087dab2f9fdbbfaddc31a909735c1e6\"", "\"kdfparams\":{"})
    void aDamagedKeystoreIsReportedAsOne(String damaged) throws IOException {
        Files.writeString(keystore, PBKDF2.replace(damaged, damaged.replaceAll("[a-z0-9]", "")));

        assertThat(problems(values())).singleElement().asString().startsWith(KEYSTORE);
    }

    @Test
    void aKeystoreNeedsItsPasswordAndBothMustBeReadable() throws IOException {
        assertThat(problems(values().without(KeystoreFile.PASSWORD_PROPERTY)))
                .containsExactly(
                        PASSWORD
                                + "is missing: MSQPAY_OPERATOR_KEYSTOREFILE needs it; set it to a file that holds the password");
        assertThat(problems(values().with(KeystoreFile.PROPERTY, "hunter2")))
                .containsExactly(KEYSTORE + "must name a file; there is none of that name");
        Files.writeString(password, "x".repeat(20_000));
        assertThat(problems(values()))
                .containsExactly(
                        PASSWORD + "names a file that is too long: it must hold the password and nothing else");
        assertThat(problems(values().with(KeystoreFile.PASSWORD_PROPERTY, "/proc/self/mem")))
                .singleElement()
                .asString()
                .startsWith(PASSWORD + "names a file that cannot be read (");
    }

    @Test
    void theKeyComesFromOnePlace() {
        assertThat(problems(values().with("msqpay.operator.private-key", Values.KEY)))
                .singleElement()
                .asString()
                .endsWith("and MSQPAY_OPERATOR_KEYSTOREFILE are both set: set only one of them");
        assertThat(problems(values().with("msqpay.operator.mnemonic-file", "words")))
                .singleElement()
                .asString()
                .contains("MSQPAY_OPERATOR_KEYSTOREFILE", "are both set: set only one of them");
        assertThat(problems(remote().with("msqpay.operator.mnemonic-file", "words")))
                .singleElement()
                .asString()
                .endsWith("must not be set where MSQPAY_SIGNER_KIND=web3signer signs: keep the key in one place");
        assertThat(problems(remote().with("msqpay.operator.private-key", Values.KEY)))
                .singleElement()
                .asString()
                .endsWith("must not be set where MSQPAY_SIGNER_KIND=web3signer signs: keep the key in one place");
    }

    @Test
    void aRemoteSignerNeedsNoKey() {
        Settings settings = check(remote());

        assertThat(settings.operator()).isNull();
        assertThat(settings.signer()).isEqualTo(new SignerChoice("web3signer", new Address(Values.KEY_ADDRESS)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            msqpay.signer.kind | vault | MSQPAY_SIGNER_KIND (msqpay.signer.kind) must be local or web3signer
            msqpay.signer.url | - | MSQPAY_SIGNER_URL (msqpay.signer.url) is missing: MSQPAY_SIGNER_KIND=web3signer needs it
            msqpay.signer.url | http://u:hunter2@signer | MSQPAY_SIGNER_URL (msqpay.signer.url) must be an http:// or https:// URL without user name, password and query
            msqpay.signer.address | - | MSQPAY_SIGNER_ADDRESS (msqpay.signer.address) is missing: MSQPAY_SIGNER_KIND=web3signer needs it
            msqpay.signer.address | 0x12 | MSQPAY_SIGNER_ADDRESS (msqpay.signer.address) must be an address: 0x and 40 hex digits
            msqpay.signer.timeout | 0s | MSQPAY_SIGNER_TIMEOUT (msqpay.signer.timeout) must be a duration from 1ms to 1d, such as 30s
            """)
    void mistakesAboutTheSignerAreReported(String property, String value, String problem) {
        Values values = value == null ? remote().without(property) : remote().with(property, value);

        assertThat(problems(values)).containsExactly(problem);
    }

    @Test
    void aSignerOfAnIntegratorNeedsItsFolder() {
        Values values = remote().with("msqpay.signer.kind", "Vault").with("msqpay.routes-dir", folder.toString());

        assertThat(check(values).signer().kind()).isEqualTo("vault");
        assertThat(check(values).signer().routeSuffix()).isEqualTo("Vault");
    }

    private Values values() {
        return Values.working()
                .without("msqpay.operator.private-key")
                .with(KeystoreFile.PROPERTY, keystore.toString())
                .with(KeystoreFile.PASSWORD_PROPERTY, password.toString());
    }

    private static Values remote() {
        return Values.working()
                .without("msqpay.operator.private-key")
                .with("msqpay.signer.kind", "web3signer")
                .with("msqpay.signer.url", "http://signer.example:9000")
                .with("msqpay.signer.address", Values.KEY_ADDRESS);
    }

    private static Settings check(Values values) {
        return new ConfigurationCheck(values.bound(), ApiKey::parse, true, true, List.of()).settings();
    }

    private static List<String> problems(Values values) {
        List<String> problems = catchThrowableOfType(ConfigurationException.class, () -> check(values))
                .problems();
        assertThat(problems).noneMatch(problem -> problem.contains("hunter2"));
        return problems;
    }
}
