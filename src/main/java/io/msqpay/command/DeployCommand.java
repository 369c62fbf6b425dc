package io.msqpay.command;

import io.msqpay.chain.ContractDeployer;
import io.msqpay.config.Settings;
import io.msqpay.contract.ContractArtifact;
import io.msqpay.contract.ContractRoles;
import io.msqpay.contract.PlannedContract;
import io.msqpay.payment.Address;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Puts the contracts on the configured chain and grants roles; what is there already is left as it is. */
@Command(
        name = "deploy",
        description = {
            "Deploys the forwarder and the MSQPay contract and grants roles.",
            "Needs POLYGON_RPC_URL and the key of the account that pays, as MSQPAY_OPERATOR_PRIVATE_KEY_FILE or in another way that the server"
                    + " knows; that account becomes admin and operator. May be interrupted and run again: it looks first at what is there.",
            "Prints what the server's environment needs beside that."
        },
        mixinStandardHelpOptions = true)
final class DeployCommand implements Callable<Integer> {

    private static final Set<Long> CHAINS_OF_VALUE = Set.of(1L, 137L);

    @ParentCommand
    private CommandStart start;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--operator",
            paramLabel = "0x<address>",
            description = "An account that may create and close payments: the server's, a relayer's. May be repeated.")
    private List<AddressOption> operators = new ArrayList<>();

    @Option(
            names = "--admin",
            paramLabel = "0x<address>",
            description =
                    "An account that becomes admin in place of the one that pays, which keeps no role but those that --operator gives it.")
    private AddressOption admin;

    @Option(
            names = "--test-token",
            description = "Deploys a worthless token USDC too, of which anybody can make more; not on chains of value.")
    private boolean testToken;

    @Mixin
    private TransactionTimeout timeout;

    @Override
    public Integer call() {
        try (CommandRoutes routes = CommandRoutes.beforeDeployment(
                start.application(), settings -> settings.toDeploy(DeployCommand::contractOf))) {
            requireChain(routes.bean(Node.class).chainId());
            deploy(routes, routes.bean(Settings.class));
        }
        return 0;
    }

    private static Address contractOf(Address account) {
        return PlannedContract.msqpay(PlannedContract.forwarder().address(), account)
                .address();
    }

    private void requireChain(long chainId) {
        say("Chain " + chainId);
        if (testToken && CHAINS_OF_VALUE.contains(chainId)) {
            throw new CommandFailure("--test-token is not for chains on which tokens have value; nothing was sent");
        }
    }

    private void deploy(CommandRoutes routes, Settings settings) {
        Address self = settings.account();
        PlannedContract forwarder = PlannedContract.forwarder();
        PlannedContract msqpay = PlannedContract.msqpay(forwarder.address(), self);
        PlannedContract token = PlannedContract.of(ContractArtifact.MOCK_USDC);
        Map<String, Address> tokens = new LinkedHashMap<>(settings.tokens());
        List<PlannedContract> contracts = new ArrayList<>(List.of(forwarder, msqpay));
        if (testToken) {
            contracts.add(token);
            tokens.put("USDC", token.address());
        }
        if (!settings.contract().equals(msqpay.address())) {
            throw new CommandFailure(
                    "MSQPAY_CONTRACT_ADDRESS names " + settings.contract() + ", and " + self
                            + " would deploy another one at " + msqpay.address()
                            + "; nothing was sent: unset the variable if that is wanted, or change its roles with the command roles");
        }
        ContractDeployer deployer = new ContractDeployer(
                routes.bean(Node.class).client(), new RouteSigner(routes), timeout.duration(), this::say);
        deployer.settle();
        deployer.deploy(contracts.toArray(PlannedContract[]::new));
        arrange(new RoleTransactions(deployer, msqpay.address(), self, this::say), self);
        print(msqpay.address(), tokens);
    }

    /** Its own roles are given up last: until then an interrupted run can be taken up again. */
    private void arrange(RoleTransactions roles, Address self) {
        operators.forEach(operator -> roles.grant(ContractRoles.OPERATOR_ROLE, operator.address()));
        if (admin == null || admin.address().equals(self)) {
            return;
        }
        roles.grant(ContractRoles.DEFAULT_ADMIN_ROLE, admin.address());
        if (operators.stream().noneMatch(operator -> operator.address().equals(self))) {
            roles.renounce(ContractRoles.OPERATOR_ROLE);
        }
        roles.renounce(ContractRoles.DEFAULT_ADMIN_ROLE);
    }

    private void print(Address contract, Map<String, Address> tokens) {
        say("Done. The server's environment, beside nodes, its operator's key and API keys:");
        PrintWriter out = spec.commandLine().getOut();
        out.println("MSQPAY_CONTRACT_ADDRESS=" + contract);
        if (tokens.isEmpty()) {
            say("MSQPAY_TOKENS is up to you: the tokens to accept, such as USDC=0x<address>; on Polygon PoS and Amoy"
                    + " USDC is accepted without it");
        } else {
            out.println("MSQPAY_TOKENS="
                    + tokens.entrySet().stream()
                            .map(entry -> entry.getKey() + "=" + entry.getValue())
                            .collect(Collectors.joining(",")));
        }
        out.flush();
    }

    private void say(String sentence) {
        spec.commandLine().getErr().println(sentence);
    }
}
