package io.msqpay.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ConfigurableApplicationContext;

final class EnvironmentVariablesTest {

    @ParameterizedTest
    @MethodSource
    void eachVariableReachesItsProperty(
            Variable variable, String value, Function<MsqpayProperties, Object> property, String expected) {
        assertThat(read(Map.of(variable.name(), value), property)).hasToString(expected);
    }

    static Stream<Arguments> eachVariableReachesItsProperty() {
        return Stream.of(
                bind(
                        Variable.POLYGON_RPC_URL,
                        "http://a, http://b",
                        p -> reveal(p.chain().rpcUrls()),
                        "[http://a, http://b]"),
                bind(Variable.MSQPAY_CONTRACT_ADDRESS, "0x1", p -> p.contract().address(), "0x1"),
                bind(Variable.MSQPAY_TOKENS, "A=0x1,B=0x2", MsqpayProperties::tokens, "[A=0x1, B=0x2]"),
                bind(
                        Variable.MSQPAY_OPERATOR_PRIVATE_KEY,
                        "0x2",
                        p -> p.operator().privateKey().reveal(),
                        "0x2"),
                bind(
                        Variable.MSQPAY_OPERATOR_PRIVATE_KEY_FILE,
                        "/run/key",
                        p -> p.operator().privateKeyFile(),
                        "/run/key"),
                bind(
                        Variable.MSQPAY_OPERATOR_MNEMONIC,
                        "test junk",
                        p -> p.operator().mnemonic().reveal(),
                        "test junk"),
                bind(
                        Variable.MSQPAY_OPERATOR_MNEMONIC_FILE,
                        "/run/words",
                        p -> p.operator().mnemonicFile(),
                        "/run/words"),
                bind(
                        Variable.MSQPAY_OPERATOR_INDEX,
                        "msqpay-2",
                        p -> p.operator().index(),
                        "msqpay-2"),
                bind(Variable.MSQPAY_RELAYER_KIND, "defender", p -> p.relayer().kind(), "defender"),
                bind(
                        Variable.DEFENDER_API_URL,
                        "http://d",
                        p -> p.relayer().defender().apiUrl(),
                        "http://d"),
                bind(
                        Variable.DEFENDER_API_KEY,
                        "k",
                        p -> p.relayer().defender().apiKey().reveal(),
                        "k"),
                bind(
                        Variable.DEFENDER_API_SECRET,
                        "s",
                        p -> p.relayer().defender().apiSecret().reveal(),
                        "s"),
                bind(
                        Variable.OZ_RELAYER_URL,
                        "http://o",
                        p -> p.relayer().openzeppelin().url(),
                        "http://o"),
                bind(
                        Variable.OZ_RELAYER_ID,
                        "id",
                        p -> p.relayer().openzeppelin().id(),
                        "id"),
                bind(
                        Variable.OZ_RELAYER_API_KEY,
                        "b",
                        p -> p.relayer().openzeppelin().apiKey().reveal(),
                        "b"),
                bind(
                        Variable.MSQPAY_API_KEYS,
                        "a=1,b=2:create+relay",
                        p -> reveal(p.apiKeys()),
                        "[a=1, b=2:create+relay]"),
                bind(
                        Variable.CORS_ALLOWED_ORIGINS,
                        "https://a,https://b",
                        p -> p.http().corsAllowedOrigins(),
                        "[https://a, https://b]"),
                bind(Variable.RATE_LIMIT_PER_MINUTE, "7", p -> p.http().rateLimitPerMinute(), "7"),
                bind(Variable.MSQPAY_ROUTES_DIR, "/routes", MsqpayProperties::routesDir, "/routes"));
    }

    @Test
    void noVariableIsLeftOutHere() {
        assertThat(eachVariableReachesItsProperty().map(row -> row.get()[0]))
                .containsExactlyElementsOf(Arrays.stream(Variable.values())
                        .filter(variable -> variable != Variable.PORT)
                        .toList());
    }

    @Test
    void messagesNameTheVariablesOfTheProduct() {
        assertThat(Variables.byProperty().values())
                .containsExactly(
                        Arrays.stream(Variable.values()).map(Enum::name).toArray(String[]::new));
    }

    @Test
    void aPropertyWithoutVariableOfItsOwnIsSetByTheNameThatMessagesUse() {
        assertThat(read(Map.of(Variables.of("msqpay.chain.gas-margin-percent"), "33"), p -> p.chain()
                        .gasMarginPercent()))
                .isEqualTo(33);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  "})
    void aVariableThatIsSetButBlankCountsAsAbsent(String blank) {
        Map<String, String> variables = new HashMap<>(
                Arrays.stream(Variable.values()).collect(Collectors.toMap(Enum::name, variable -> blank)));
        variables.put("MSQPAY_CHAIN_TIMEOUT", blank);
        variables.put("MSQPAY_CHAIN_MAXFEEPERGASCAP", blank);

        try (ConfigurableApplicationContext blankContext = Start.propertiesOnly(variables);
                ConfigurableApplicationContext absentContext = Start.propertiesOnly(Map.of())) {
            assertThat(blankContext.getBean(MsqpayProperties.class))
                    .isEqualTo(absentContext.getBean(MsqpayProperties.class));
            assertThat(blankContext.getBean(ConfigurationProblems.class).found())
                    .isEmpty();
            assertThat(blankContext.getEnvironment().getProperty("server.port", Integer.class))
                    .isEqualTo(3000);
        }
    }

    @Test
    void defaultsAreThoseOfTheProduct() {
        assertThat(read(Map.of(), p -> p.relayer().kind())).isEqualTo("local");
        assertThat(read(Map.of(), p -> p.relayer().defender().apiUrl()))
                .isEqualTo("https://defender-api.openzeppelin.com/");
        assertThat(read(Map.of(), p -> p.http().rateLimitPerMinute())).isEqualTo(60);
        assertThat(read(Map.of(), p -> p.http().rateLimitPerMinuteOfKey())).isEqualTo(600);
        assertThat(read(Map.of("RATE_LIMIT_PER_MINUTE", "0"), p -> p.http().rateLimitPerMinuteOfKey()))
                .as("whoever switches limits off means all of them")
                .isEqualTo(0);
        assertThat(read(Map.of("RATE_LIMIT_PER_MINUTE", "2000000000"), p -> p.http()
                        .rateLimitPerMinuteOfKey()))
                .isEqualTo(Integer.MAX_VALUE);
        assertThat(read(Map.of(), p -> p.http().trustedProxies())).isEqualTo(List.of());
        assertThat(read(Map.of(), p -> p.http().corsAllowedOrigins())).isEqualTo(List.of());
        assertThat(read(Map.of(), MsqpayProperties::routesDir)).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            RATE_LIMIT_PER_MINUTE | hunter2 | RATE_LIMIT_PER_MINUTE (msqpay.http.rate-limit-per-minute) must be a whole number
            RATE_LIMIT_PER_MINUTE | 99999999999 | RATE_LIMIT_PER_MINUTE (msqpay.http.rate-limit-per-minute) must be a whole number
            MSQPAY_HTTP_KEYRATELIMITPERMINUTE | hunter2 | MSQPAY_HTTP_KEYRATELIMITPERMINUTE (msqpay.http.key-rate-limit-per-minute) must be a whole number
            MSQPAY_OPERATOR_DAILYGASBUDGET | hunter2 | MSQPAY_OPERATOR_DAILYGASBUDGET (msqpay.operator.daily-gas-budget) must be a number
            MSQPAY_GASLESS_GAS | hunter2 | MSQPAY_GASLESS_GAS (msqpay.gasless.gas) must be a whole number
            MSQPAY_RELAYER_TIMEOUT | hunter2 | MSQPAY_RELAYER_TIMEOUT (msqpay.relayer.timeout) must be a duration, such as 500ms, 30s or 10m
            MSQPAY_ROUTES_DIR | /a\0hunter2 | MSQPAY_ROUTES_DIR (msqpay.routes-dir) must be a path
            MSQPAY_API_KEYS | ${MSQPAY_API_KEYS} | MSQPAY_API_KEYS (msqpay.api-keys) must be plain text
            PORT | hunter2 | PORT (server.port) must be a whole number from 0 to 65535; 0 takes any free port
            PORT | 65536 | PORT (server.port) must be a whole number from 0 to 65535; 0 takes any free port
            PORT | -1 | PORT (server.port) must be a whole number from 0 to 65535; 0 takes any free port
            """)
    void aValueThatCannotBeConvertedIsRememberedAndTheDefaultTakesItsPlace(
            String variable, String value, String problem) {
        try (ConfigurableApplicationContext context = Start.propertiesOnly(Map.of(variable, value))) {
            assertThat(context.getBean(ConfigurationProblems.class).found())
                    .extracting(Problem::line)
                    .containsExactly(problem);
            assertThat(context.getBean(MsqpayProperties.class).http().rateLimitPerMinute())
                    .isEqualTo(60);
            assertThat(context.getEnvironment().getProperty("server.port", Integer.class))
                    .isEqualTo(3000);
        }
    }

    @ParameterizedTest
    @CsvSource({"0,0", "65535,65535", "' 8080 ',8080"})
    void aPortThatCanBeUsedIsKept(String port, int expected) {
        try (ConfigurableApplicationContext context = Start.propertiesOnly(Map.of("PORT", port))) {
            assertThat(context.getEnvironment().getProperty("server.port", Integer.class))
                    .isEqualTo(expected);
            assertThat(context.getBean(ConfigurationProblems.class).found()).isEmpty();
        }
    }

    @Test
    void anApplicationThatEmbedsTheRoutesKeepsItsPort() {
        try (ConfigurableApplicationContext context =
                Start.propertiesOnly(Map.of("MSQPAY_HTTP_ENABLED", "false", "SERVER_PORT", "unusual"))) {
            assertThat(context.getEnvironment().getProperty("server.port")).isEqualTo("unusual");
            assertThat(context.getBean(ConfigurationProblems.class).found()).isEmpty();
        }
    }

    private static Object read(Map<String, String> variables, Function<MsqpayProperties, Object> property) {
        try (ConfigurableApplicationContext context = Start.propertiesOnly(variables)) {
            return property.apply(context.getBean(MsqpayProperties.class));
        }
    }

    private static Arguments bind(
            Variable variable, String value, Function<MsqpayProperties, Object> property, String expected) {
        return Arguments.of(variable, value, property, expected);
    }

    private static List<String> reveal(List<Secret> secrets) {
        return secrets.stream().map(Secret::reveal).toList();
    }
}
