package io.msqpay.dsl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.msqpay.dev.DemoAccount;
import io.msqpay.payment.Address;
import java.io.IOException;
import java.math.BigInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PayerIT {

    private static final BigInteger AMOUNT = BigInteger.valueOf(1_000_000);
    private static final Address MERCHANT = DemoAccount.MERCHANT.address();

    private static Deployed deployed;

    @BeforeAll
    static void deploy() {
        deployed = Deployed.on(Anvil.shared());
    }

    @Test
    void signsLikeTheNodesOwnWallet() throws IOException {
        Payer payer = Payer.demo(deployed);
        JsonNode typedData = typedData(payer.address());

        assertThat(payer.sign(typedData))
                .isEqualTo(Anvil.shared()
                        .rpc("eth_signTypedData_v4", payer.address().value(), typedData)
                        .textValue());
    }

    @Test
    void paysDirectly() {
        String id = pending("01");
        Payer payer = Payer.of(deployed).withEther().withUsdc(AMOUNT);
        payer.approve(AMOUNT);
        BigInteger before = deployed.usdcOf(MERCHANT);

        payer.pay(id);

        Deployed.Payment payment = deployed.payment(id);
        assertThat(payment.status()).isEqualTo(Deployed.Status.CONFIRMED);
        assertThat(payment.payer()).isEqualTo(payer.address());
        assertThat(payment.merchant()).isEqualTo(MERCHANT);
        assertThat(payment.token()).isEqualTo(deployed.usdc());
        assertThat(payment.amount()).isEqualTo(AMOUNT);
        assertThat(payment.closedAt()).isGreaterThanOrEqualTo(payment.createdAt());
        assertThat(payment.closedBlock()).isGreaterThan(payment.createdBlock());
        assertThat(deployed.usdcOf(MERCHANT).subtract(before)).isEqualTo(AMOUNT);
    }

    @Test
    void failsWhenThePaymentReverts() {
        String id = pending("02");
        Payer poor = Payer.of(deployed).withEther();

        assertThatThrownBy(() -> poor.pay(id)).isInstanceOf(Anvil.RpcException.class);
        assertThat(deployed.payment(id).status()).isEqualTo(Deployed.Status.PENDING);
    }

    @Test
    void isReadyWithTokensAndAnApprovalButWithoutEther() {
        Payer payer = Payer.ready(deployed, AMOUNT);

        assertThat(deployed.usdcOf(payer.address())).isEqualTo(AMOUNT);
        assertThat(deployed.allowanceOf(payer.address())).isEqualTo(AMOUNT);
        assertThat(Anvil.shared().balance(payer.address())).isZero();
    }

    @Test
    void anUnknownPaymentIsNone() {
        assertThat(deployed.payment("0x" + "ff".repeat(32)).status()).isEqualTo(Deployed.Status.NONE);
    }

    private static String pending(String suffix) {
        String id = "0x" + "ab".repeat(31) + suffix;
        deployed.createPayment(id, MERCHANT, AMOUNT, Anvil.shared().timestamp() + 600);
        return id;
    }

    private static JsonNode typedData(Address payer) throws IOException {
        return new ObjectMapper().readTree("""
                        {"types":{"EIP712Domain":[{"name":"name","type":"string"},{"name":"version","type":"string"},
                          {"name":"chainId","type":"uint256"},{"name":"verifyingContract","type":"address"}],
                          "ForwardRequest":[{"name":"from","type":"address"},{"name":"to","type":"address"},
                          {"name":"value","type":"uint256"},{"name":"gas","type":"uint256"},{"name":"nonce","type":"uint256"},
                          {"name":"deadline","type":"uint48"},{"name":"data","type":"bytes"}]},
                         "primaryType":"ForwardRequest",
                         "domain":{"name":"MSQPayForwarder","version":"1","chainId":31337,"verifyingContract":"%s"},
                         "message":{"from":"%s","to":"%s","value":"0","gas":"200000","nonce":"0","deadline":1799999999,
                          "data":"0x1234"}}""".formatted(deployed.forwarder(), payer, deployed.msqpay()));
    }
}
