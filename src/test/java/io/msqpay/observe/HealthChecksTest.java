package io.msqpay.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.msqpay.camel.HealthChecks;
import io.msqpay.chain.ChainState;
import io.msqpay.chain.OperatorState;
import io.msqpay.config.MsqpayProperties;
import io.msqpay.contract.Deployment;
import io.msqpay.contract.MsqpayContract;
import io.msqpay.gasless.ForwarderDomain;
import io.msqpay.payment.Address;
import io.msqpay.relayer.RelayerAccount;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What makes the world outside ill. */
class HealthChecksTest {

    private static final Instant NOW = Instant.ofEpochSecond(1_900_000_000);
    private static final Address CONTRACT = new Address("0x26cF480E1f20f3e24cEf4e4aDe5b5EE62993c55F");
    private static final Address FORWARDER = new Address("0x4a5Dd56Be16ccBcB0C9B48e23C2173eD602F8D02");
    private static final BigInteger HALF_A_COIN = new BigInteger("500000000000000000");

    private final Deployment deployment = new Deployment(new MsqpayContract(CONTRACT), "local", null);
    private HealthChecks checks;

    @BeforeEach
    void deploy() {
        deployment.complete(
                new Deployment.Facts(new ForwarderDomain("MSQPayForwarder", "1", 137, FORWARDER), List.of()));
        checks = checks(Duration.ofMinutes(2), "0.5");
    }

    private HealthChecks checks(Duration maxBlockAge, String minBalance) {
        BigDecimal least = new BigDecimal(minBalance);
        return new HealthChecks(
                new MsqpayProperties.Health(Duration.ofSeconds(10), maxBlockAge, least, least),
                deployment,
                Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private static ChainState chain(long id, Duration age) {
        return new ChainState(BigInteger.TEN, NOW.minus(age), BigInteger.ONE, id);
    }

    @Test
    void aChainThatMovesIsHealthy() {
        assertThat(checks.chain(chain(137, Duration.ofMinutes(2)))).isEmpty();
        assertThat(checks.chain(chain(137, Duration.ofSeconds(-5)))).isEmpty();
    }

    @Test
    void aChainThatStandsStillIsNot() {
        assertThat(checks.chain(chain(137, Duration.ofSeconds(121)))).contains("the latest block, 10, is 121 s old");
        assertThat(checks(Duration.ZERO, "0").chain(chain(137, Duration.ofDays(9))))
                .isEmpty();
    }

    @Test
    void anotherChainIsNotOurs() {
        assertThat(checks.chain(chain(1, Duration.ZERO))).contains("a node is on chain 1 instead of 137");
    }

    @Test
    void anotherForwarderIsNotOurs() {
        assertThat(checks.contract(FORWARDER)).isEmpty();
        assertThat(checks.contract(CONTRACT)).contains("it has another forwarder than at start, " + CONTRACT);
    }

    @Test
    void whoCannotPayForGasIsNotHealthy() {
        assertThat(checks.operator(new OperatorState(HALF_A_COIN, BigInteger.ZERO)))
                .isEmpty();
        assertThat(checks.operator(new OperatorState(HALF_A_COIN.subtract(BigInteger.ONE), BigInteger.ZERO)))
                .contains("its account holds 0.499999999999999999 coins, less than 0.5");
        assertThat(checks.relayer(new RelayerAccount(false, HALF_A_COIN))).isEmpty();
        assertThat(checks.relayer(new RelayerAccount(false, BigInteger.ZERO)))
                .contains("its account holds 0 coins, less than 0.5");
    }

    @Test
    void aRelayerThatIsPausedIsNotHealthy() {
        assertThat(checks.relayer(new RelayerAccount(true, HALF_A_COIN))).contains("it is paused");
    }
}
