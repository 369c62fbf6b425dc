package io.msqpay.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.web3j.crypto.Bip32ECKeyPair;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.MnemonicUtils;

/** One key of many behind one mnemonic (BIP-39, BIP-44), so that each replica can have its own. */
final class MnemonicKey {

    private static final String PROPERTY = "msqpay.operator.mnemonic";
    private static final String FILE_PROPERTY = "msqpay.operator.mnemonic-file";
    private static final String INDEX_PROPERTY = "msqpay.operator.index";
    private static final int ETHER = 60;
    /** A number, or a name with one at its end, as the pods of a StatefulSet have. */
    private static final Pattern INDEX = Pattern.compile("(?:[A-Za-z0-9.-]*-)?(\\d{1,9})");

    private final MsqpayProperties.Operator operator;
    private final BiConsumer<String, String> problem;

    /** @param problem takes a property and what is wrong with it */
    MnemonicKey(MsqpayProperties.Operator operator, BiConsumer<String, String> problem) {
        this.operator = operator;
        this.problem = problem;
    }

    /** Whether there is any word of a mnemonic, an index included. */
    boolean isConfigured() {
        return hasMnemonic() || !isBlank(operator.mnemonicFile()) || !index().isEmpty();
    }

    /** The key; null when a problem was reported. */
    Credentials credentials() {
        List<String> sources = sources();
        Matcher index = INDEX.matcher(index().isEmpty() ? "0" : index());
        if (!index.matches()) {
            problem.accept(INDEX_PROPERTY, "must be a number from 0, or a name that ends with - and one");
        } else if (sources.size() > 1) {
            problem.accept(
                    sources.get(0), "and " + Variables.of(sources.get(1)) + " are both set: set only one of them");
        } else if (!sources.contains(PROPERTY) && !sources.contains(FILE_PROPERTY)) {
            problem.accept(INDEX_PROPERTY, "has no effect alone: set " + Variables.of(FILE_PROPERTY) + " too");
        } else if (hasMnemonic()) {
            return derive(PROPERTY, "", operator.mnemonic().reveal(), Integer.parseInt(index.group(1)));
        } else {
            String phrase = SecretFile.read(FILE_PROPERTY, operator.mnemonicFile(), "the mnemonic", problem);
            return phrase == null
                    ? null
                    : derive(FILE_PROPERTY, "names a file whose content ", phrase, Integer.parseInt(index.group(1)));
        }
        return null;
    }

    private Credentials derive(String property, String prefix, String text, int index) {
        String phrase = String.join(" ", text.strip().toLowerCase(Locale.ROOT).split("\\s+"));
        if (!MnemonicUtils.validateMnemonic(phrase)) {
            problem.accept(
                    property, prefix + "must be a mnemonic: 12 to 24 English words, the last of which fits the others");
            return null;
        }
        Bip32ECKeyPair master = Bip32ECKeyPair.generateKeyPair(MnemonicUtils.generateSeed(phrase, ""));
        int[] path = {
            44 | Bip32ECKeyPair.HARDENED_BIT, ETHER | Bip32ECKeyPair.HARDENED_BIT, Bip32ECKeyPair.HARDENED_BIT, 0, index
        };
        return Credentials.create(Bip32ECKeyPair.deriveKeyPair(master, path));
    }

    /** The properties that name a key, each enough alone. */
    private List<String> sources() {
        List<String> sources = new ArrayList<>();
        if (operator.privateKey() != null && !operator.privateKey().isBlank()) {
            sources.add("msqpay.operator.private-key");
        }
        if (!isBlank(operator.privateKeyFile())) {
            sources.add("msqpay.operator.private-key-file");
        }
        if (!isBlank(operator.keystoreFile())) {
            sources.add(KeystoreFile.PROPERTY);
        }
        if (hasMnemonic()) {
            sources.add(PROPERTY);
        }
        if (!isBlank(operator.mnemonicFile())) {
            sources.add(FILE_PROPERTY);
        }
        return sources;
    }

    private boolean hasMnemonic() {
        return operator.mnemonic() != null && !operator.mnemonic().isBlank();
    }

    private String index() {
        return operator.index() == null ? "" : operator.index().strip();
    }

    private static boolean isBlank(Path value) {
        return value == null || value.toString().isBlank();
    }
}
