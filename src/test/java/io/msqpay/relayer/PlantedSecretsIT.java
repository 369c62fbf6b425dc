package io.msqpay.relayer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.msqpay.dsl.Answer;
import io.msqpay.dsl.Anvil;
import io.msqpay.dsl.Deployed;
import io.msqpay.dsl.Fault;
import io.msqpay.dsl.FaultyNode;
import io.msqpay.dsl.Merchant;
import io.msqpay.dsl.Payer;
import io.msqpay.dsl.PaymentServer;
import io.msqpay.payment.Address;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.web3j.crypto.Bip44WalletUtils;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.MnemonicUtils;
import org.web3j.crypto.Wallet;
import org.web3j.utils.Numeric;

/**
 * Plants a secret in every place that takes one, drives good and failing requests through a whole server, and looks for them wherever
 * somebody who is not meant to know them could look.
 */
@ExtendWith(OutputCaptureExtension.class)
class PlantedSecretsIT {

    private static final String USER = "planted-user-5d1c";
    private static final String PASSWORD = "planted-password-77ab";
    private static final String PATH = "planted-path-0c4e";
    private static final String QUERY = "planted-query-e91f";
    private static final String KEYSTORE_PASSWORD = "planted-keystore-password-31";
    private static final String API_KEY = "planted-api-key-8842";
    private static final String WRONG_API_KEY = "planted-wrong-api-key-6071";

    @TempDir
    private static Path folder;

    private static RSAKey issuer;

    private final Map<String, String> seen = new LinkedHashMap<>();
    private final List<String> planted = new ArrayList<>(List.of(
            USER,
            PASSWORD,
            PATH,
            QUERY,
            KEYSTORE_PASSWORD,
            API_KEY,
            WRONG_API_KEY,
            DefenderEmulator.API_KEY,
            DefenderEmulator.API_SECRET,
            OpenzeppelinEmulator.API_KEY,
            Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8))));

    @BeforeAll
    static void publishKeys() throws Exception {
        issuer = new RSAKeyGenerator(2048).keyID("issuer").generate();
        Files.writeString(folder.resolve("keys.json"), new JWKSet(issuer.toPublicJWK()).toString());
        Files.writeString(folder.resolve("password"), KEYSTORE_PASSWORD);
    }

    @ParameterizedTest
    @CsvSource({
        "local, ecs, private-key",
        "local, '', keystore",
        "local, ecs, mnemonic",
        "local, '', mnemonic-file",
        "defender, '', private-key-file",
        "defender, ecs, private-key",
        "openzeppelin, ecs, keystore",
        "openzeppelin, '', private-key"
    })
    void noSecretIsSeenAnywhere(String relayer, String format, String key, CapturedOutput output) throws Exception {
        Deployed deployed = Deployed.on(Anvil.shared());
        List<String> properties = new ArrayList<>(List.of(
                "msqpay.api-keys=shop=" + API_KEY + ":*",
                "msqpay.jwt.jwks-file=" + folder.resolve("keys.json"),
                "msqpay.jwt.audience=msqpay",
                "msqpay.chain.timeout=1s",
                "msqpay.relayer.timeout=4s",
                "msqpay.relayer.request-timeout=1s",
                "msqpay.http.rate-limit-per-minute=0",
                "logging.structured.format.console=" + format,
                "logging.level.root=INFO",
                "logging.level.io.msqpay=TRACE",
                "logging.level.org.apache.camel=DEBUG"));
        properties.addAll(key(key, deployed));
        try (FaultyNode node = FaultyNode.before(deployed.anvil());
                RelayerEmulator emulator = emulator(relayer, deployed)) {
            if (emulator != null) {
                properties.addAll(List.of(emulator.properties()));
            }
            properties.add("msqpay.chain.rpc-urls="
                    + node.url().replace("http://", "http://" + USER + ":" + PASSWORD + "@") + "/" + PATH + "?key="
                    + QUERY);
            try (PaymentServer server = PaymentServer.on(deployed, properties.toArray(String[]::new))) {
                drive(server, deployed, node, emulator);
                inspect(server.context());
            }
        }
        seen.put("the log", output.getAll());

        assertThat(output.getAll()).as("our own packages log at TRACE").contains("DEBUG");
        seen.forEach(
                (where, text) -> assertThat(planted).as(where).allSatisfy(secret -> assertThat(text.contains(secret))
                        .as(secret)
                        .isFalse()));
    }

    /** A test that looks for nothing finds nothing. */
    @Test
    void theDriveReachesWhereSecretsAreUsed() throws Exception {
        Deployed deployed = Deployed.on(Anvil.shared());
        try (DefenderEmulator emulator = new DefenderEmulator(deployed);
                FaultyNode node = FaultyNode.before(deployed.anvil());
                PaymentServer server = PaymentServer.on(
                        deployed,
                        node,
                        concat(
                                emulator.properties(),
                                "msqpay.api-keys=shop=" + API_KEY + ":*",
                                "msqpay.chain.timeout=1s",
                                "msqpay.relayer.timeout=4s",
                                "msqpay.relayer.request-timeout=1s",
                                "msqpay.http.rate-limit-per-minute=0"))) {
            drive(server, deployed, node, emulator);

            assertThat(seen.values())
                    .anyMatch(text -> text.startsWith("201"))
                    .anyMatch(text -> text.startsWith("401"))
                    .anyMatch(text -> text.startsWith("502"))
                    .anyMatch(text -> text.startsWith("503"));
        }
    }

    private static String[] concat(String[] some, String... others) {
        List<String> all = new ArrayList<>(Arrays.asList(some));
        all.addAll(List.of(others));
        return all.toArray(String[]::new);
    }

    private void drive(PaymentServer server, Deployed deployed, FaultyNode node, RelayerEmulator emulator)
            throws Exception {
        Merchant merchant = server.merchant().withApiKey(API_KEY);
        note("create", merchant.create("5"));
        note("wrong key", merchant.withApiKey(WRONG_API_KEY).create("5"));
        String token = token();
        planted.add(token.substring(token.lastIndexOf('.') + 1));
        note(
                "token",
                merchant.withApiKey(null)
                        .withHeader("Authorization", "Bearer " + token)
                        .create("5"));
        note(
                "wrong token",
                merchant.withApiKey(null)
                        .withHeader("Authorization", "Bearer " + token + "x")
                        .create("5"));
        relay(merchant, deployed);
        for (RelayerFault fault : List.of(
                RelayerFault.REFUSED,
                RelayerFault.UNAUTHORIZED,
                RelayerFault.FAILED,
                RelayerFault.GARBAGE_AFTER_TAKING,
                RelayerFault.HANG_AFTER_TAKING)) {
            if (emulator != null) {
                emulator.fail(fault, 100);
                note("relayer " + fault, merchant.relay(merchant.create("5").text("paymentId"), "confirm"));
                emulator.reset();
            }
        }
        // What a node says for a fact first: after outages its breaker is open, and nobody asks it.
        node.fail(new Fault.RpcError(-32000, "refused by http://node/" + PATH), "eth_sendRawTransaction");
        note("node refuses", merchant.create("5"));
        node.heal();
        for (Fault fault : List.of(
                new Fault.RpcError(-32000, "no such project at http://node/" + PATH),
                new Fault.HttpStatus(401),
                new Fault.Garbage(),
                new Fault.Reset(),
                new Fault.Hang(),
                new Fault.Refuse())) {
            node.fail(fault);
            note("node " + fault, merchant.create("5"));
            note("read " + fault, merchant.status("0x" + "12".repeat(32)));
            node.heal();
        }
        for (String path : List.of(
                "/config",
                "/health",
                "/health/ready",
                "/metrics",
                "/openapi.json",
                "/docs",
                "/env",
                "/configprops",
                "/beans",
                "/heapdump",
                "/actuator/env",
                "/actuator",
                "/loggers")) {
            note(path, merchant.get(path));
        }
    }

    private void relay(Merchant merchant, Deployed deployed) {
        String id = merchant.create("5").text("paymentId");
        note("gasless", merchant.payGasless(id, Payer.ready(deployed, BigInteger.valueOf(5))));
        note("confirm", merchant.relay(merchant.create("5").text("paymentId"), "confirm"));
        note("unknown action", merchant.relay(id, API_KEY.substring(8)));
    }

    private void note(String where, Answer answer) {
        seen.put(where, answer.status() + " " + answer.headers().map() + answer.body());
    }

    /** What a debugger, a heap dump's viewer or a careless log statement would print. */
    private void inspect(ConfigurableApplicationContext context) {
        for (String name : context.getBeanDefinitionNames()) {
            Object bean = context.getBeanFactory().getSingleton(name);
            if (bean != null) {
                seen.put("bean " + name, bean.toString());
            }
        }
        CamelContext camel = context.getBean(CamelContext.class);
        camel.getEndpoints()
                .forEach(endpoint -> seen.put(
                        "endpoint " + endpoint.getEndpointUri(), endpoint.toString() + endpoint.getEndpointUri()));
        camel.getPropertiesComponent().loadProperties().forEach((name, value) -> {
            // Camel reads Spring's environment through a bridge; what it holds itself must be public.
            if (!String.valueOf(name).startsWith("msqpay.")) {
                seen.put("placeholder " + name, String.valueOf(value));
            }
        });
    }

    /** The operator's key, planted, and the properties that name the place it is in. */
    private List<String> key(String place, Deployed deployed) throws Exception {
        ECKeyPair pair = deployed.operator().getEcKeyPair();
        String hex = plant(pair);
        List<String> properties =
                switch (place) {
                    case "private-key" -> List.of("msqpay.operator.private-key=" + hex);
                    case "private-key-file" -> List.of("msqpay.operator.private-key-file=" + file(hex));
                    case "keystore" ->
                        List.of(
                                "msqpay.operator.keystore-file="
                                        + file(new ObjectMapper()
                                                .writeValueAsString(Wallet.createLight(KEYSTORE_PASSWORD, pair))),
                                "msqpay.operator.keystore-password-file=" + folder.resolve("password"));
                    case "mnemonic" -> List.of("msqpay.operator.mnemonic=" + mnemonic(deployed));
                    case "mnemonic-file" -> List.of("msqpay.operator.mnemonic-file=" + file(mnemonic(deployed)));
                    default -> throw new IllegalArgumentException(place);
                };
        return Stream.concat(Stream.of("msqpay.operator.private-key="), properties.stream())
                .toList();
    }

    private String plant(ECKeyPair pair) {
        String hex = Numeric.toHexStringNoPrefixZeroPadded(pair.getPrivateKey(), 64);
        planted.add(hex);
        planted.add(pair.getPrivateKey().toString());
        return hex;
    }

    /** New words whose first key is an operator's. */
    private String mnemonic(Deployed deployed) {
        byte[] entropy = new byte[16];
        new SecureRandom().nextBytes(entropy);
        String words = MnemonicUtils.generateMnemonic(entropy);
        Credentials first = Bip44WalletUtils.loadBip44Credentials("", words);
        deployed.makeOperator(new Address(first.getAddress()));
        plant(first.getEcKeyPair());
        planted.add(words);
        return words;
    }

    private static Path file(String content) throws IOException {
        return Files.writeString(folder.resolve("key"), content);
    }

    private static RelayerEmulator emulator(String relayer, Deployed deployed) {
        return switch (relayer) {
            case "defender" -> new DefenderEmulator(deployed);
            case "openzeppelin" -> new OpenzeppelinEmulator(deployed);
            default -> null;
        };
    }

    private static String token() throws Exception {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("issuer").build(),
                new JWTClaimsSet.Builder()
                        .subject("shop")
                        .audience("msqpay")
                        .expirationTime(Date.from(Instant.now().plusSeconds(600)))
                        .claim("scope", "create relay")
                        .build());
        token.sign(new RSASSASigner(issuer));
        return token.serialize();
    }
}
