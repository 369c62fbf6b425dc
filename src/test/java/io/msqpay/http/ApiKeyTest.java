package io.msqpay.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.msqpay.config.Secret;
import io.msqpay.payment.Address;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeyTest {

    private static final String SHOP_DIGITS = "5FbDB2315678afecb367f032d93F642f64180aa3";
    private static final String CAFE = "0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512";

    @Test
    void aKeyWithoutScopesMayDoEverything() {
        ApiKey key = ApiKey.parse("shop=s3cret");

        assertThat(key.caller().name()).isEqualTo("shop");
        assertThat(key.caller().allows("create")).isTrue();
        assertThat(key.caller().allows("relay")).isTrue();
    }

    @Test
    void scopesLimitWhatAKeyMayDo() {
        ApiKey key = ApiKey.parse("shop=s3cret:create");

        assertThat(key.caller().allows("create")).isTrue();
        assertThat(key.caller().allows("relay")).isFalse();
        assertThat(key.caller().allows(null)).isTrue();
        assertThat(ApiKey.parse("shop=s3cret:create+relay").caller().scopes()).isEqualTo(Set.of("create", "relay"));
    }

    @Test
    void aKeyMayBeBoundToMerchants() {
        ApiKey key = ApiKey.parse("shop=a:b:create:0x" + SHOP_DIGITS + "+" + CAFE.toLowerCase(Locale.ROOT));

        assertThat(key.caller().merchants())
                .containsExactlyInAnyOrder(new Address("0x" + SHOP_DIGITS), new Address(CAFE));
        assertThat(key.caller().scopes()).containsExactly("create");
        assertThat(key.hasDigest(ApiKey.digest("a:b".getBytes(StandardCharsets.UTF_8))))
                .isTrue();
        assertThat(ApiKey.parse("shop=a:create").caller().merchants()).isNull();
    }

    @Test
    void severalKeysMayBeBoundToOneMerchantSoThatOneCanReplaceTheOther() {
        ApiKeys keys = keys("shop-1=old:create:" + CAFE, "shop-2=new:*:" + CAFE);

        assertThat(keys.find("old")).map(key -> key.caller().merchants()).contains(Set.of(new Address(CAFE)));
        assertThat(keys.find("new")).map(key -> key.caller().merchants()).contains(Set.of(new Address(CAFE)));
    }

    @Test
    void aSecretThatLooksLikeAnAddressIsStillASecret() {
        assertThat(keys("shop=" + CAFE).find(CAFE)).isPresent();
        assertThat(keys("shop=0x12:ab").find("0x12:ab")).isPresent();
        assertThat(keys("shop=a:0x12:*").find("a:0x12")).isPresent();
    }

    @Test
    void aColonBelongsToTheSecretUnlessScopesFollowIt() {
        assertThat(keys("shop=a:b").find("a:b")).isPresent();
        assertThat(keys("shop=a:b:relay").find("a:b")).isPresent();
        assertThat(keys("shop=a:create+delete").find("a:create+delete")).isPresent();
    }

    @Test
    void anEqualsSignAfterTheFirstBelongsToTheSecret() {
        assertThat(keys("shop=YWJj==").find("YWJj==")).isPresent();
    }

    @Test
    void aDigestStandsForItsSecret() {
        String digest = HexFormat.of().formatHex(ApiKey.digest("s3cret".getBytes(StandardCharsets.UTF_8)));

        assertThat(keys("shop=sha256:" + digest + ":relay").find("s3cret"))
                .map(key -> key.caller().scopes())
                .contains(Set.of("relay"));
        assertThat(keys("shop=sha256:" + digest).find("s3cret")).isPresent();
        assertThat(keys("shop=sha256:" + digest).find("sha256:" + digest)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "TOPSECRET",
                "=TOPSECRET",
                "sh op=TOPSECRET",
                "shop=sha256:TOPSECRET",
                "shop=sha256:abcd",
                "shop=",
                "shop=:create",
                "shop=TOPSECRET:create:0x1234",
                "shop=TOPSECRET:create:0x" + SHOP_DIGITS + "+",
                "shop=TOPSECRET:create:0x" + SHOP_DIGITS + "+70997970C51812dc3A010C7d01b50e0d17dc79C8",
                "shop=TOPSECRET:create:70997970C51812dc3A010C7d01b50e0d17dc79C8+0x" + SHOP_DIGITS,
                "shop=TOPSECRET:create:0X" + SHOP_DIGITS,
                "shop=TOPSECRET:create:0x5fbDB2315678afecb367f032d93F642f64180aa3",
                "shop=TOPSECRET:create:0x0000000000000000000000000000000000000000",
                "shop=TOPSECRET:0x" + SHOP_DIGITS,
                "shop=TOPSECRET:delete:0x" + SHOP_DIGITS,
                "shop=sha256:TOPSECRET:create:0x" + SHOP_DIGITS,
                "shop=:create:0x" + SHOP_DIGITS
            })
    void whatIsNoKeyIsRefusedWithoutShowingIt(String text) {
        assertThatThrownBy(() -> ApiKey.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .isNotBlank()
                .doesNotContain("TOPSECRET");
    }

    @Test
    void onlyTheExactSecretIsFound() {
        ApiKeys keys = keys("one=alpha", "two=beta");

        assertThat(keys.find("beta")).map(key -> key.caller().name()).contains("two");
        assertThat(keys.find("alpha")).map(key -> key.caller().name()).contains("one");
        assertThat(keys.find("Alpha")).isEmpty();
        assertThat(keys.find("alpha ")).isEmpty();
        assertThat(keys.find("")).isEmpty();
        assertThat(keys.find(null)).isEmpty();
    }

    @Test
    void aSecretBeyondAsciiIsFoundInTheBytesOfItsHeader() {
        String header = new String("schlüssel".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);

        assertThat(keys("shop=schlüssel").find(header)).isPresent();
    }

    @Test
    void twoKeysOfOneNameAreRefused() {
        assertThatThrownBy(() -> keys("shop=a", "shop=b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("shop");
    }

    @Test
    void blankEntriesCountAsAbsent() {
        assertThat(ConfiguredApiKeys.parse(List.of(Secret.valueOf(" "))).find(" "))
                .isEmpty();
    }

    @Test
    void aPrintedKeyDoesNotShowItsDigest() {
        ApiKey key = ApiKey.parse("shop=s3cret");

        assertThat(key.toString())
                .contains("shop")
                .doesNotContain(HexFormat.of().formatHex(key.sha256()));
        assertThat(key).isEqualTo(ApiKey.parse("shop=s3cret")).isNotEqualTo(ApiKey.parse("shop=other"));
        assertThat(key).hasSameHashCodeAs(ApiKey.parse("shop=s3cret"));
    }

    private static ApiKeys keys(String... texts) {
        return ConfiguredApiKeys.parse(
                java.util.Arrays.stream(texts).map(Secret::valueOf).toList());
    }
}
