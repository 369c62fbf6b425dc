package io.msqpay.http;

import java.util.function.Supplier;

/**
 * The contract that is in force: the server's own one, and what files of an integrator add to it. Whoever looks twice at it within a
 * request keeps what it has got.
 */
public final class ServedContract implements Supplier<OpenApiContract> {

    private final OpenApiContract own;
    private volatile OpenApiContract current;
    private volatile boolean open = true;
    private volatile boolean settled = true;

    public ServedContract(OpenApiContract own) {
        this.own = own;
        this.current = own;
    }

    /** The contract without what others have added. */
    public OpenApiContract own() {
        return own;
    }

    @Override
    public OpenApiContract get() {
        return current;
    }

    /** Puts another one in force: the server's own one, with operations added. */
    public void serve(OpenApiContract contract) {
        current = contract;
    }

    /** Whether requests are let in. */
    boolean isOpen() {
        return open;
    }

    /** @param open false until everything is there that may refuse a request */
    public void open(boolean open) {
        this.open = open;
    }

    /** Whether a path that is not found is one that does not exist, and not one that is about to be served. */
    boolean isSettled() {
        return open && settled;
    }

    /** @param settled false until all operations that are known have their routes */
    public void settled(boolean settled) {
        this.settled = settled;
    }

    /** Whether a request belongs to an operation's area, by its decoded and normalized path. */
    boolean covers(String path) {
        return current.roots().contains(root(path));
    }

    /** Whether it may cost the chain or an integrator's own systems something, and so is counted. */
    boolean counts(String path) {
        String root = root(path);
        return !root.equals("config") && current.roots().contains(root);
    }

    private static String root(String path) {
        int end = path.indexOf('/', 1);
        return path.substring(Math.min(1, path.length()), end < 0 ? path.length() : end);
    }
}
