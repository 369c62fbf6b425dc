package io.msqpay.command;

import io.msqpay.chain.CappedFeePolicy;
import io.msqpay.chain.HttpNodeClients;
import io.msqpay.config.MsqpayProperties;
import io.msqpay.config.Secret;
import io.msqpay.config.Settings;
import io.msqpay.contract.ContractRoles;
import io.msqpay.contract.Erc20;
import io.msqpay.contract.ForwarderContract;
import io.msqpay.contract.MsqpayContract;
import io.msqpay.gasless.ForwarderDomain;
import io.msqpay.payment.Address;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.web3j.protocol.core.DefaultBlockParameterName;
import org.web3j.protocol.core.methods.response.EthBlock;
import org.web3j.utils.Convert;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Looks at everything that the server relies on, and sends nothing. */
@Command(
        name = "check",
        description = {
            "Checks nodes, contract, roles, tokens and balances: a line each, ok or what to do.",
            "Needs the server's environment; API keys may be missing. Sends nothing."
        },
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {

    private static final long LOCAL_CHAIN = 31337;
    private static final Duration OLDEST_BLOCK = Duration.ofSeconds(60);
    /** What createPayment takes, rounded up. */
    private static final BigInteger GAS = BigInteger.valueOf(250_000);

    private static final BigInteger ENOUGH = BigInteger.TEN;

    @ParentCommand
    private CommandStart start;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--relayer",
            paramLabel = "0x<address>",
            description = "The account of a remote relayer, which needs the role and money too. May be repeated.")
    private List<AddressOption> relayers = new ArrayList<>();

    private Findings findings;
    private Settings settings;

    @Override
    public Integer call() {
        findings = new Findings(spec.commandLine().getOut());
        settings = start.settings().toCheck();
        try (HttpNodeClients clients = new HttpNodeClients(
                settings.rpcUrls(), settings.properties().chain().timeout())) {
            List<Node> nodes = clients.clients().stream().map(Node::new).toList();
            Node first = null;
            for (int i = 0; i < nodes.size(); i++) {
                if (checkNode("node " + (i + 1), nodes.get(i), first == null ? nodes.get(i) : first) && first == null) {
                    first = nodes.get(i);
                }
            }
            if (first != null) {
                checkContract(first);
                checkTokens(first);
                checkSigner();
                Node asked = first;
                accounts().forEach((name, account) -> checkAccount(asked, name, account));
            }
        }
        return findings.areGood() ? 0 : 1;
    }

    /** Whether it can be asked further. */
    private boolean checkNode(String name, Node node, Node first) {
        String another = "take another node into POLYGON_RPC_URL";
        boolean answers = findings.look(
                        name, "check POLYGON_RPC_URL, or " + another, () -> "chain " + chain(node, first))
                .isPresent();
        if (!answers) {
            return false;
        }
        findings.look(name + " blocks", another, () -> age(node));
        findings.look(name + " eth_getLogs", another, () -> {
            EthBlock.Block latest = node.block(DefaultBlockParameterName.LATEST);
            String contract = settings.contract().value();
            node.requireLogs(latest, contract);
            int blocks = settings.properties().events().maxBlocks();
            return node.searches(latest, blocks, contract)
                    ? "works"
                    : "works, but not over " + blocks
                            + " blocks at once: set MSQPAY_EVENTS_MAXBLOCKS to how many it searches";
        });
        findings.look(name + " EIP-1559", another, () -> {
            node.requireFeeHistory();
            if (node.block(DefaultBlockParameterName.LATEST).getBaseFeePerGasRaw() == null) {
                throw new CommandFailure("blocks have no base fee");
            }
            return "works";
        });
        findings.look(
                name + " finalized",
                "without it, status reads with at=finalized fail",
                () -> "block " + node.block(DefaultBlockParameterName.FINALIZED).getNumber());
        findings.look(
                name + " batches",
                "",
                () -> node.takesBatches() ? "works" : "none taken; calls go one by one, more slowly");
        return true;
    }

    private static String chain(Node node, Node first) {
        long chainId = node.requireLiveChain();
        if (chainId != first.chainId()) {
            throw new CommandFailure("it is on chain " + chainId + ", the first one on " + first.chainId());
        }
        return Long.toString(chainId);
    }

    private static String age(Node node) {
        EthBlock.Block latest = node.block(DefaultBlockParameterName.LATEST);
        Duration age =
                Duration.between(Instant.ofEpochSecond(latest.getTimestamp().longValueExact()), Instant.now());
        String text = "block " + latest.getNumber() + ", " + age.toSeconds() + " s old";
        // A local chain makes a block when it has a transaction.
        if (age.compareTo(OLDEST_BLOCK) > 0 && node.chainId() != LOCAL_CHAIN) {
            throw new CommandFailure(text + ": it lags behind, or this machine's clock is wrong");
        }
        return text;
    }

    private void checkContract(Node node) {
        Address address = settings.contract();
        MsqpayContract contract = new MsqpayContract(address);
        ForwarderContract forwarders = new ForwarderContract();
        boolean there = findings.look("contract", "check MSQPAY_CONTRACT_ADDRESS and the chain, or deploy", () -> {
                    requireCode(node, address);
                    return address;
                })
                .isPresent();
        if (!there) {
            return;
        }
        findings.look("forwarder", "check MSQPAY_CONTRACT_ADDRESS: gasless payments would fail", () -> {
            Address forwarder = contract.addressIn(node.call(address.value(), contract.trustedForwarder()));
            requireCode(node, forwarder);
            ForwarderDomain domain = forwarders.domain(node.call(forwarder.value(), forwarders.eip712Domain()));
            if (!domain.verifyingContract().equals(forwarder)) {
                throw new CommandFailure("it signs for another contract");
            }
            return forwarder + ", trusted";
        });
    }

    private void checkTokens(Node node) {
        Erc20 erc20 = new Erc20();
        Map<String, Address> accepted = settings.tokensOn(node.chainId());
        if (accepted.isEmpty()) {
            findings.look("tokens", "list some in MSQPAY_TOKENS, such as USDC=0x<address>", () -> {
                throw new CommandFailure("none is configured, and none is accepted by default on this chain");
            });
        }
        accepted.forEach((symbol, address) -> findings.look("token " + symbol, "check MSQPAY_TOKENS", () -> {
            requireCode(node, address);
            String named = erc20.text(node.call(address.value(), erc20.symbol()));
            if (!named.equals(symbol)) {
                throw new CommandFailure("the token at " + address + " does not call itself that");
            }
            return address + ", " + erc20.uint(node.call(address.value(), erc20.decimals())) + " decimals";
        }));
    }

    /** Of other signers than Web3signer nobody knows what they can be asked. */
    private void checkSigner() {
        if (!settings.signer().kind().equals("web3signer")) {
            return;
        }
        MsqpayProperties.Signer signer = settings.properties().signer();
        try (HttpNodeClients client = new HttpNodeClients(List.of(Secret.valueOf(signer.url())), signer.timeout())) {
            Node node = new Node(client.clients().get(0));
            findings.look("signer", "check MSQPAY_SIGNER_URL and the signer's own configuration", () -> {
                Address operator = settings.signer().address();
                if (node.accounts().stream().noneMatch(operator.value()::equalsIgnoreCase)) {
                    throw new CommandFailure("it does not hold the key of " + operator);
                }
                return "holds the key of " + operator;
            });
        }
    }

    private Map<String, Address> accounts() {
        Map<String, Address> accounts = new LinkedHashMap<>();
        accounts.put("operator", settings.account());
        relayers.forEach(relayer -> accounts.put("relayer " + relayer.address(), relayer.address()));
        return accounts;
    }

    private void checkAccount(Node node, String name, Address account) {
        String contract = settings.contract().value();
        findings.look(name + " role", "run roles --grant " + account + " as the admin", () -> {
            requireCode(node, settings.contract());
            if (!ContractRoles.isTrue(node.call(contract, ContractRoles.OPERATOR_ROLE.heldBy(account)))) {
                throw new CommandFailure(account + " lacks OPERATOR_ROLE");
            }
            return account + " has OPERATOR_ROLE";
        });
        BigInteger offer = account.equals(settings.account()) ? GAS.multiply(firstOffer()) : null;
        findings.look(
                name + " balance",
                "send some of the chain's coin to " + account,
                () -> balance(node.balance(account.value()), GAS.multiply(node.gasPrice()), offer));
    }

    /** What the server offers for a unit of gas, as long as that is enough; what a relayer offers is its own affair. */
    private BigInteger firstOffer() {
        return new CappedFeePolicy(settings.properties().chain()).firstOffer();
    }

    /**
     * Says for how many transactions a balance is enough.
     *
     * @param going what one costs now
     * @param offer what one may cost at most, which nodes want to see on the account for each that waits; null when it is not known
     */
    private static String balance(BigInteger balance, BigInteger going, BigInteger offer) {
        BigInteger transactions = balance.divide(going.max(BigInteger.ONE));
        String text = coins(balance) + " coins, which pay for about " + transactions + " transactions";
        if (offer != null) {
            BigInteger atOnce = balance.divide(offer.max(BigInteger.ONE));
            text += ", " + atOnce + " of them at the same time";
            if (atOnce.signum() == 0) {
                throw new CommandFailure(
                        text + ": nodes want to see what each may cost at most, " + coins(offer) + " coins");
            }
        }
        if (transactions.compareTo(ENOUGH) < 0) {
            throw new CommandFailure(text);
        }
        return text;
    }

    private static String coins(BigInteger wei) {
        return Convert.fromWei(wei.toString(), Convert.Unit.ETHER).toPlainString();
    }

    private static void requireCode(Node node, Address address) {
        if (!node.hasCode(address.value())) {
            throw new CommandFailure("there is no code at " + address + " on this chain");
        }
    }
}
