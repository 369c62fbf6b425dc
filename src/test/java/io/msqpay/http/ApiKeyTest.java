package io.msqpay.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.msqpay.config.Secret;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeyTest {

    @Test
    void aKeyWithoutScopesMayDoEverything() {
        ApiKey key = ApiKey.parse("shop=s3cret");

        assertThat(key.name()).isEqualTo("shop");
        assertThat(key.allows("create")).isTrue();
        assertThat(key.allows("relay")).isTrue();
    }

    @Test
    void scopesLimitWhatAKeyMayDo() {
        ApiKey key = ApiKey.parse("shop=s3cret:create");

        assertThat(key.allows("create")).isTrue();
        assertThat(key.allows("relay")).isFalse();
        assertThat(key.allows(null)).isTrue();
        assertThat(ApiKey.parse("shop=s3cret:create+relay").scopes()).isEqualTo(Set.of("create", "relay"));
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
                .map(ApiKey::scopes)
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
                "shop=:create"
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

        assertThat(keys.find("beta")).map(ApiKey::name).contains("two");
        assertThat(keys.find("alpha")).map(ApiKey::name).contains("one");
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
