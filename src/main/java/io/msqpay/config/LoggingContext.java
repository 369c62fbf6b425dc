package io.msqpay.config;

import java.util.Map;
import org.slf4j.MDC;
import org.springframework.core.task.TaskDecorator;

/** Lends the logging context of whoever hands over work, such as the id of a request, to the thread that does it. */
final class LoggingContext implements TaskDecorator {

    @Override
    public Runnable decorate(Runnable work) {
        Map<String, String> lent = MDC.getCopyOfContextMap();
        return () -> {
            // The thread may be the caller's: a full pool lets it do the work itself.
            Map<String, String> own = MDC.getCopyOfContextMap();
            use(lent);
            try {
                work.run();
            } finally {
                use(own);
            }
        };
    }

    private static void use(Map<String, String> context) {
        if (context == null) {
            MDC.clear();
        } else {
            MDC.setContextMap(context);
        }
    }
}
