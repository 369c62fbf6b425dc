package io.msqpay.stream;

/**
 * A state of a payment, as it is told. It replaces whatever was told before: a reader that misses one in between misses nothing.
 *
 * @param name {@code status} or {@code retracted}
 * @param id names the state, the same at every replica; empty for a payment that is unknown
 * @param data JSON in one line
 * @param last whether no other can follow
 */
public record StreamEvent(String name, String id, String data, boolean last) {

    @Override
    public String toString() {
        return name + " " + id;
    }
}
