package io.msqpay.config;

import io.msqpay.http.ApiKey;
import io.msqpay.payment.Address;
import java.util.Optional;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/** The account that will sign for the operator, as configured, for whoever has to know it before there are beans. */
public final class ConfiguredOperator {

    private ConfiguredOperator() {}

    /**
     * Finds it, wherever its key is: in a variable, a file, a keystore, a mnemonic, with a signer.
     *
     * @return empty where none is configured
     * @throws ConfigurationException with what is wrong with the one that is
     */
    public static Optional<Address> find(Environment environment) {
        ConfigurationProblems problems = new ConfigurationProblems();
        MsqpayProperties properties = Binder.get(environment)
                .bindOrCreate("msqpay", Bindable.of(MsqpayProperties.class), problems.apply(BindHandler.DEFAULT));
        return new ConfigurationCheck(properties, ApiKey::parse, false, false, problems.found()).account();
    }
}
