package io.msqpay.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.msqpay.http.ApiKey;
import io.msqpay.payment.Address;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConfigurationCheckTest {

    private static final String PLANTED = "hunter2";
    private static final String ORDER_OF_THE_CURVE = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";

    /** Of RFC 7515, appendix A.3, without its end. */
    private static final String PUBLIC_KEY = "{\"kty\":\"EC\",\"crv\":\"P-256\","
            + "\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\",\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"";

    @TempDir
    private Path folder;

    @Test
    void workingValuesBecomeSettings() {
        Settings settings = settings(Values.working()
                .with("msqpay.chain.rpc-urls", "https://one.example, http://two.example:8545/path?key=1")
                .with("msqpay.tokens", "USDT=" + Values.CONTRACT + ",USDC=" + Values.USDC.toLowerCase()));

        assertThat(settings.rpcUrls().stream().map(Secret::reveal))
                .containsExactly("https://one.example", "http://two.example:8545/path?key=1");
        assertThat(settings.contract()).isEqualTo(new Address(Values.CONTRACT));
        assertThat(settings.tokens())
                .containsExactly(
                        Map.entry("USDT", new Address(Values.CONTRACT)), Map.entry("USDC", new Address(Values.USDC)));
        assertThat(settings.operator().getAddress()).isEqualTo(Values.KEY_ADDRESS);
        assertThat(settings.relayerKind()).isEqualTo(RelayerKind.LOCAL);
        assertThat(settings.properties().http().rateLimitPerMinute()).isEqualTo(60);
    }

    @ParameterizedTest
    @CsvSource({
        "137, {USDC=0x3c499c542cEF5E3811e1192ce70d8cC03d5c3359}",
        "80002, {USDC=0x41E94Eb019C0762f9Bfcf9Fb1E58725BfB0e7582}",
        "31337, {}"
    })
    void withoutTokensTheIssuersOwnUsdcIsAccepted(long chainId, String tokens) {
        assertThat(settings(Values.working().with("msqpay.tokens", " ")).tokensOn(chainId))
                .hasToString(tokens);
        assertThat(settings(Values.working().with("msqpay.tokens", "USDT=" + Values.USDC))
                        .tokensOn(chainId))
                .hasToString("{USDT=" + new Address(Values.USDC) + "}");
    }

    /** What the chain alone can say is said with the rest all the same: nobody wants to learn of one thing after the other. */
    @Test
    void aStartThatEndsBeforeTheChainIsAskedTellsOfMissingTokensToo() {
        assertThat(problems(Values.working().without("msqpay.contract.address").with("msqpay.tokens", " ")))
                .satisfiesExactly(
                        contract -> assertThat(contract).startsWith("MSQPAY_CONTRACT_ADDRESS "),
                        tokens -> assertThat(tokens)
                                .startsWith("MSQPAY_TOKENS (msqpay.tokens) is missing: list the accepted tokens")
                                .endsWith("only Polygon PoS and Polygon Amoy need none"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            msqpay.chain.rpc-urls | POLYGON_RPC_URL (msqpay.chain.rpc-urls) is missing: set the JSON-RPC URL
            msqpay.contract.address | MSQPAY_CONTRACT_ADDRESS (msqpay.contract.address) is missing: set the address
            msqpay.operator.private-key | MSQPAY_OPERATOR_PRIVATE_KEY (msqpay.operator.private-key) is missing: set the operator's private key, or MSQPAY_OPERATOR_PRIVATE_KEY_FILE
            msqpay.api-keys | MSQPAY_API_KEYS (msqpay.api-keys) is missing: without an API key nobody could create payments
            """)
    void whatIsRequiredIsMissedWhenAbsentOrBlank(String property, String problem) {
        assertThat(problems(Values.working().without(property)))
                .singleElement()
                .asString()
                .startsWith(problem);
        assertThat(problems(Values.working().with(property, "  ")))
                .singleElement()
                .asString()
                .startsWith(problem);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            msqpay.chain.rpc-urls | ws://node.example | POLYGON_RPC_URL (msqpay.chain.rpc-urls) must be an http:// or https:// URL
            msqpay.chain.rpc-urls | node.example | POLYGON_RPC_URL (msqpay.chain.rpc-urls) must be an http:// or https:// URL
            msqpay.chain.rpc-urls | http:///path | POLYGON_RPC_URL (msqpay.chain.rpc-urls) must be an http:// or https:// URL
            msqpay.chain.rpc-urls | http://node.example:99999 | POLYGON_RPC_URL (msqpay.chain.rpc-urls) must be an http:// or https:// URL
            msqpay.chain.rpc-urls | http://good.example,http://b d | POLYGON_RPC_URL (msqpay.chain.rpc-urls) entry 2 must be an http:// or https:// URL
            msqpay.chain.rpc-urls | https://rpc-Mumbai.example | POLYGON_RPC_URL (msqpay.chain.rpc-urls) names Polygon Mumbai, which was shut down in April 2024: use Polygon Amoy (80002)
            msqpay.contract.address | 0x1234 | MSQPAY_CONTRACT_ADDRESS (msqpay.contract.address) must be an address: 0x and 40 hex digits
            msqpay.contract.address | 0x5fbDB2315678afecb367f032d93F642f64180aa3 | MSQPAY_CONTRACT_ADDRESS (msqpay.contract.address) must pass its EIP-55 checksum: check the address for a typing mistake
            msqpay.contract.address | 0x0000000000000000000000000000000000000000 | MSQPAY_CONTRACT_ADDRESS (msqpay.contract.address) must not be the zero address
            msqpay.tokens | USDC | MSQPAY_TOKENS (msqpay.tokens) must be SYMBOL=0x<address>
            msqpay.tokens | US DC=0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512 | MSQPAY_TOKENS (msqpay.tokens) must be SYMBOL=0x<address>
            msqpay.tokens | =0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512 | MSQPAY_TOKENS (msqpay.tokens) must be SYMBOL=0x<address>
            msqpay.tokens | USDC=0x12 | MSQPAY_TOKENS (msqpay.tokens) must be an address: 0x and 40 hex digits
            msqpay.tokens | USDC=0xE7f1725E7734CE288F8367e1Bb143E90bb3F0512 | MSQPAY_TOKENS (msqpay.tokens) must pass its EIP-55 checksum: check the address for a typing mistake
            msqpay.tokens | USDC=0x0000000000000000000000000000000000000000 | MSQPAY_TOKENS (msqpay.tokens) must not be the zero address
            msqpay.tokens | USDC=0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512,USDC=0x5FbDB2315678afecb367f032d93F642f64180aa3 | MSQPAY_TOKENS (msqpay.tokens) entry 2 repeats the symbol of another token: give each symbol once
            msqpay.tokens | USDC=0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512,USDT=0xe7f1725e7734ce288f8367e1bb143e90bb3f0512 | MSQPAY_TOKENS (msqpay.tokens) entry 2 repeats the address of another token: give each token once
            msqpay.operator.private-key | 0x1234 | MSQPAY_OPERATOR_PRIVATE_KEY (msqpay.operator.private-key) must be a private key: 64 hex digits, with or without 0x
            msqpay.operator.private-key | 0000000000000000000000000000000000000000000000000000000000000000 | MSQPAY_OPERATOR_PRIVATE_KEY (msqpay.operator.private-key) must be a private key: a number above 0 and below the order of secp256k1
            msqpay.operator.private-key | fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141 | MSQPAY_OPERATOR_PRIVATE_KEY (msqpay.operator.private-key) must be a private key: a number above 0 and below the order of secp256k1
            msqpay.operator.private-key-file | key.txt | MSQPAY_OPERATOR_PRIVATE_KEY (msqpay.operator.private-key) and MSQPAY_OPERATOR_PRIVATE_KEY_FILE are both set: set only one of them
            msqpay.relayer.kind | gelato | MSQPAY_RELAYER_KIND (msqpay.relayer.kind) must be local, defender or openzeppelin
            msqpay.api-keys | shop | MSQPAY_API_KEYS (msqpay.api-keys) must be name=secret, name=secret:scopes or name=secret:scopes:merchants, with sha256:<64 hex digits> in place of any secret; the name has 1 to 64 letters, digits, dots, hyphens or underscores, scopes are create, relay or *, joined by +, merchants are addresses other than zero, joined by +, whose mixed case must pass its EIP-55 checksum
            msqpay.api-keys | shop=one,=two | MSQPAY_API_KEYS (msqpay.api-keys) entry 2 must be name=secret, name=secret:scopes or name=secret:scopes:merchants, with sha256:<64 hex digits> in place of any secret; the name has 1 to 64 letters, digits, dots, hyphens or underscores, scopes are create, relay or *, joined by +, merchants are addresses other than zero, joined by +, whose mixed case must pass its EIP-55 checksum
            msqpay.api-keys | shop=one,desk=two,shop=three | MSQPAY_API_KEYS (msqpay.api-keys) entry 3 has the same name as entry 1: give each key its own
            msqpay.http.cors-allowed-origins | shop.example | CORS_ALLOWED_ORIGINS (msqpay.http.cors-allowed-origins) must be an origin as browsers send it: scheme://host[:port] in lower case, without path
            msqpay.http.cors-allowed-origins | https://shop.example/ | CORS_ALLOWED_ORIGINS (msqpay.http.cors-allowed-origins) must be an origin as browsers send it: scheme://host[:port] in lower case, without path
            msqpay.http.cors-allowed-origins | https://Shop.example | CORS_ALLOWED_ORIGINS (msqpay.http.cors-allowed-origins) must be an origin as browsers send it: scheme://host[:port] in lower case, without path
            msqpay.http.cors-allowed-origins | https://a.example,https://me@b.example | CORS_ALLOWED_ORIGINS (msqpay.http.cors-allowed-origins) entry 2 must be an origin as browsers send it: scheme://host[:port] in lower case, without path
            msqpay.http.cors-allowed-origins | *,https://a.example | CORS_ALLOWED_ORIGINS (msqpay.http.cors-allowed-origins) allows every origin with *: then leave out the others
            msqpay.http.rate-limit-per-minute | -1 | RATE_LIMIT_PER_MINUTE (msqpay.http.rate-limit-per-minute) must be 0 or more; 0 switches the limit off
            msqpay.http.key-rate-limit-per-minute | -1 | MSQPAY_HTTP_KEYRATELIMITPERMINUTE (msqpay.http.key-rate-limit-per-minute) must be 0 or more; 0 switches the limit off
            msqpay.http.trusted-proxies | 10.0.0.0/8,proxy.example | MSQPAY_HTTP_TRUSTEDPROXIES (msqpay.http.trusted-proxies) entry 2 must be an IP address or a network such as 10.0.0.0/8 or fd00::/8
            msqpay.http.forwarded-header | X-Real-IP | MSQPAY_HTTP_FORWARDEDHEADER (msqpay.http.forwarded-header) must be X-Forwarded-For or Forwarded
            msqpay.http.max-body-size | 0 | MSQPAY_HTTP_MAXBODYSIZE (msqpay.http.max-body-size) must be 1 or more
            msqpay.http.max-concurrent-reads | 0 | MSQPAY_HTTP_MAXCONCURRENTREADS (msqpay.http.max-concurrent-reads) must be 1 or more
            msqpay.http.max-concurrent-sends | 0 | MSQPAY_HTTP_MAXCONCURRENTSENDS (msqpay.http.max-concurrent-sends) must be 1 or more
            msqpay.http.max-concurrent-relays | 0 | MSQPAY_HTTP_MAXCONCURRENTRELAYS (msqpay.http.max-concurrent-relays) must be 1 or more
            msqpay.http.max-wait | -1ms | MSQPAY_HTTP_MAXWAIT (msqpay.http.max-wait) must be a duration from 0s to 1m, such as 250ms
            msqpay.http.max-wait | 61s | MSQPAY_HTTP_MAXWAIT (msqpay.http.max-wait) must be a duration from 0s to 1m, such as 250ms
            msqpay.operator.daily-gas-budget | 0 | MSQPAY_OPERATOR_DAILYGASBUDGET (msqpay.operator.daily-gas-budget) must be above 0, in whole coins of the chain, such as 2.5
            msqpay.gasless.attempts-per-payer | -1 | MSQPAY_GASLESS_ATTEMPTSPERPAYER (msqpay.gasless.attempts-per-payer) must be 0 or more
            msqpay.gasless.attempts-per-payment | -1 | MSQPAY_GASLESS_ATTEMPTSPERPAYMENT (msqpay.gasless.attempts-per-payment) must be 0 or more
            msqpay.jwt.audience | msqpay | MSQPAY_JWT_AUDIENCE (msqpay.jwt.audience) has no effect alone: set MSQPAY_JWT_ISSUER too
            msqpay.jwt.issuer | https://id.example | MSQPAY_JWT_AUDIENCE (msqpay.jwt.audience) is missing: without it this server would accept tokens that were made for others
            msqpay.routes-dir | /no/such/folder | MSQPAY_ROUTES_DIR (msqpay.routes-dir) must name a folder; there is none of that name
            msqpay.routes-prefix | {{shop}} | MSQPAY_ROUTESPREFIX (msqpay.routes-prefix) must have letters, digits, dots, hyphens and underscores only, at most 64 of them
            msqpay.health.interval | 0s | MSQPAY_HEALTH_INTERVAL (msqpay.health.interval) must be a duration from 1ms to 1d, such as 30s
            msqpay.health.max-block-age | -1s | MSQPAY_HEALTH_MAXBLOCKAGE (msqpay.health.max-block-age) must be a duration from 0s to 1d, such as 2m; 0s switches the check off
            msqpay.health.max-block-age | 25h | MSQPAY_HEALTH_MAXBLOCKAGE (msqpay.health.max-block-age) must be a duration from 0s to 1d, such as 2m; 0s switches the check off
            msqpay.health.min-operator-balance | -1 | MSQPAY_HEALTH_MINOPERATORBALANCE (msqpay.health.min-operator-balance) must be 0 or more, in whole coins of the chain, such as 0.5
            msqpay.health.min-relayer-balance | -0.1 | MSQPAY_HEALTH_MINRELAYERBALANCE (msqpay.health.min-relayer-balance) must be 0 or more, in whole coins of the chain, such as 0.5
            msqpay.traces.endpoint | collector:4318 | MSQPAY_TRACES_ENDPOINT (msqpay.traces.endpoint) must be an http:// or https:// URL without user name, password and query
            msqpay.traces.endpoint | http://u:p@collector:4318/v1/traces | MSQPAY_TRACES_ENDPOINT (msqpay.traces.endpoint) must be an http:// or https:// URL without user name, password and query
            msqpay.traces.sampled-percent | 101 | MSQPAY_TRACES_SAMPLEDPERCENT (msqpay.traces.sampled-percent) must be from 0 to 100
            msqpay.chain.timeout | 0s | MSQPAY_CHAIN_TIMEOUT (msqpay.chain.timeout) must be a duration from 1ms to 1d, such as 30s
            msqpay.chain.timeout | 25h | MSQPAY_CHAIN_TIMEOUT (msqpay.chain.timeout) must be a duration from 1ms to 1d, such as 30s
            msqpay.chain.receipt-poll-interval | -1s | MSQPAY_CHAIN_RECEIPTPOLLINTERVAL (msqpay.chain.receipt-poll-interval) must be a duration from 1ms to 1d, such as 30s
            msqpay.chain.max-priority-fee-per-gas | -1 | MSQPAY_CHAIN_MAXPRIORITYFEEPERGAS (msqpay.chain.max-priority-fee-per-gas) must be 0 or more
            msqpay.chain.max-priority-fee-per-gas | 500000000001 | MSQPAY_CHAIN_MAXPRIORITYFEEPERGAS (msqpay.chain.max-priority-fee-per-gas) must not be above msqpay.chain.max-fee-per-gas-cap
            msqpay.chain.max-fee-per-gas-cap | 0 | MSQPAY_CHAIN_MAXFEEPERGASCAP (msqpay.chain.max-fee-per-gas-cap) must be above 0
            msqpay.chain.gas-margin-percent | -1 | MSQPAY_CHAIN_GASMARGINPERCENT (msqpay.chain.gas-margin-percent) must be from 0 to 1000
            msqpay.chain.gas-margin-percent | 1001 | MSQPAY_CHAIN_GASMARGINPERCENT (msqpay.chain.gas-margin-percent) must be from 0 to 1000
            msqpay.events.max-blocks | 0 | MSQPAY_EVENTS_MAXBLOCKS (msqpay.events.max-blocks) must be from 1 to 100000
            msqpay.events.max-blocks | 100001 | MSQPAY_EVENTS_MAXBLOCKS (msqpay.events.max-blocks) must be from 1 to 100000
            msqpay.relayer.timeout | 0s | MSQPAY_RELAYER_TIMEOUT (msqpay.relayer.timeout) must be a duration from 1ms to 1d, such as 30s
            msqpay.relayer.confirmations | 0 | MSQPAY_RELAYER_CONFIRMATIONS (msqpay.relayer.confirmations) must be 1 or more
            msqpay.gasless.validity | 0s | MSQPAY_GASLESS_VALIDITY (msqpay.gasless.validity) must be a duration from 1ms to 1d, such as 30s
            msqpay.gasless.gas | 0 | MSQPAY_GASLESS_GAS (msqpay.gasless.gas) must be 1 or more
            msqpay.gasless.gas | 1000001 | MSQPAY_GASLESS_GAS (msqpay.gasless.gas) must not be above msqpay.gasless.max-gas
            msqpay.gasless.max-gas | 0 | MSQPAY_GASLESS_MAXGAS (msqpay.gasless.max-gas) must be 1 or more
            """)
    void eachMistakeIsNamedWithItsVariableAndItsRemedy(String property, String value, String problem) {
        assertThat(problems(Values.working().with(property, value))).containsExactly(problem);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            msqpay.chain.rpc-urls | https://user:secret@node.example/v2/key
            msqpay.chain.rpc-urls | HTTP://[::1]:8545
            msqpay.tokens | USD₮0=0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512,
            msqpay.relayer.kind | Local
            msqpay.relayer.kind | ''
            msqpay.api-keys | shop=sec:ret:create+relay,desk=sha256:ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80:*
            msqpay.api-keys | shop-1=old:create:0x5FbDB2315678afecb367f032d93F642f64180aa3,shop-2=new:create:0x5FbDB2315678afecb367f032d93F642f64180aa3+0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512
            msqpay.http.cors-allowed-origins | *
            msqpay.http.cors-allowed-origins | https://a.example,http://localhost:5173,http://[::1]:80
            msqpay.http.rate-limit-per-minute | 0
            msqpay.http.key-rate-limit-per-minute | 0
            msqpay.http.trusted-proxies | 10.0.0.0/8, fd00::/8,::1,
            msqpay.http.forwarded-header | forwarded
            msqpay.http.max-wait | 0s
            msqpay.health.max-block-age | 0s
            msqpay.health.min-operator-balance | 0
            msqpay.traces.endpoint | https://collector.example/v1/traces
            msqpay.operator.daily-gas-budget | 0.000001
            msqpay.gasless.attempts-per-payer | 0
            msqpay.gasless.attempts-per-payment | 0
            msqpay.chain.max-priority-fee-per-gas | 0
            msqpay.chain.max-priority-fee-per-gas | 500000000000
            msqpay.chain.gas-margin-percent | 0
            msqpay.chain.timeout | 1ms
            msqpay.chain.timeout | 24h
            msqpay.gasless.gas | 1000000
            msqpay.operator.private-key | fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140
            msqpay.routes-dir | .
            msqpay.routes-prefix | msqpay.
            """)
    void valuesAtTheEdgeOfWhatIsAllowedPass(String property, String value) {
        assertThat(settings(Values.working().with(property, value))).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "id.example",
                "http://id.example",
                "https://me:hunter2@id.example",
                "https://id.example?tenant=hunter2",
                "https://id.example#hunter2",
                "hunter2"
            })
    void anIssuerOfTokensIsAnHttpsUrl(String issuer) {
        assertThat(problems(Values.working().with("msqpay.jwt.issuer", issuer).with("msqpay.jwt.audience", "msqpay")))
                .containsExactly("MSQPAY_JWT_ISSUER (msqpay.jwt.issuer) must be an https:// URL"
                        + " without user name, password, query and fragment; http:// for localhost only");
    }

    @Test
    void tokensTakeThePlaceOfApiKeys() throws IOException {
        String jwks = "{\"keys\":[" + PUBLIC_KEY + "}]}";

        assertThat(problems(Values.working()
                        .without("msqpay.api-keys")
                        .with("msqpay.jwt.issuer", "https://id.example/realms/shops")
                        .with("msqpay.jwt.audience", "msqpay")))
                .isEmpty();
        assertThat(problems(jwksFile(jwks).without("msqpay.api-keys"))).isEmpty();
    }

    @Test
    void aFileOfKeysHoldsPublicKeysOnly() throws IOException {
        String file = "MSQPAY_JWT_JWKSFILE (msqpay.jwt.jwks-file) ";
        String secret = file + "names a file with a private or shared key: only public keys belong there";

        assertThat(problems(jwksFile("hunter2"))).containsExactly(file + "names a file that is no JSON Web Key Set");
        assertThat(problems(jwksFile("{\"keys\":[]}"))).containsExactly(file + "names a file without keys");
        assertThat(problems(jwksFile("{\"keys\":[{\"kty\":\"oct\",\"k\":\"aHVudGVyMg\"}]}")))
                .containsExactly(secret);
        assertThat(problems(jwksFile(
                        "{\"keys\":[" + PUBLIC_KEY + ",\"d\":\"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI\"}]}")))
                .containsExactly(secret);
        assertThat(problems(jwksFile("").with("msqpay.jwt.jwks-file", "/no/such/file")))
                .containsExactly(file + "must name a file; there is none of that name");
    }

    @Test
    void anApplicationThatEmbedsTheRoutesNeedsNoApiKeys() {
        Values values = Values.working().without("msqpay.api-keys");

        assertThat(new ConfigurationCheck(values.bound(), ApiKey::parse, false, true, List.of()).settings())
                .isNotNull();
    }

    @Test
    void eachRelayerAsksForWhatItNeedsAndOnlyThat() {
        assertThat(problems(Values.working()
                        .with("msqpay.relayer.kind", "defender")
                        .with("msqpay.relayer.defender.api-url", " ")))
                .containsExactly(
                        "DEFENDER_API_URL (msqpay.relayer.defender.api-url) is missing: MSQPAY_RELAYER_KIND=defender needs it",
                        "DEFENDER_API_KEY (msqpay.relayer.defender.api-key) is missing: MSQPAY_RELAYER_KIND=defender needs it",
                        "DEFENDER_API_SECRET (msqpay.relayer.defender.api-secret) is missing: MSQPAY_RELAYER_KIND=defender needs it");
        assertThat(problems(Values.working().with("msqpay.relayer.kind", "openzeppelin")))
                .containsExactly(
                        "OZ_RELAYER_URL (msqpay.relayer.openzeppelin.url) is missing: MSQPAY_RELAYER_KIND=openzeppelin needs it",
                        "OZ_RELAYER_ID (msqpay.relayer.openzeppelin.id) is missing: MSQPAY_RELAYER_KIND=openzeppelin needs it",
                        "OZ_RELAYER_API_KEY (msqpay.relayer.openzeppelin.api-key) is missing: MSQPAY_RELAYER_KIND=openzeppelin needs it");
    }

    @Test
    void aDefenderConfigurationIsComplete() {
        Settings settings = settings(Values.working()
                .with("msqpay.relayer.kind", "defender")
                .with("msqpay.relayer.defender.api-key", "key")
                .with("msqpay.relayer.defender.api-secret", "secret"));

        assertThat(settings.relayerKind()).isEqualTo(RelayerKind.DEFENDER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"relayer.example", "https://me:pass@relayer.example", "https://relayer.example?key=1"})
    void aRelayerUrlIsHttpWithoutCredentials(String url) {
        assertThat(problems(openzeppelin().with("msqpay.relayer.openzeppelin.url", url)))
                .containsExactly("OZ_RELAYER_URL (msqpay.relayer.openzeppelin.url) must be an http:// or https:// URL"
                        + " without user name, password and query");
    }

    @Test
    void anOpenzeppelinKeyHas32Characters() {
        assertThat(settings(openzeppelin()).relayerKind()).isEqualTo(RelayerKind.OPENZEPPELIN);
        assertThat(problems(openzeppelin().with("msqpay.relayer.openzeppelin.api-key", "k".repeat(31))))
                .containsExactly("OZ_RELAYER_API_KEY (msqpay.relayer.openzeppelin.api-key)"
                        + " must have at least 32 characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {Values.KEY, "0x" + Values.KEY, "\n  0X" + Values.KEY + " \r\n"})
    void aKeyFileMayHoldWhiteSpaceAndAPrefix(String content) throws IOException {
        assertThat(settings(keyFile(content)).operator().getAddress()).isEqualTo(Values.KEY_ADDRESS);
    }

    @Test
    void aKeyWithLeadingZerosKeepsThem() {
        String key = "00" + Values.KEY.substring(2);

        Settings settings = settings(Values.working().with("msqpay.operator.private-key", key));

        assertThat(settings.operator().getEcKeyPair().getPrivateKey()).isEqualTo(new BigInteger(key, 16));
    }

    @Test
    void anUnusableKeyFileIsReportedByWhatIsWrongWithIt() throws IOException {
        String file = "MSQPAY_OPERATOR_PRIVATE_KEY_FILE (msqpay.operator.private-key-file) ";

        assertThat(problems(keyFile("\n")))
                .containsExactly(file + "names an empty file: it must hold the operator's private key");
        assertThat(problems(keyFile("0x12")))
                .containsExactly(
                        file + "names a file whose content must be a private key: 64 hex digits, with or without 0x");
        assertThat(problems(keyFile(ORDER_OF_THE_CURVE)))
                .containsExactly(file + "names a file whose content must be a private key:"
                        + " a number above 0 and below the order of secp256k1");
        assertThat(problems(keyFile(Values.KEY + " ".repeat(5000))))
                .containsExactly(file + "names a file that is too long:"
                        + " it must hold the operator's private key and nothing else");
        assertThat(problems(Values.working()
                        .without("msqpay.operator.private-key")
                        .with("msqpay.operator.private-key-file", folder.toString())))
                .containsExactly(file + "must name a file; there is none of that name");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aKeyFileThatCannotBeReadIsReported() {
        // Also the superuser gets an error from it, unlike from a file without permissions.
        assertThat(problems(Values.working()
                        .without("msqpay.operator.private-key")
                        .with("msqpay.operator.private-key-file", "/proc/self/mem")))
                .containsExactly("MSQPAY_OPERATOR_PRIVATE_KEY_FILE (msqpay.operator.private-key-file)"
                        + " names a file that cannot be read (IOException): check its permissions");
    }

    @Test
    void noMistakeHidesAnotherAndTheyComeInTheOrderOfTheDocumentation() {
        List<String> problems = problems(
                new Problem("server.port", "is odd"),
                Values.working()
                        .with("msqpay.chain.rpc-urls", "ftp://a.example,b.example")
                        .with("msqpay.contract.address", "0x")
                        .with("msqpay.tokens", "USDC,USDT=0x1")
                        .with("msqpay.operator.private-key", "1")
                        .with("msqpay.relayer.kind", "x")
                        .with("msqpay.api-keys", "x")
                        .with("msqpay.http.cors-allowed-origins", "x")
                        .with("msqpay.http.rate-limit-per-minute", "-5")
                        .with("msqpay.routes-dir", "/no/such/folder")
                        .with("msqpay.gasless.gas", "0"));

        assertThat(problems)
                .extracting(line -> line.substring(0, line.indexOf(' ')))
                .containsExactly(
                        "PORT",
                        "POLYGON_RPC_URL",
                        "POLYGON_RPC_URL",
                        "MSQPAY_CONTRACT_ADDRESS",
                        "MSQPAY_TOKENS",
                        "MSQPAY_TOKENS",
                        "MSQPAY_OPERATOR_PRIVATE_KEY",
                        "MSQPAY_RELAYER_KIND",
                        "MSQPAY_API_KEYS",
                        "CORS_ALLOWED_ORIGINS",
                        "RATE_LIMIT_PER_MINUTE",
                        "MSQPAY_ROUTES_DIR",
                        "MSQPAY_GASLESS_GAS");
        assertThat(problems).allMatch(line -> !line.contains("\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"msqpay.operator.private-key", "msqpay.operator.private-key-file"})
    void aValueThatCouldNotBeReadIsNotReportedAsMissingToo(String property) {
        Values values = Values.working().without("msqpay.operator.private-key");

        assertThat(problems(new Problem(property, "is odd"), values))
                .singleElement()
                .asString()
                .endsWith("(" + property + ") is odd");
    }

    @ParameterizedTest
    @CsvSource({
        "msqpay.chain.rpc-urls,ftp://me:hunter2@node.example",
        "msqpay.chain.rpc-urls,https://hunter2.mumbai.example",
        "msqpay.contract.address,hunter2",
        "msqpay.tokens,hunter2",
        "msqpay.tokens,hunter2=0x1",
        "msqpay.operator.private-key,hunter2",
        "msqpay.operator.private-key-file,hunter2",
        "msqpay.relayer.kind,hunter2",
        "msqpay.api-keys,hunter2",
        "msqpay.api-keys,hunter2=",
        "msqpay.api-keys,shop=sha256:hunter2",
        "msqpay.api-keys,shop=hunter2:create:0x12",
        "msqpay.api-keys,shop=hunter2:0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512",
        "msqpay.http.cors-allowed-origins,hunter2",
        "msqpay.routes-dir,hunter2"
    })
    void aMessageNeverRepeatsWhatWasConfigured(String property, String value) {
        assertThat(problems(Values.working().with(property, value)))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).doesNotContainIgnoringCase(PLANTED));
    }

    @Test
    void neitherTheSettingsNorThePropertiesPrintASecret() {
        Settings settings = settings(openzeppelin()
                .with("msqpay.chain.rpc-urls", "https://me:hunter2@node.example")
                .with("msqpay.api-keys", "shop=hunter2")
                .with("msqpay.relayer.defender.api-key", "hunter2")
                .with("msqpay.relayer.defender.api-secret", "hunter2")
                .with("msqpay.relayer.openzeppelin.api-key", "hunter2".repeat(5)));

        for (String text : Set.of(settings.toString(), settings.properties().toString())) {
            assertThat(text).doesNotContain(PLANTED).doesNotContain(Values.KEY).contains(Values.CONTRACT);
        }
    }

    private Values jwksFile(String content) throws IOException {
        Path file = Files.writeString(folder.resolve("keys.json"), content);
        return Values.working().with("msqpay.jwt.jwks-file", file.toString()).with("msqpay.jwt.audience", "msqpay");
    }

    private Values keyFile(String content) throws IOException {
        Path file = Files.writeString(folder.resolve("operator.key"), content);
        return Values.working()
                .without("msqpay.operator.private-key")
                .with("msqpay.operator.private-key-file", file.toString());
    }

    private static Values openzeppelin() {
        return Values.working()
                .with("msqpay.relayer.kind", "openzeppelin")
                .with("msqpay.relayer.openzeppelin.url", "https://relayer.example/")
                .with("msqpay.relayer.openzeppelin.id", "polygon")
                .with("msqpay.relayer.openzeppelin.api-key", "k".repeat(32));
    }

    private static Settings settings(Values values) {
        return new ConfigurationCheck(values.bound(), ApiKey::parse, true, true, List.of()).settings();
    }

    private static List<String> problems(Values values) {
        return problems(List.of(), values);
    }

    private static List<String> problems(Problem known, Values values) {
        return problems(List.of(known), values);
    }

    private static List<String> problems(List<Problem> known, Values values) {
        ConfigurationCheck check = new ConfigurationCheck(values.bound(), ApiKey::parse, true, true, known);
        ConfigurationException failure = catchThrowableOfType(ConfigurationException.class, check::settings);
        return failure == null ? List.of() : failure.problems();
    }
}
