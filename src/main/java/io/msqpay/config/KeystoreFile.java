package io.msqpay.config;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.function.BiConsumer;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.Wallet;
import org.web3j.crypto.WalletFile;
import org.web3j.crypto.exception.CipherException;

/** An encrypted private key: a keystore of version 3, and a file with its password. */
final class KeystoreFile {

    static final String PROPERTY = "msqpay.operator.keystore-file";
    static final String PASSWORD_PROPERTY = "msqpay.operator.keystore-password-file";

    private static final int VERSION = 3;
    private static final ObjectMapper JSON =
            new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

    private final BiConsumer<String, String> problem;

    /** @param problem takes a property and what is wrong with it */
    KeystoreFile(BiConsumer<String, String> problem) {
        this.problem = problem;
    }

    /** The key; null when a problem was reported. */
    Credentials open(Path keystore, Path passwordFile) {
        if (passwordFile == null || passwordFile.toString().isBlank()) {
            problem.accept(
                    PASSWORD_PROPERTY,
                    "is missing: " + Variables.of(PROPERTY) + " needs it; set it to a file that holds the password");
            return null;
        }
        String content = SecretFile.read(PROPERTY, keystore, "a keystore", problem);
        String password = SecretFile.read(PASSWORD_PROPERTY, passwordFile, "the password", problem);
        if (content == null || password == null) {
            return null;
        }
        WalletFile wallet = parse(content);
        if (wallet == null || wallet.getVersion() != VERSION || wallet.getCrypto() == null) {
            problem.accept(PROPERTY, "must name a keystore of version 3: JSON with the members version and crypto");
            return null;
        }
        return decrypt(wallet, password.lines().findFirst().orElse(""));
    }

    private Credentials decrypt(WalletFile wallet, String password) {
        try {
            return Credentials.create(Wallet.decrypt(password, wallet));
        } catch (CipherException e) {
            // The same for a wrong password and for a cipher that is not known; its message says no more.
            problem.accept(
                    PROPERTY,
                    "cannot be opened with the password in " + Variables.of(PASSWORD_PROPERTY)
                            + ": check both, and that it uses aes-128-ctr with scrypt or pbkdf2");
        } catch (RuntimeException e) {
            // Whatever a member leads to that is missing, malformed or beyond what scrypt takes here.
            problem.accept(PROPERTY, "names a keystore that is damaged, or of unusual parameters");
        }
        return null;
    }

    private static WalletFile parse(String content) {
        try {
            return JSON.readValue(content, WalletFile.class);
        } catch (JacksonException e) {
            // Its message quotes the file.
            return null;
        }
    }
}
