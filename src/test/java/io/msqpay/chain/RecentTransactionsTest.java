package io.msqpay.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.web3j.protocol.core.methods.response.TransactionReceipt;

class RecentTransactionsTest {

    private static final String PURPOSE = "create 1";
    private static final String HASH = "0xa";

    private final RecentTransactions recent = new RecentTransactions();

    @Test
    void aTransactionIsSharedUntilItReverts() {
        TransactionReceipt receipt = new TransactionReceipt();
        recent.add(PURPOSE, HASH);

        assertThat(recent.find(PURPOSE)).isEqualTo(HASH);
        assertThat(recent.isUsable(PURPOSE, Optional.empty())).isTrue();
        receipt.setTransactionHash(HASH);
        receipt.setStatus("0x1");
        assertThat(recent.isUsable(PURPOSE, Optional.of(receipt))).isTrue();
        receipt.setStatus("0x0");
        assertThat(recent.isUsable(PURPOSE, Optional.of(receipt))).isFalse();
        assertThat(recent.find(PURPOSE)).isNull();
    }

    @Test
    void aTransactionIsFoundByItsFirstHashAndFollowedToItsLast() {
        recent.add(PURPOSE, HASH);
        recent.replaced("0xa", "0xb");
        recent.replaced("0xb", "0xc");

        assertThat(recent.find(PURPOSE)).isEqualTo(HASH);
        assertThat(recent.successor("0xa")).isEqualTo("0xb");
        assertThat(recent.successor("0xb")).isEqualTo("0xc");
        assertThat(recent.successor("0xc")).isNull();
        assertThat(recent.find("create 2")).isNull();
    }

    @Test
    void whatIsOfferedUnchangedHasNoSuccessor() {
        recent.replaced("0xa", "0xa");

        assertThat(recent.successor("0xa")).isNull();
    }
}
