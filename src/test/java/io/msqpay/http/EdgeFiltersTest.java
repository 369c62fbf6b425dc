package io.msqpay.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpServletRequest;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class EdgeFiltersTest {

    private final ErrorResponder errors = new ErrorResponder();

    @Test
    void theRequestIdStandsInTheLogAndOnlyDuringItsRequest() throws Exception {
        AtomicReference<String> logged = new AtomicReference<>();
        AtomicReference<String> seen = new AtomicReference<>();
        MockHttpServletRequest request = new MockHttpServletRequest("GET", "/");
        request.addHeader("X-Request-Id", "a\nb");
        MockHttpServletResponse response = new MockHttpServletResponse();

        new RequestIdFilter(errors).doFilter(request, response, (req, res) -> {
            logged.set(MDC.get("requestId"));
            seen.set(((HttpServletRequest) req).getHeader("x-request-id"));
            assertThat(((HttpServletRequest) req).getHeaders("X-REQUEST-ID").nextElement())
                    .isEqualTo(seen.get());
        });

        assertThat(logged.get()).isNotBlank().doesNotContain("\n").isEqualTo(seen.get());
        assertThat(response.getHeader("X-Request-Id")).isEqualTo(seen.get());
        assertThat(MDC.get("requestId")).isNull();
    }

    @Test
    void whatNobodyCaughtBecomesAnInternalError() throws Exception {
        MockHttpServletResponse response = new MockHttpServletResponse();

        new RequestIdFilter(errors).doFilter(new MockHttpServletRequest("GET", "/"), response, failing("secret"));

        assertThat(response.getStatus()).isEqualTo(500);
        assertThat(response.getContentAsString()).contains("InternalError").doesNotContain("secret");
    }

    @Test
    void anAnswerThatIsOnItsWayIsNotOverwritten() {
        MockHttpServletResponse response = new MockHttpServletResponse();
        response.setCommitted(true);

        assertThatThrownBy(() -> new RequestIdFilter(errors)
                        .doFilter(new MockHttpServletRequest("GET", "/"), response, failing("late")))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aBodyCanBeReadAnyNumberOfTimes() throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest("POST", "/payments/create");
        request.setContent("{}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        AtomicInteger reads = new AtomicInteger();

        new BodyLimitFilter(2, java.time.Duration.ofSeconds(10), errors)
                .doFilter(request, new MockHttpServletResponse(), (req, res) -> {
                    assertThat(req.getInputStream().readAllBytes()).hasSize(2);
                    assertThat(req.getInputStream().isReady()).isTrue();
                    assertThat(req.getReader().readLine()).isEqualTo("{}");
                    assertThat(req.getContentLength()).isEqualTo(2);
                    assertThat(req.getContentLengthLong()).isEqualTo(2);
                    reads.incrementAndGet();
                });

        assertThat(reads).hasValue(1);
    }

    @Test
    void beforeTheRoutesAreUpNothingIsCalledUnknown() throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", "/error");
        request.setAttribute("jakarta.servlet.error.status_code", 404);
        MockHttpServletResponse response = new MockHttpServletResponse();

        new EdgeErrorController(errors, () -> false).error(request, response);

        assertThat(response.getStatus()).isEqualTo(503);
        assertThat(response.getHeader("Retry-After")).isEqualTo("1");
    }

    @Test
    void nobodyIsLetInBeforeAllThatMayRefuseIsThere() throws Exception {
        ServedContract contract = new ServedContract(OpenApiContract.load());
        ContractRequestFilter filter = new ContractRequestFilter(contract, errors);
        MockHttpServletRequest request = new MockHttpServletRequest("POST", "/payments/create");
        request.setServletPath("/payments/create");
        AtomicInteger letIn = new AtomicInteger();

        contract.open(false);
        MockHttpServletResponse response = new MockHttpServletResponse();
        filter.doFilter(request, response, (req, res) -> letIn.incrementAndGet());

        assertThat(response.getStatus()).isEqualTo(503);
        assertThat(response.getHeader("Retry-After")).isEqualTo("1");
        assertThat(letIn).hasValue(0);

        contract.open(true);
        filter.doFilter(request, new MockHttpServletResponse(), (req, res) -> letIn.incrementAndGet());
        assertThat(letIn).hasValue(1);
    }

    private static FilterChain failing(String message) {
        return (request, response) -> {
            throw new IllegalStateException(message);
        };
    }
}
