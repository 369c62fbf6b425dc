package io.msqpay.config;

import io.msqpay.chain.NodeComparison;
import io.msqpay.chain.NodeUnavailableException;
import io.msqpay.chain.TransactionRejectedException;
import io.msqpay.contract.Deployment;
import io.msqpay.contract.Erc20;
import io.msqpay.contract.ForwarderContract;
import io.msqpay.contract.MalformedAnswerException;
import io.msqpay.contract.MsqpayContract;
import io.msqpay.contract.Token;
import io.msqpay.error.ContractRevertedException;
import io.msqpay.gasless.ForwarderDomain;
import io.msqpay.payment.Address;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.FluentProducerTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.info.BuildProperties;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.web3j.protocol.core.methods.response.EthBlock;

/**
 * Holds the configuration against the chain once the routes run and before the server reports itself ready: the contract and its forwarder are there,
 * the tokens are what they are called. What it finds wrong stops the start, all of it at once.
 */
final class DeploymentCheck implements ApplicationRunner, Ordered {

    private static final Logger LOG = LoggerFactory.getLogger("io.msqpay");
    private static final long MUMBAI = 80001;

    private final CamelContext camel;
    private final Settings settings;
    private final MsqpayContract contract;
    private final Deployment deployment;
    private final NodeComparison nodes;
    private final Environment environment;
    private final String version;
    private final ForwarderContract forwarderContract = new ForwarderContract();
    private final Erc20 erc20 = new Erc20();

    /** @param build may be null when the application has no build information */
    DeploymentCheck(
            CamelContext camel,
            Settings settings,
            MsqpayContract contract,
            Deployment deployment,
            NodeComparison nodes,
            Environment environment,
            BuildProperties build) {
        this.camel = camel;
        this.settings = settings;
        this.contract = contract;
        this.deployment = deployment;
        this.nodes = nodes;
        this.environment = environment;
        this.version = build == null ? "embedded" : build.getVersion();
    }

    /** Once all routes are there, and before runners of the application. */
    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE + 1;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        List<String> problems = new ArrayList<>();
        EthBlock.Block latest;
        try {
            latest = request("direct:getLatestBlock", null, null, EthBlock.Block.class);
        } catch (NodeUnavailableException | TransactionRejectedException e) {
            // Whoever refuses to tell of a block is no node either.
            throw new ConfigurationException(List.of("POLYGON_RPC_URL: no node answers there as a node does"));
        }
        ForwarderDomain forwarder = forwarder(problems);
        List<Token> tokens = tokens(accepted(forwarder, problems), problems);
        if (forwarder != null) {
            deployment.complete(new Deployment.Facts(forwarder, tokens));
            compareNodes(problems);
        }
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
        LOG.info(
                "MSQPay {} profile {} chain {} block {} contract {} relayer {}",
                version,
                String.join(
                        ",",
                        environment.getActiveProfiles().length == 0
                                ? environment.getDefaultProfiles()
                                : environment.getActiveProfiles()),
                forwarder.chainId(),
                latest.getNumber(),
                contract.address(),
                settings.relayerKind().word());
        if (settings.tokens().isEmpty()) {
            Token issued = tokens.get(0);
            LOG.info(
                    "MSQPAY_TOKENS is not set: accepted is {}={}, which Circle issues on this chain",
                    issued.symbol(),
                    issued.address());
        }
    }

    private ForwarderDomain forwarder(List<String> problems) {
        Address forwarder;
        try {
            forwarder = contract.addressIn(read(contract.address(), contract.trustedForwarder()));
        } catch (MalformedAnswerException | ContractRevertedException e) {
            problems.add("MSQPAY_CONTRACT_ADDRESS: there is no MSQPay contract at " + contract.address()
                    + " on this chain; check the address and the network");
            return null;
        }
        try {
            ForwarderDomain domain =
                    forwarderContract.domain(read(forwarder.value(), forwarderContract.eip712Domain()));
            if (!domain.verifyingContract().equals(forwarder)) {
                problems.add("MSQPAY_CONTRACT_ADDRESS: its forwarder " + forwarder + " signs for another contract");
            }
            if (domain.chainId() == MUMBAI) {
                problems.add("POLYGON_RPC_URL leads to Polygon Mumbai (80001), which was shut down in April 2024:"
                        + " use Polygon Amoy (80002)");
            }
            return domain;
        } catch (MalformedAnswerException | ContractRevertedException e) {
            problems.add("MSQPAY_CONTRACT_ADDRESS: its forwarder " + forwarder + " is not an ERC2771Forwarder");
            return null;
        }
    }

    /** A node that is down is not at fault; it is not asked either until it has shown that it is on this chain. */
    private void compareNodes(List<String> problems) {
        if (!nodes.hasSeveral()) {
            return;
        }
        nodes.requireProof();
        request("direct:measureNodes", null, null, Object.class);
        nodes.strangers()
                .forEach(node -> problems.add("POLYGON_RPC_URL: " + node.replace('-', ' ')
                        + " is on another chain than the first that answers"));
    }

    /** @param forwarder null: which chain this is, is not known */
    private Map<String, Address> accepted(ForwarderDomain forwarder, List<String> problems) {
        if (forwarder == null) {
            return settings.tokens();
        }
        Map<String, Address> accepted = settings.tokensOn(forwarder.chainId());
        if (accepted.isEmpty()) {
            problems.add(new Problem(
                            "msqpay.tokens",
                            "is missing: list the accepted tokens, such as USDC=0x<address>; on chain "
                                    + forwarder.chainId() + " none is accepted by default")
                    .line());
        }
        return accepted;
    }

    private List<Token> tokens(Map<String, Address> accepted, List<String> problems) {
        List<Token> tokens = new ArrayList<>();
        accepted.forEach((symbol, address) -> {
            try {
                String named = erc20.text(read(address.value(), erc20.symbol()));
                BigInteger decimals = erc20.uint(read(address.value(), erc20.decimals()));
                if (!named.equals(symbol)) {
                    problems.add("MSQPAY_TOKENS: the token at " + address + " does not call itself " + symbol);
                } else if (decimals.bitLength() > 8) {
                    problems.add("MSQPAY_TOKENS: " + symbol + " has no sensible number of decimals");
                } else {
                    tokens.add(new Token(symbol, address, decimals.intValue()));
                }
            } catch (MalformedAnswerException | ContractRevertedException e) {
                problems.add(
                        "MSQPAY_TOKENS: there is no ERC-20 token at " + address + " (" + symbol + ") on this chain");
            }
        });
        return tokens;
    }

    private String read(String address, String callData) {
        return request("direct:readContract", address, callData, String.class);
    }

    private <T> T request(String endpoint, String address, String callData, Class<T> type) {
        try (FluentProducerTemplate template = camel.createFluentProducerTemplate()) {
            return template.to(settings.routesPrefix().in(endpoint))
                    .withVariable("contractAddress", address)
                    .withVariable("callData", callData)
                    .withVariable("at", "latest")
                    .request(type);
        } catch (CamelExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
