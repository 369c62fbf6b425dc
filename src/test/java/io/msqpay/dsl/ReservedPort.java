package io.msqpay.dsl;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * A port that no other test is given, whether somebody listens on it at the moment or not: a socket that is bound, and neither connects nor
 * listens, holds it. Whoever binds it by its number can.
 */
public final class ReservedPort implements AutoCloseable {

    private final Socket holder = new Socket();

    public ReservedPort() {
        try {
            holder.setReuseAddress(true);
            holder.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int number() {
        return holder.getLocalPort();
    }

    @Override
    public void close() {
        try {
            holder.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
