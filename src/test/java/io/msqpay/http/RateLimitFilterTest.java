package io.msqpay.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class RateLimitFilterTest {

    private static final String CREATE = "/payments/create";

    private final Callers keys =
            new Callers(new ConfiguredApiKeys(List.of(ApiKey.parse("shop=s"), ApiKey.parse("desk=d"))), null);

    @Test
    void aClientBeyondItsLimitIsToldWhenToComeBack() throws Exception {
        RateLimitFilter filter = filter(2, 0);

        assertThat(ask(filter, CREATE, "10.0.0.1").getStatus()).isEqualTo(200);
        assertThat(ask(filter, "/payments/x/status", "10.0.0.1").getStatus()).isEqualTo(200);
        MockHttpServletResponse refused = ask(filter, CREATE, "10.0.0.1");

        assertThat(refused.getStatus()).isEqualTo(429);
        assertThat(refused.getHeader("Retry-After")).isIn("29", "30");
        assertThat(refused.getHeader("RateLimit")).isEqualTo("\"address\";r=0;t=" + refused.getHeader("Retry-After"));
        assertThat(new ObjectMapper()
                        .readTree(refused.getContentAsString())
                        .get("error")
                        .asText())
                .isEqualTo("TooManyRequests");
    }

    @Test
    void everyAnswerTellsTheLimitsAndWhatIsLeft() throws Exception {
        RateLimitFilter filter = filter(60, 600);

        MockHttpServletResponse without = ask(filter, CREATE, "10.0.0.1");
        assertThat(without.getHeaders("RateLimit-Policy")).containsExactly("\"address\";q=60;w=60");
        assertThat(without.getHeaders("RateLimit")).containsExactly("\"address\";r=59;t=1");

        MockHttpServletResponse with = ask(filter, CREATE, "10.0.0.1", "s");
        assertThat(with.getHeaders("RateLimit-Policy")).containsExactly("\"address\";q=60;w=60, \"key\";q=600;w=60");
        assertThat(with.getHeaders("RateLimit")).containsExactly("\"address\";r=58;t=1, \"key\";r=599;t=1");
    }

    @Test
    void aKeyIsLimitedFromWhateverAddressesItIsUsed() throws Exception {
        RateLimitFilter filter = filter(60, 2);

        assertThat(ask(filter, CREATE, "10.0.0.1", "s").getStatus()).isEqualTo(200);
        assertThat(ask(filter, CREATE, "10.0.0.2", "s").getStatus()).isEqualTo(200);
        MockHttpServletResponse refused = ask(filter, CREATE, "10.0.0.3", "s");
        assertThat(refused.getStatus()).isEqualTo(429);
        assertThat(refused.getContentAsString()).contains("this API key or access token");
        assertThat(refused.getHeader("Retry-After")).isIn("29", "30");

        assertThat(ask(filter, CREATE, "10.0.0.3", "d").getStatus()).isEqualTo(200);
        assertThat(ask(filter, CREATE, "10.0.0.3").getStatus()).isEqualTo(200);
    }

    @Test
    void guessingKeysUsesUpTheLimitOfTheAddress() throws Exception {
        RateLimitFilter filter = filter(2, 600);

        assertThat(ask(filter, CREATE, "10.0.0.1", "guess-1").getStatus()).isEqualTo(200);
        assertThat(ask(filter, CREATE, "10.0.0.1", "guess-2").getStatus()).isEqualTo(200);
        assertThat(ask(filter, CREATE, "10.0.0.1", "guess-3").getStatus()).isEqualTo(429);
    }

    @Test
    void clientsDoNotUseUpEachOthersLimit() throws Exception {
        RateLimitFilter filter = filter(1, 0);

        assertThat(ask(filter, CREATE, "10.0.0.1").getStatus()).isEqualTo(200);
        assertThat(ask(filter, CREATE, "10.0.0.2").getStatus()).isEqualTo(200);
        assertThat(ask(filter, CREATE, "10.0.0.2").getStatus()).isEqualTo(429);
    }

    @ParameterizedTest
    @CsvSource({
        "2001:db8:0:1::1, 2001:db8:0:1:a:b:c:d, true",
        "2001:db8:0:1:0:0:0:1, 2001:0db8:0000:0001::ffff, true",
        "2001:db8:0:1::1, 2001:db8:0:2::1, false",
        "10.0.0.1, ::ffff:10.0.0.1, true",
        "10.0.0.1, 10.0.0.2, false",
        "200.0.0.1, 200.0.0.2, false",
        "garbage, unknown, true",
        "garbage, 10.0.0.1, false",
        "garbage, 255.255.255.255, false"
    })
    void anIpv6ClientCountsAsItsNetworkAndAnIpv4ClientAsItself(String one, String other, boolean same) {
        assertThat(RateLimitFilter.client(one) == RateLimitFilter.client(other)).isEqualTo(same);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health", "/paymentsx", "/config", "/docs"})
    void onlyPaymentsAreLimited(String path) throws Exception {
        RateLimitFilter filter = filter(1, 1);

        for (int i = 0; i < 5; i++) {
            MockHttpServletResponse answer = ask(filter, path, "10.0.0.1", "s");
            assertThat(answer.getStatus()).isEqualTo(200);
            assertThat(answer.getHeader("RateLimit")).isNull();
        }
    }

    @Test
    void zeroSwitchesTheLimitsOff() throws Exception {
        RateLimitFilter filter = filter(0, 0);

        for (int i = 0; i < 200; i++) {
            assertThat(ask(filter, CREATE, "10.0.0.1", "s").getStatus()).isEqualTo(200);
        }
    }

    private RateLimitFilter filter(int perAddress, int perKey) {
        return new RateLimitFilter(
                new ServedContract(OpenApiContract.load()), perAddress, perKey, keys, new ErrorResponder());
    }

    private static MockHttpServletResponse ask(RateLimitFilter filter, String path, String address, String... key)
            throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", path);
        request.setServletPath(path);
        request.setRemoteAddr(address);
        if (key.length > 0) {
            request.addHeader("X-API-Key", key[0]);
        }
        MockHttpServletResponse response = new MockHttpServletResponse();
        filter.doFilter(request, response, new MockFilterChain());
        return response;
    }
}
