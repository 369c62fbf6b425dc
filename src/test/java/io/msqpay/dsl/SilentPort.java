package io.msqpay.dsl;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/** A port whose packets vanish: its queue is full and nobody accepts, so that connections neither come about nor are refused (Linux). */
public final class SilentPort implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 300;

    private final ServerSocket listener;
    private final List<Socket> queue = new ArrayList<>();

    public SilentPort() {
        try {
            listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            fill();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void fill() throws IOException {
        while (true) {
            Socket socket = new Socket();
            queue.add(socket);
            try {
                socket.connect(
                        new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort()), PATIENCE_MILLIS);
            } catch (SocketTimeoutException full) {
                return;
            }
        }
    }

    public String url() {
        return "http://127.0.0.1:" + listener.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : queue) {
            socket.close();
        }
        listener.close();
    }
}
