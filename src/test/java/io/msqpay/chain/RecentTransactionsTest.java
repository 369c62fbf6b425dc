package io.msqpay.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.web3j.protocol.core.methods.response.TransactionReceipt;

class RecentTransactionsTest {

    private static final String PURPOSE = "create 1";
    private static final TransactionId ID = new TransactionId("0xa", "0x1", BigInteger.TWO);

    private final RecentTransactions recent = new RecentTransactions();

    @Test
    void aTransactionIsSharedUntilItReverts() {
        TransactionReceipt receipt = new TransactionReceipt();
        recent.add(PURPOSE, ID);

        assertThat(recent.find(PURPOSE)).isEqualTo(ID);
        assertThat(recent.isUsable(PURPOSE, ID, Optional.empty())).isTrue();
        receipt.setStatus("0x1");
        assertThat(recent.isUsable(PURPOSE, ID, Optional.of(receipt))).isTrue();
        receipt.setStatus("0x0");
        assertThat(recent.isUsable(PURPOSE, ID, Optional.of(receipt))).isFalse();
        assertThat(recent.find(PURPOSE)).isNull();
    }

    @Test
    void aTransactionIsKnownByItsLatestHash() {
        recent.add(PURPOSE, ID);
        recent.replaced("0xa", "0xb");
        recent.replaced("0xb", "0xc");

        assertThat(recent.findHash(PURPOSE)).isEqualTo("0xc");
        assertThat(recent.latestHash("0xa")).isEqualTo("0xc");
        assertThat(recent.latestHash("0xb")).isEqualTo("0xc");
        assertThat(recent.latestHash("0xd")).isEqualTo("0xd");
        assertThat(recent.find(PURPOSE)).as("by which it was known first").isEqualTo(ID);
        assertThat(recent.findHash("create 2")).isNull();
    }

    @Test
    void whatIsOfferedUnchangedKeepsItsHash() {
        recent.replaced("0xa", "0xa");

        assertThat(recent.latestHash("0xa")).isEqualTo("0xa");
    }
}
