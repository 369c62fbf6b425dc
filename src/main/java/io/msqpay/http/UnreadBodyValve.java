package io.msqpay.http;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.apache.coyote.CloseNowException;
import org.apache.tomcat.util.net.ApplicationBufferHandler;

/**
 * Bounds how long the rest of a body is listened to that nobody has read, since the request was refused before or needs none. A client that
 * sends first and reads then gets its answer, and its connection stays; one that goes on for longer is disconnected. Tomcat itself bounds
 * the bytes alone, and would give a thread to a client that sends one of them now and then.
 */
final class UnreadBodyValve extends ValveBase {

    private final int maxBytes;
    private final Duration maxTime;

    /**
     * @param maxBytes how much of a rest is read
     * @param maxTime how long it may take to arrive; a pause in it may last as long as the connector waits for any byte
     */
    UnreadBodyValve(int maxBytes, Duration maxTime) {
        super(true);
        this.maxBytes = maxBytes;
        this.maxTime = maxTime;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        getNext().invoke(request, response);
        // Who waits for 100 Continue sends nothing, and Tomcat closes that connection.
        if (request.isAsync()
                || request.isFinished()
                || request.getCoyoteRequest().hasExpectation()) {
            return;
        }
        response.finishResponse();
        if (!isDrained(request.getCoyoteRequest())) {
            response.getCoyoteResponse()
                    .action(
                            ActionCode.CLOSE_NOW,
                            new CloseNowException("the rest of the body is too long or too slow"));
        }
    }

    /** Tomcat's stream for the application is closed together with the response. */
    private boolean isDrained(org.apache.coyote.Request rest) {
        long end = System.nanoTime() + maxTime.toNanos();
        Discarded discarded = new Discarded();
        int left = maxBytes;
        try {
            while (left > 0 && System.nanoTime() - end < 0) {
                int count = rest.doRead(discarded);
                if (count < 0) {
                    return true;
                }
                left -= count;
            }
        } catch (IOException e) {
            container.getLogger().debug("The client left before its body ended", e);
        }
        return false;
    }

    /** Where each piece takes the place of the one before. */
    private static final class Discarded implements ApplicationBufferHandler {

        private ByteBuffer piece = ByteBuffer.allocate(0);

        @Override
        public void setByteBuffer(ByteBuffer buffer) {
            piece = buffer;
        }

        @Override
        public ByteBuffer getByteBuffer() {
            return piece;
        }

        @Override
        public void expand(int size) {
            // Tomcat's own buffers are given, never this one's.
        }
    }
}
