package io.msqpay.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.msqpay.dsl.Anvil;
import io.msqpay.dsl.Deployed;
import io.msqpay.dsl.PaymentServer;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** The server itself speaks TLS, with the properties that DEPLOYMENT.md names. */
class TlsIT {

    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    private Path folder;

    @Test
    void answersWithItsCertificateAndWithARenewedOneWithoutARestart() throws Exception {
        KeyStore first = certificate("first");
        try (PaymentServer server = PaymentServer.on(
                Deployed.on(Anvil.shared()),
                "spring.ssl.bundle.pem.server.keystore.certificate=file:" + folder.resolve("tls.crt"),
                "spring.ssl.bundle.pem.server.keystore.private-key=file:" + folder.resolve("tls.key"),
                "spring.ssl.bundle.pem.server.reload-on-update=true",
                "spring.ssl.bundle.watch.file.quiet-period=200ms",
                "server.ssl.bundle=server")) {
            URI health = URI.create(server.url().replace("http://", "https://") + "/health/ready");

            HttpResponse<String> answer = get(health, first);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(certificateOf(answer)).isEqualTo(first.getCertificate("server"));

            KeyStore second = certificate("second");
            await().ignoreExceptions().untilAsserted(() -> assertThat(certificateOf(get(health, second)))
                    .isEqualTo(second.getCertificate("server")));
        }
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void theDevProfilePrintsCommandsForIt(CapturedOutput output) throws Exception {
        certificate("first");
        try (PaymentServer server = PaymentServer.dev(
                "spring.ssl.bundle.pem.server.keystore.certificate=file:" + folder.resolve("tls.crt"),
                "spring.ssl.bundle.pem.server.keystore.private-key=file:" + folder.resolve("tls.key"),
                "server.ssl.bundle=server")) {
            assertThat(output).contains(server.url().replace("http://", "https://") + "/payments/create");
        }
    }

    /** Self-made by the JDK's own tool, and written as PEM. */
    private KeyStore certificate(String name) throws Exception {
        Path file = folder.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=dns:localhost",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(PASSWORD),
                        "-keystore",
                        file.toString())
                .redirectErrorStream(true)
                .start();
        assertThat(keytool.waitFor())
                .as(new String(keytool.getInputStream().readAllBytes()))
                .isZero();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        Files.writeString(
                folder.resolve("tls.key"),
                pem("PRIVATE KEY", store.getKey("server", PASSWORD).getEncoded()));
        Files.writeString(
                folder.resolve("tls.crt"),
                pem("CERTIFICATE", store.getCertificate("server").getEncoded()));
        return store;
    }

    private static String pem(String kind, byte[] content) {
        return "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(content) + "\n-----END " + kind
                + "-----\n";
    }

    private static X509Certificate certificateOf(HttpResponse<String> answer) throws Exception {
        return (X509Certificate) answer.sslSession().orElseThrow().getPeerCertificates()[0];
    }

    private static HttpResponse<String> get(URI url, KeyStore trusted) throws Exception {
        KeyStore certificates = KeyStore.getInstance(KeyStore.getDefaultType());
        certificates.load(null, null);
        certificates.setCertificateEntry("server", trusted.getCertificate("server"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(certificates);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder()
                .sslContext(context)
                .build()
                .send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString());
    }
}
