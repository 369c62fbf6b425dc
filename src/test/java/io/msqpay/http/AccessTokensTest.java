package io.msqpay.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import io.msqpay.payment.Address;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.RestClientRequestValidator.ValidationError;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.oauth2.jwt.JwtDecoder;

class AccessTokensTest {

    private static final String ISSUER = "https://id.example/realms/shops";
    private static final String AUDIENCE = "msqpay";
    private static final String MERCHANT = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
    private static final String CREATE = "{\"merchantId\":\"" + MERCHANT + "\",\"amount\":\"1\",\"currency\":\"USDC\"}";
    private static final String RELAY =
            "/payments/0x8f5f3d1c6b8e3b5a4f1e0c2d9a7b6c5d4e3f2a1b0c9d8e7f6a5b4c3d2e1f0a9b/relay";
    private static final String INVALID = "Bearer realm=\"msqpay\", error=\"invalid_token\"";

    @TempDir
    private static Path folder;

    private static RSAKey signer;
    private static Path keys;

    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    private JwtDecoder decoder;

    @BeforeAll
    static void publishKeys() throws Exception {
        signer = rsa("signer");
        keys = Files.writeString(folder.resolve("keys.json"), published(signer));
    }

    @BeforeEach
    void trustThem() {
        decoder = TokenDecoders.ofFile(keys, ISSUER, AUDIENCE);
    }

    @Test
    void aTokenWithTheScopeIsAsGoodAsAKey() throws Exception {
        assertThat(create(token(claims()))).isNull();
        assertThat(exchange.getVariable("merchants")).isNull();
        assertThat(create(token(claims().audience(List.of("other", AUDIENCE))))).isNull();
        assertThat(create(token(claims().claim("scope", null).claim("scp", List.of("create")))))
                .isNull();
    }

    @Test
    void anAccessTokenMaySayThatItIsOne() throws Exception {
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.PS256)
                .keyID("signer")
                .type(new JOSEObjectType("at+jwt"))
                .build();

        assertThat(create(sign(header, claims(), new RSASSASigner(signer)))).isNull();
    }

    @Test
    void aTokenWithoutTheScopeIsForbidden() throws Exception {
        for (String scope : List.of("openid create", "*", "")) {
            assertThat(error(RELAY, "{\"action\":\"fail\"}", token(claims().claim("scope", scope)), 403)
                            .get("error")
                            .asText())
                    .isEqualTo("Forbidden");
            assertThat(challenge()).isEqualTo("Bearer realm=\"msqpay\", error=\"insufficient_scope\", scope=\"relay\"");
        }
    }

    @Test
    void aTokenMayBeBoundToMerchants() throws Exception {
        assertThat(create(token(claims().claim("merchants", List.of(MERCHANT)))))
                .isNull();
        assertThat(exchange.getVariable("merchants")).isEqualTo(Set.of(new Address(MERCHANT)));
        assertThat(create(token(claims().claim("merchants", List.of())))).isNull();
        assertThat(exchange.getVariable("merchants")).isEqualTo(Set.of());

        assertRefused(token(claims().claim("merchants", List.of("0x12"))));
        assertRefused(token(claims().claim("merchants", MERCHANT)));
    }

    @Test
    void aTokenIsRefusedBeforeAndAfterItsTime() throws Exception {
        assertRefused(token(claims().expirationTime(in(-31))));
        assertRefused(token(claims().notBeforeTime(in(40))));
        assertRefused(token(claims().expirationTime(null)));
        assertThat(create(token(claims().expirationTime(in(-20)).notBeforeTime(in(-60)))))
                .as("clocks differ")
                .isNull();
    }

    @Test
    void aTokenForOthersIsRefused() throws Exception {
        assertRefused(token(claims().audience("another")));
        assertRefused(token(claims().audience((String) null)));
    }

    @Test
    void aTokenOfAnotherIssuerIsRefused() throws Exception {
        assertRefused(token(claims().issuer("https://evil.example")));
        assertRefused(token(claims().issuer(null)));

        decoder = TokenDecoders.ofFile(keys, null, AUDIENCE);
        assertThat(create(token(claims().issuer("https://any.example")))).isNull();
    }

    @Test
    void aTokenThatDoesNotSayWhoseItIsIsRefused() throws Exception {
        assertRefused(token(claims().subject(null)));
    }

    @Test
    void aTokenOfAnotherKeyIsRefusedEvenIfItNamesTheRightOne() throws Exception {
        RSAKey stranger = rsa("signer");
        ECKey curve = new ECKeyGenerator(Curve.P_256).keyID("signer").generate();

        assertRefused(sign(header(JWSAlgorithm.RS256, "signer"), claims(), new RSASSASigner(stranger)));
        assertRefused(sign(header(JWSAlgorithm.RS256, "stranger"), claims(), new RSASSASigner(stranger)));
        assertRefused(sign(header(JWSAlgorithm.ES256, "signer"), claims(), new ECDSASigner(curve)));
        // A key that the token brings along itself.
        assertRefused(sign(
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .keyID("signer")
                        .jwk(stranger.toPublicJWK())
                        .build(),
                claims(),
                new RSASSASigner(stranger)));
    }

    @Test
    void aTokenWithoutSignatureIsRefused() throws Exception {
        assertRefused(new PlainJWT(claims().build()).serialize());
        String[] parts = token(claims()).split("\\.");
        assertRefused(parts[0] + "." + parts[1] + ".");
        assertRefused(Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString("{\"alg\":\"NoNe\"}".getBytes(StandardCharsets.UTF_8))
                + "." + parts[1] + ".");
    }

    @Test
    void aTokenWhoseClaimsWereChangedIsRefused() throws Exception {
        String[] mine = token(claims()).split("\\.");
        String[] theirs = token(claims().subject("somebody else")).split("\\.");

        assertRefused(mine[0] + "." + theirs[1] + "." + mine[2]);
    }

    @Test
    void thePublicKeyIsNoSharedSecret() throws Exception {
        byte[] der = signer.toRSAPublicKey().getEncoded();
        String pem = "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END PUBLIC KEY-----\n";

        for (byte[] secret : List.of(
                der,
                pem.getBytes(StandardCharsets.UTF_8),
                signer.getModulus().decode(),
                MessageDigest.getInstance("SHA-256").digest(der))) {
            assertRefused(sign(header(JWSAlgorithm.HS256, "signer"), claims(), new MACSigner(secret)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "a.b.c", "....", "\u00e9"})
    void whatIsNoTokenIsRefused(String token) throws Exception {
        assertRefused(token);
    }

    @Test
    void onlyOneProofIsTaken() throws Exception {
        MockHttpServletRequest both = request("/payments/create", CREATE, token(claims()));
        both.addHeader("X-API-Key", "k");
        assertThat(validate(both).statusCode()).isEqualTo(401);

        MockHttpServletRequest twice = request("/payments/create", CREATE, token(claims()));
        twice.addHeader("Authorization", "bearer " + token(claims()));
        assertThat(validate(twice).statusCode()).isEqualTo(401);
    }

    @Test
    void otherSchemesAndKeysAreTakenAsEver() throws Exception {
        MockHttpServletRequest request = request("/payments/create", CREATE, null);
        request.addHeader("Authorization", "Basic YTpi");
        assertThat(validate(request).statusCode()).isEqualTo(401);
        assertThat(challenge()).isEqualTo("Bearer realm=\"msqpay\"");

        MockHttpServletRequest withKey = request("/payments/create", CREATE, null);
        withKey.addHeader("Authorization", "Basic YTpi");
        withKey.addHeader("X-API-Key", "k");
        assertThat(validate(withKey)).isNull();
    }

    @Test
    void tokensAreOffUntilConfigured() throws Exception {
        decoder = null;

        assertThat(create(token(claims())).statusCode()).isEqualTo(401);
        assertThat(challenge()).isNull();
    }

    @Test
    void theKeysOfAnIssuerAreFoundByItsMetadataAndKept() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (Issuer issuer = new Issuer(asked, "")) {
            decoder = TokenDecoders.ofIssuer(issuer.url(), AUDIENCE);

            assertThat(create(token(claims().issuer(issuer.url())))).isNull();
            assertThat(create(token(claims().issuer(issuer.url())))).isNull();
            assertThat(asked).hasValue(1);
            assertRefused(token(claims()));
        }
    }

    @Test
    void aFloodOfUnknownKeysDoesNotFloodTheIssuer() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (Issuer issuer = new Issuer(asked, "")) {
            decoder = TokenDecoders.ofIssuer(issuer.url(), AUDIENCE);
            RSAKey stranger = rsa("stranger");
            for (int i = 0; i < 50; i++) {
                ValidationError error =
                        create(sign(header(JWSAlgorithm.RS256, "unknown-" + i), claims(), new RSASSASigner(stranger)));
                assertThat(error.statusCode()).isIn(401, 503);
            }

            assertThat(asked).hasValueLessThan(4);
            assertThat(create(token(claims().issuer(issuer.url()))))
                    .as("the known key still serves")
                    .isNull();
        }
    }

    @Test
    void anIssuerThatIsDownOrSpeaksForAnotherIsAnOutage() throws Exception {
        decoder = TokenDecoders.ofIssuer("http://127.0.0.1:1", AUDIENCE);
        assertThat(error("/payments/create", CREATE, token(claims()), 503)
                        .get("error")
                        .asText())
                .isEqualTo("ServiceUnavailable");
        assertThat(exchange.getMessage().getHeader("Retry-After")).isNotNull();

        try (Issuer issuer = new Issuer(new AtomicInteger(), "/other")) {
            decoder = TokenDecoders.ofIssuer(issuer.url(), AUDIENCE);
            assertThat(create(token(claims().issuer(issuer.url()))).statusCode())
                    .isEqualTo(503);
        }
    }

    private static Date in(int seconds) {
        return Date.from(Instant.now().plusSeconds(seconds));
    }

    private static JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .subject("shop")
                .audience(AUDIENCE)
                .expirationTime(in(60))
                .claim("scope", "openid create");
    }

    private static RSAKey rsa(String id) throws JOSEException {
        return new RSAKeyGenerator(2048).keyID(id).generate();
    }

    private static String published(RSAKey key) {
        return new JWKSet(key.toPublicJWK()).toString();
    }

    private static JWSHeader header(JWSAlgorithm algorithm, String keyId) {
        return new JWSHeader.Builder(algorithm).keyID(keyId).build();
    }

    private static String token(JWTClaimsSet.Builder claims) throws JOSEException {
        return sign(header(JWSAlgorithm.RS256, "signer"), claims, new RSASSASigner(signer));
    }

    private static String sign(JWSHeader header, JWTClaimsSet.Builder claims, JWSSigner with) throws JOSEException {
        SignedJWT token = new SignedJWT(header, claims.build());
        token.sign(with);
        return token.serialize();
    }

    private void assertRefused(String token) throws IOException {
        JsonNode error = error("/payments/create", CREATE, token, 401);
        assertThat(error.get("error").asText()).isEqualTo("Unauthorized");
        assertThat(error.get("requestId").asText()).isNotBlank();
        if (!token.isBlank() && token.length() > 1) {
            assertThat(error.toString()).doesNotContain(token);
        }
        assertThat(challenge()).isEqualTo(INVALID);
    }

    private String challenge() {
        return exchange.getMessage().getHeader("WWW-Authenticate", String.class);
    }

    private ValidationError create(String token) {
        return validate(request("/payments/create", CREATE, token));
    }

    private JsonNode error(String path, String body, String token, int status) throws IOException {
        ValidationError error = validate(request(path, body, token));
        assertThat(error).as("a refusal").isNotNull();
        assertThat(error.statusCode()).as(error.body()).isEqualTo(status);
        return new ObjectMapper().readTree(error.body());
    }

    private ValidationError validate(MockHttpServletRequest request) {
        exchange.getMessage().setHeader(OpenApiRequestValidator.SERVLET_REQUEST, request);
        exchange.getMessage().setBody(request.getContentAsByteArray());
        Callers callers = new Callers(new ConfiguredApiKeys(List.of(ApiKey.parse("all=k"))), decoder);
        return new OpenApiRequestValidator(new ServedContract(OpenApiContract.load()), callers, new ErrorResponder())
                .validate(exchange, null);
    }

    private static MockHttpServletRequest request(String path, String body, String token) {
        MockHttpServletRequest request = new MockHttpServletRequest("POST", path);
        request.setContentType("application/json");
        request.setContent(body.getBytes(StandardCharsets.UTF_8));
        if (token != null) {
            request.addHeader("Authorization", "Bearer " + token);
        }
        return request;
    }

    /** Publishes metadata and keys over HTTP. */
    private static final class Issuer implements AutoCloseable {

        private final HttpServer server;

        Issuer(AtomicInteger asked, String claimedSuffix) throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            serve(
                    "/.well-known/openid-configuration",
                    "{\"issuer\":\"" + url() + claimedSuffix + "\",\"jwks_uri\":\"" + url() + "/keys\"}",
                    new AtomicInteger());
            serve("/keys", published(signer), asked);
            server.start();
        }

        String url() {
            return "http://127.0.0.1:" + server.getAddress().getPort();
        }

        private void serve(String path, String body, AtomicInteger asked) {
            server.createContext(path, call -> {
                asked.incrementAndGet();
                byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                call.sendResponseHeaders(200, bytes.length);
                call.getResponseBody().write(bytes);
                call.close();
            });
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
