package io.msqpay.dsl;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;

/** What a {@link FaultyNode} does to a call. */
public sealed interface Fault {

    /** Nothing listens: connections are refused, open ones closed. Concerns all methods. */
    record Refuse() implements Fault {}

    /** The connection is reset before the node sees the call. */
    record Reset() implements Fault {}

    /** The call is swallowed; the connection stays open until another fault is set or the node is closed. */
    record Hang() implements Fault {}

    /** The call goes through after a pause. */
    record Delay(Duration pause) implements Fault {}

    /**
     * Calls go through, but each keeps a worker busy for a while, and the others stand in line. The calls of a batch are done one after
     * the other.
     *
     * @param workers one permit for each worker
     */
    record Busy(Semaphore workers, Duration pause) implements Fault {

        public Busy(int workers, Duration pause) {
            this(new Semaphore(workers, true), pause);
        }
    }

    /** An HTTP status without a JSON-RPC answer, such as 500 or 429; the node does not see the call. */
    record HttpStatus(int status) implements Fault {}

    /** HTTP 200 with a body that is not JSON. */
    record Garbage() implements Fault {}

    /**
     * A JSON-RPC answer of good form whose result is something else than was asked for; the node does not see the call.
     *
     * @param json the result
     */
    record WrongResult(String json) implements Fault {}

    /** A JSON-RPC error; the node does not see the call. */
    record RpcError(int code, String message) implements Fault {}

    /** The node gets the call and does it; its answer is lost, the connection reset. */
    record LoseAnswer() implements Fault {}

    /**
     * Batches are refused; single calls go through.
     *
     * @param callByCall whether each call of the batch gets an error; else one error answers them all
     */
    record RefuseBatches(boolean callByCall) implements Fault {}

    /**
     * Breaks some calls and lets the others through.
     *
     * @param calls which: by the JSON-RPC request
     * @param fault what happens to them
     */
    record Some(Predicate<JsonNode> calls, Fault fault) implements Fault {

        /** Calls whose parameters, as JSON, hold this text. */
        public static Some with(String text, Fault fault) {
            return new Some(call -> call.path("params").toString().contains(text), fault);
        }
    }
}
