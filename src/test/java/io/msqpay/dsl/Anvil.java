package io.msqpay.dsl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.msqpay.dev.AnvilProcess;
import io.msqpay.payment.Address;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.web3j.protocol.Web3j;
import org.web3j.protocol.http.HttpService;
import org.web3j.utils.Numeric;

/** A local chain whose blocks, clock and balances a test controls. By default every transaction makes a block at once. */
public final class Anvil implements AutoCloseable {

    /** Option: blocks come from {@link #mine()} only. */
    public static final String NO_MINING = "--no-mining";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final AnvilProcess process;
    private final Web3j web3j;

    private Anvil(AnvilProcess process) {
        this.process = process;
        this.web3j = Web3j.build(new HttpService(process.url()));
    }

    /** Option: a block every so many seconds, and none in between. */
    public static String blockTime(int seconds) {
        return "--block-time=" + seconds;
    }

    /** Option: another chain id than 31337. */
    public static String chainId(long chainId) {
        return "--chain-id=" + chainId;
    }

    /** Starts a chain of the test's own; the options are anvil's, such as those named above. */
    public static Anvil start(String... options) {
        return new Anvil(AnvilProcess.start(options));
    }

    /** The chain that all tests of this JVM share; closing it is not needed. Do not switch its mining off or revert it. */
    public static Anvil shared() {
        return Shared.ANVIL;
    }

    private static final class Shared {
        static final Anvil ANVIL = start("--slots-in-an-epoch=1");
    }

    /** The JSON-RPC URL. */
    public String url() {
        return process.url();
    }

    /** The operating system's process id. */
    public long pid() {
        return process.pid();
    }

    Web3j web3j() {
        return web3j;
    }

    @Override
    public void close() {
        web3j.shutdown();
        process.close();
    }

    /**
     * Asks the node.
     *
     * @return the result; may be a null node
     * @throws RpcException if the node answers with an error
     */
    public JsonNode rpc(String method, Object... parameters) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url()))
                    .timeout(Duration.ofSeconds(10))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(
                            Map.of("jsonrpc", "2.0", "id", 1, "method", method, "params", List.of(parameters)))))
                    .build();
            JsonNode answer = JSON.readTree(
                    HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body());
            if (answer.has("error")) {
                throw new RpcException(method, answer.get("error"));
            }
            return answer.path("result");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A JSON-RPC error answer. */
    public static final class RpcException extends RuntimeException {

        RpcException(String method, JsonNode error) {
            super(method + ": " + error);
        }
    }

    /** Makes one block. */
    public void mine() {
        mine(1);
    }

    /** Makes so many blocks, one second apart. */
    public void mine(int blocks) {
        rpc("anvil_mine", Numeric.encodeQuantity(BigInteger.valueOf(blocks)));
    }

    /** Whether each transaction makes a block at once. */
    public void setAutomine(boolean on) {
        rpc("evm_setAutomine", on);
    }

    /** What the next block takes for a unit of gas at least, in wei; each empty block after it takes an eighth less. */
    public void setNextBaseFee(BigInteger wei) {
        rpc("anvil_setNextBlockBaseFeePerGas", Numeric.encodeQuantity(wei));
    }

    /** Makes a block every so many seconds; 0 stops that. Automine ends with it. */
    public void setIntervalMining(int seconds) {
        rpc("evm_setIntervalMining", seconds);
    }

    /** The next block's time, Unix seconds, not before the latest block's. */
    public void setNextBlockTimestamp(long unixSeconds) {
        rpc("evm_setNextBlockTimestamp", unixSeconds);
    }

    /** Moves the chain's clock forward and makes a block, so that reads see the new time. */
    public void increaseTime(Duration duration) {
        rpc("evm_increaseTime", duration.toSeconds());
        mine();
    }

    /** Time of the latest block, Unix seconds. */
    public long timestamp() {
        return Numeric.toBigInt(rpc("eth_getBlockByNumber", "latest", false)
                        .get("timestamp")
                        .textValue())
                .longValueExact();
    }

    public long blockNumber() {
        return quantity("eth_blockNumber").longValueExact();
    }

    /** Remembers the chain's state; the id is for {@link #revert(String)}, once. */
    public String snapshot() {
        return rpc("evm_snapshot").textValue();
    }

    /** Undoes everything since the snapshot. */
    public void revert(String snapshot) {
        if (!rpc("evm_revert", snapshot).booleanValue()) {
            throw new IllegalStateException("unknown snapshot " + snapshot);
        }
    }

    /** In wei. */
    public BigInteger balance(Address address) {
        return quantity("eth_getBalance", address.value(), "latest");
    }

    /** In wei. */
    public void setBalance(Address address, BigInteger wei) {
        rpc("anvil_setBalance", address.value(), Numeric.encodeQuantity(wei));
    }

    /** How many transactions of the account are mined. */
    public long transactionCount(Address address) {
        return quantity("eth_getTransactionCount", address.value(), "latest").longValueExact();
    }

    /** How many transactions of the account are mined or waiting. */
    public long pendingTransactionCount(Address address) {
        return quantity("eth_getTransactionCount", address.value(), "pending").longValueExact();
    }

    /** The receipt as JSON; a null node while the transaction is waiting or unknown. */
    public JsonNode receipt(String txHash) {
        return rpc("eth_getTransactionReceipt", txHash);
    }

    private BigInteger quantity(String method, Object... parameters) {
        return Numeric.decodeQuantity(rpc(method, parameters).textValue());
    }
}
