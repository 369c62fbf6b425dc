package io.msqpay.http;

import java.io.IOException;
import java.io.Writer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.ActionCode;

/** Gives what Tomcat refuses before any servlet the documented error shape. */
final class EdgeErrorReportValve extends ErrorReportValve {

    private final ErrorResponder errors;

    EdgeErrorReportValve(ErrorResponder errors) {
        this.errors = errors;
    }

    @Override
    protected void report(Request request, Response response, Throwable failure) {
        int status = response.getStatus();
        if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        AtomicBoolean writable = new AtomicBoolean();
        response.getCoyoteResponse().action(ActionCode.IS_IO_ALLOWED, writable);
        if (!writable.get()) {
            return;
        }
        // Headers of a request that could not be parsed are not trusted, not even for its id.
        String id = RequestIds.fresh(request);
        response.setHeader(RequestIds.HEADER, id);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Cache-Control", "no-store");
        response.setContentType("application/json");
        response.setCharacterEncoding("UTF-8");
        try {
            Writer writer = response.getReporter();
            if (writer != null) {
                writer.write(errors.json(status, ErrorResponder.messageOf(status), null, id));
                response.finishResponse();
            }
        } catch (IOException e) {
            container.getLogger().debug("The client left before its error was written", e);
        }
    }
}
