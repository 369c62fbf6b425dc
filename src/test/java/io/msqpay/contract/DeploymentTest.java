package io.msqpay.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.msqpay.error.ServiceUnavailableException;
import io.msqpay.gasless.ForwarderDomain;
import io.msqpay.payment.Address;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.Utf8String;
import org.web3j.abi.datatypes.generated.Uint256;

class DeploymentTest {

    private static final Address MSQPAY = new Address("0x26cF480E1f20f3e24cEf4e4aDe5b5EE62993c55F");
    private static final Address FORWARDER = new Address("0x4a5Dd56Be16ccBcB0C9B48e23C2173eD602F8D02");
    private static final Address USDC = new Address("0x8A791620dd6260079BF849Dc5567aDC3F2FdC318");
    private static final Deployment.Facts FACTS = new Deployment.Facts(
            new ForwarderDomain("MSQPayForwarder", "1", 137, FORWARDER), List.of(new Token("USDC", USDC, 6)));

    @Test
    void nothingIsKnownBeforeTheChainWasAsked() {
        Deployment deployment = new Deployment(new MsqpayContract(MSQPAY), "local", null);

        assertThatThrownBy(deployment::chainId).isInstanceOf(ServiceUnavailableException.class);
        assertThatThrownBy(deployment::forwarder).isInstanceOf(ServiceUnavailableException.class);
        assertThatThrownBy(deployment::domain).isInstanceOf(ServiceUnavailableException.class);
        assertThatThrownBy(deployment::config).isInstanceOf(ServiceUnavailableException.class);
    }

    @Test
    void whatIsPublicIsShown() {
        Deployment deployment = new Deployment(new MsqpayContract(MSQPAY), "local", USDC.value());
        deployment.complete(FACTS);

        assertThat(deployment.config())
                .containsEntry("chainId", 137L)
                .containsEntry("contract", MSQPAY.value())
                .containsEntry("forwarder", FORWARDER.value())
                .containsEntry("tokens", List.of(Map.of("symbol", "USDC", "address", USDC.value(), "decimals", 6)))
                .containsEntry("relayer", Map.of("kind", "local", "address", USDC.value()));
        assertThat(deployment.domain()).isEqualTo(FACTS.forwarder());
    }

    @Test
    void aRelayerWithoutKnownAddressHasNone() {
        Deployment deployment = new Deployment(new MsqpayContract(MSQPAY), "defender", null);
        deployment.complete(FACTS);

        assertThat(deployment.config()).containsEntry("relayer", Map.of("kind", "defender"));
    }

    @Test
    void theRelayersAddressIsShownLikeEveryOther() {
        Deployment deployment =
                new Deployment(new MsqpayContract(MSQPAY), "local", USDC.value().toLowerCase(Locale.ROOT));
        deployment.complete(FACTS);

        assertThat(deployment.config()).containsEntry("relayer", Map.of("kind", "local", "address", USDC.value()));
    }

    @Test
    void aTokenIsAskedWhatItIs() {
        Erc20 erc20 = new Erc20();

        assertThat(erc20.symbol()).isEqualTo("0x95d89b41");
        assertThat(erc20.decimals()).isEqualTo("0x313ce567");
        assertThat(Erc20.allowance(MSQPAY, FORWARDER)).startsWith("0xdd62ed3e").hasSize(10 + 128);
        assertThat(erc20.uint("0x" + FunctionEncoder.encodeConstructor(List.of(new Uint256(6)))))
                .isEqualTo(BigInteger.valueOf(6));
        assertThat(erc20.text("0x" + FunctionEncoder.encodeConstructor(List.of(new Utf8String("USDC")))))
                .isEqualTo("USDC");
        for (String malformed : new String[] {"", "0x", "0x12", "0x" + "g".repeat(64)}) {
            assertThatThrownBy(() -> erc20.uint(malformed)).isInstanceOf(MalformedAnswerException.class);
            assertThatThrownBy(() -> erc20.text(malformed)).isInstanceOf(MalformedAnswerException.class);
        }
    }
}
