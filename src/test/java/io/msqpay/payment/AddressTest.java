package io.msqpay.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {

    /** The examples of EIP-55. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0x52908400098527886E0F7030069857D2E4169EE7",
                "0x8617E340B3D01FA5F11F306F4090FD50E238070D",
                "0xde709f2102306220921060314715629080e2fb77",
                "0x27b1fdb04752bbc536007a920d24acb045561c26",
                "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
                "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
                "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
                "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb"
            })
    void takesAnyCaseAndWritesTheChecksum(String address) {
        assertThat(Address.parse(address).value()).isEqualTo(address);
        assertThat(Address.parse(address.toLowerCase(Locale.ROOT)).value()).isEqualTo(address);
        assertThat(Address.parse("0x" + address.substring(2).toUpperCase(Locale.ROOT)))
                .hasToString(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD",
                "0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
                "0xd1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb"
            })
    void noticesATypingMistakeByTheChecksum(String address) {
        assertThatThrownBy(() -> Address.parse(address))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("EIP-55");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "0x",
                "5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
                "0X5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
                "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe",
                "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed0",
                "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeg",
                "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed\n",
                " 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
                "0x\uff15aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
            })
    void takesNothingElse(String text) {
        assertThatThrownBy(() -> Address.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void knowsTheZeroAddress() {
        assertThat(new Address("0x" + "0".repeat(40)).isZero()).isTrue();
        assertThat(new Address("0x" + "0".repeat(39) + "1").isZero()).isFalse();
    }
}
