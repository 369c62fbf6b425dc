package io.msqpay.picture;

import static org.assertj.core.api.Assertions.assertThat;

import io.msqpay.dsl.Answer;
import io.msqpay.dsl.Anvil;
import io.msqpay.dsl.Deployed;
import io.msqpay.dsl.PaymentServer;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class RoutePictureIT {

    private static final Pattern ROUTE = Pattern.compile("(?m)^    (\\w+)\\[\"");

    @Test
    void developersSeeTheRoutesOfTheDocumentation() throws Exception {
        try (PaymentServer server = PaymentServer.dev()) {
            Answer answer = server.merchant().get("/docs/routes");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Content-Type")).startsWith("image/svg+xml");
            String svg = answer.body().asText();
            Document document = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(svg)));
            assertThat(document.getElementsByTagName("script").getLength()).isZero();
            assertThat(ROUTE.matcher(Files.readString(Path.of("docs/routes.md")))
                            .results()
                            .map((MatchResult route) -> ">" + route.group(1) + "</text>"))
                    .isNotEmpty()
                    .allMatch(svg::contains);
        }
    }

    @Test
    void nobodySeesThemInProduction() {
        try (PaymentServer server = PaymentServer.on(Deployed.on(Anvil.shared()))) {
            assertThat(server.merchant().get("/docs/routes").status()).isEqualTo(404);
        }
    }
}
