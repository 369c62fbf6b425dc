package io.msqpay.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.msqpay.http.TrustedProxyFilter.Header;
import java.net.InetAddress;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class TrustedProxyFilterTest {

    private static final String PROXIES = "10.0.0.0/8,fd00::/8,192.0.2.7";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            10.0.0.1   | 198.51.100.9                               | 198.51.100.9   | the proxy's word
            10.0.0.1   | 6.6.6.6, 198.51.100.9                      | 198.51.100.9   | what the client wrote itself is not believed
            10.0.0.1   | 6.6.6.6, 198.51.100.9, 10.1.1.1, 192.0.2.7 | 198.51.100.9   | through a chain of trusted proxies
            10.0.0.1   | 10.2.2.2                                   | 10.2.2.2       | a client inside the network of proxies
            10.0.0.1   | 10.3.3.3, 10.2.2.2                         | 10.3.3.3       | all of the way is trusted
            10.0.0.1   | 198.51.100.9:4711                          | 198.51.100.9   | with a port
            10.0.0.1   | 2001:db8::1                                | 2001:db8:0:0:0:0:0:1 | IPv6
            10.0.0.1   | [2001:db8::1]:4711                         | 2001:db8:0:0:0:0:0:1 | IPv6 with a port
            fd00:0:0:0:0:0:0:5 | 198.51.100.9                       | 198.51.100.9   | a proxy of IPv6
            10.0.0.1   | ::ffff:198.51.100.9                        | 198.51.100.9   | IPv4 in IPv6 clothes
            10.0.0.1   | 198.51.100.9, unknown                      | 10.0.0.1       | an unknown hop hides what is before it
            10.0.0.1   | 6.6.6.6, localhost                         | 10.0.0.1       | names are not looked up
            10.0.0.1   | 999.1.1.1                                  | 10.0.0.1       | no address
            10.0.0.1   | ' , ,'                                     | 10.0.0.1       | nothing
            198.51.100.1 | 6.6.6.6                                  | 198.51.100.1   | nobody's proxy
            2001:db8:0:0:0:0:0:2 | 6.6.6.6                          | 2001:db8:0:0:0:0:0:2 | nobody's proxy of IPv6
            """)
    void theClientIsTheLastAddressThatIsNoTrustedProxy(String peer, String header, String client, String why) {
        assertThat(through(peer, Header.X_FORWARDED_FOR, "X-Forwarded-For", header)
                        .getRemoteAddr())
                .as(why)
                .isEqualTo(client);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            for=198.51.100.9                                   | 198.51.100.9
            For="198.51.100.9:4711";proto=https;by=10.0.0.1    | 198.51.100.9
            proto=https; for="[2001:db8::1]:4711"              | 2001:db8:0:0:0:0:0:1
            for=6.6.6.6, for=198.51.100.9, for=10.5.5.5        | 198.51.100.9
            for="6.6.6.6, for=198.51.100.9                     | 198.51.100.9
            for=198.51.100.9, for=_hidden                      | 10.0.0.1
            for=unknown                                        | 10.0.0.1
            by=198.51.100.9                                    | 10.0.0.1
            """)
    void theStandardHeaderIsUnderstoodToo(String header, String client) {
        assertThat(through("10.0.0.1", Header.FORWARDED, "Forwarded", header).getRemoteAddr())
                .isEqualTo(client);
    }

    @Test
    void severalFieldsAreOneList() {
        MockHttpServletRequest request = request("10.0.0.1");
        request.addHeader("X-Forwarded-For", "6.6.6.6");
        request.addHeader("X-Forwarded-For", "198.51.100.9");

        assertThat(through(Header.X_FORWARDED_FOR, request).getRemoteAddr()).isEqualTo("198.51.100.9");
    }

    @Test
    void theHeaderThatTheProxiesDoNotWriteIsNotBelieved() {
        assertThat(through("10.0.0.1", Header.X_FORWARDED_FOR, "Forwarded", "for=6.6.6.6")
                        .getRemoteAddr())
                .isEqualTo("10.0.0.1");
        assertThat(through("10.0.0.1", Header.FORWARDED, "X-Forwarded-For", "6.6.6.6")
                        .getRemoteAddr())
                .isEqualTo("10.0.0.1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            10.0.0.1     | https       | true
            10.0.0.1     | HTTPS,https | true
            10.0.0.1     | https,http  | false
            10.0.0.1     | http        | false
            198.51.100.1 | https       | false
            """)
    void aRequestIsSecureWhenATrustedProxySaysSo(String peer, String protocols, boolean secure) {
        MockHttpServletRequest seen = through(peer, Header.X_FORWARDED_FOR, "X-Forwarded-Proto", protocols);

        assertThat(seen.isSecure()).isEqualTo(secure);
        assertThat(seen.getScheme()).isEqualTo(secure ? "https" : "http");
        assertThat(seen.getServerPort()).isEqualTo(secure ? 443 : 80);
    }

    @Test
    void theStandardHeaderTellsTheProtocolToo() {
        assertThat(through("10.0.0.1", Header.FORWARDED, "Forwarded", "for=198.51.100.9;proto=https")
                        .isSecure())
                .isTrue();
        assertThat(through("10.0.0.1", Header.FORWARDED, "Forwarded", "for=198.51.100.9")
                        .isSecure())
                .isFalse();
    }

    @Test
    void withoutTrustedProxiesNobodyIsBelieved() throws Exception {
        MockHttpServletRequest request = request("10.0.0.1");
        request.addHeader("X-Forwarded-For", "6.6.6.6");
        MockFilterChain chain = new MockFilterChain();

        new TrustedProxyFilter(java.util.List.of(), Header.X_FORWARDED_FOR)
                .doFilter(request, new MockHttpServletResponse(), chain);

        assertThat(chain.getRequest()).isSameAs(request);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.0.1, true",
        "10.0.0.0/8, 11.0.0.1, false",
        "10.0.0.128/25, 10.0.0.127, false",
        "10.0.0.128/25, 10.0.0.200, true",
        "0.0.0.0/0, 8.8.8.8, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "::1, 0:0:0:0:0:0:0:1, true",
        "::ffff:10.0.0.1, 10.0.0.1, true"
    })
    void aNetworkContainsTheAddressesThatShareItsLeadingBits(String network, String address, boolean contained)
            throws Exception {
        assertThat(IpNetwork.parse(network).contains(InetAddress.getByName(address)))
                .isEqualTo(contained);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/8",
                "localhost",
                "10.0.0.1/33",
                "10.0.0.1/",
                "10.0.0.1/-1",
                "10.0.0.1/x",
                "::1/129",
                "10.0.0",
                "10.0.0.0.1",
                "010.0.0.1",
                "1.2.3.4.",
                "fe80::1%eth0",
                "1:2",
                ":::",
                "[::1]",
                "10.0.0.1/8/8"
            })
    void whatIsNoNetworkIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IpNetwork.parse(text))
                .withMessage("must be an IP address or a network such as 10.0.0.0/8 or fd00::/8");
    }

    private static MockHttpServletRequest request(String peer) {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", "/");
        request.setRemoteAddr(peer);
        return request;
    }

    private static MockHttpServletRequest through(String peer, Header header, String name, String value) {
        MockHttpServletRequest request = request(peer);
        request.addHeader(name, value);
        return through(header, request);
    }

    /** What is behind the filter sees this. */
    private static MockHttpServletRequest through(Header header, MockHttpServletRequest request) {
        MockHttpServletRequest seen = new MockHttpServletRequest();
        try {
            new TrustedProxyFilter(
                            Arrays.stream(PROXIES.split(","))
                                    .map(IpNetwork::parse)
                                    .toList(),
                            header)
                    .doFilter(request, new MockHttpServletResponse(), (inner, response) -> {
                        seen.setRemoteAddr(inner.getRemoteAddr());
                        assertThat(inner.getRemoteHost()).isNotBlank();
                        seen.setSecure(inner.isSecure());
                        seen.setScheme(inner.getScheme());
                        seen.setServerPort(inner.getServerPort());
                    });
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return seen;
    }
}
