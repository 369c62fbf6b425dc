package io.msqpay.benchmark;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** One keep-alive connection (HTTP/1.1) with at most one request under way. */
final class Connection implements AutoCloseable {

    private static final int BUFFER_SIZE = 64 << 10;
    private static final String LENGTH = "\r\ncontent-length:";

    private final InetSocketAddress address;
    private final Selector selector;
    private final ByteBuffer input = ByteBuffer.allocate(BUFFER_SIZE);
    private SocketChannel channel;
    private long started;

    Connection(InetSocketAddress address, Selector selector) throws IOException {
        this.address = address;
        this.selector = selector;
        open();
    }

    private void open() throws IOException {
        channel = SocketChannel.open(address);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, this);
    }

    /** When the request under way should have started, in {@link System#nanoTime()}. */
    long started() {
        return started;
    }

    /** @param due when the request should start; waiting since then counts as part of it */
    void send(byte[] request, long due) throws IOException {
        started = due;
        ByteBuffer output = ByteBuffer.wrap(request);
        while (output.hasRemaining()) {
            // Requests are far smaller than a socket's buffer.
            channel.write(output);
        }
    }

    /** Reads what has come; answers the whole response once it is there, else null. */
    String receive() throws IOException {
        if (channel.read(input) < 0) {
            throw new EOFException("the connection was closed");
        }
        byte[] bytes = input.array();
        int body = endOfHead(bytes, input.position());
        if (body < 0) {
            return null;
        }
        String head = new String(bytes, 0, body, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        int length = head.indexOf(LENGTH);
        if (length < 0) {
            throw new IOException("no Content-Length in " + head);
        }
        int start = length + LENGTH.length();
        int end = body + Integer.parseInt(head.substring(start, head.indexOf('\r', start)).strip());
        if (input.position() < end) {
            return null;
        }
        String response = new String(bytes, 0, end, StandardCharsets.UTF_8);
        input.clear();
        if (head.contains("\r\nconnection: close")) {
            channel.close();
            open();
        }
        return response;
    }

    private static int endOfHead(byte[] bytes, int limit) {
        for (int i = 3; i < limit; i++) {
            if (bytes[i] == '\n' && bytes[i - 1] == '\r' && bytes[i - 2] == '\n') {
                return i + 1;
            }
        }
        return -1;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
