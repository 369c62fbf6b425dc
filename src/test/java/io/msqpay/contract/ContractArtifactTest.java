package io.msqpay.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.web3j.abi.datatypes.Address;

class ContractArtifactTest {

    @ParameterizedTest
    @EnumSource
    void everyArtifactHoldsAnAbi(ContractArtifact artifact) {
        assertThat(artifact.abi()).isNotEmpty().allMatch(entry -> entry.has("type"));
    }

    @Test
    void creationCodeIsByteCodeAndThenArguments() {
        String bare = ContractArtifact.MSQPAY.creationCode();

        String code = ContractArtifact.MSQPAY.creationCode(new Address("0x01"), new Address("0x02"));

        assertThat(bare).matches("0x[0-9a-f]{1000,}");
        assertThat(code).isEqualTo(bare + "0".repeat(63) + "1" + "0".repeat(63) + "2");
    }
}
