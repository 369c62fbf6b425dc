package io.msqpay.http;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.springframework.boot.web.servlet.error.ErrorController;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/** Gives what Spring or Tomcat answers the documented error shape. */
@Controller
final class EdgeErrorController implements ErrorController {

    private final ErrorResponder errors;
    private final BooleanSupplier routesStarted;

    EdgeErrorController(ErrorResponder errors, BooleanSupplier routesStarted) {
        this.errors = errors;
        this.routesStarted = routesStarted;
    }

    @RequestMapping("${server.error.path:${error.path:/error}}")
    void error(HttpServletRequest request, HttpServletResponse response) throws IOException {
        int status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code
                ? code
                : HttpServletResponse.SC_NOT_FOUND;
        if (status == HttpServletResponse.SC_NOT_FOUND && !routesStarted.getAsBoolean()) {
            // Tomcat is up before the routes are: a payment must not look unknown meanwhile.
            response.setHeader("Retry-After", "1");
            errors.respond(request, response, HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            return;
        }
        String allowed = response.getHeader("Allow");
        if (allowed != null) {
            Set<String> methods = new TreeSet<>(List.of(allowed.split("\\s*,\\s*")));
            if (methods.contains("GET")) {
                // Whoever answers GET answers HEAD.
                methods.add("HEAD");
            }
            response.setHeader("Allow", String.join(", ", methods));
        }
        errors.respond(request, response, status);
    }
}
