package io.msqpay.command;

import io.msqpay.chain.ContractDeployer;
import io.msqpay.config.CommandSettings;
import io.msqpay.config.Settings;
import io.msqpay.contract.ContractRoles;
import io.msqpay.payment.Address;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Says who may act as operator, for a new key or after one has leaked. */
@Command(
        name = "roles",
        description = {
            "Grants OPERATOR_ROLE at MSQPAY_CONTRACT_ADDRESS, and takes it away.",
            "Needs POLYGON_RPC_URL and the admin's key, as MSQPAY_OPERATOR_PRIVATE_KEY_FILE or in another way that the server knows."
        },
        mixinStandardHelpOptions = true)
final class RolesCommand implements Callable<Integer> {

    @ParentCommand
    private CommandStart start;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--grant",
            paramLabel = "0x<address>",
            description = "An account that may create and close payments. May be repeated.")
    private List<AddressOption> granted = new ArrayList<>();

    @Option(
            names = "--revoke",
            paramLabel = "0x<address>",
            description = "An account that may no longer; done after what is granted. May be repeated.")
    private List<AddressOption> revoked = new ArrayList<>();

    @Mixin
    private TransactionTimeout timeout;

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        try (CommandRoutes routes =
                CommandRoutes.beforeDeployment(start.application(), CommandSettings::toManageRoles)) {
            Settings settings = routes.bean(Settings.class);
            Address contract = settings.contract();
            ContractDeployer deployer = new ContractDeployer(
                    routes.bean(Node.class).client(), new RouteSigner(routes), timeout.duration(), err::println);
            if (!deployer.hasCode(contract)) {
                throw new CommandFailure("there is no code at " + contract + " on this chain; nothing was sent");
            }
            deployer.settle();
            RoleTransactions roles = new RoleTransactions(deployer, contract, settings.account(), err::println);
            granted.forEach(account -> roles.grant(ContractRoles.OPERATOR_ROLE, account.address()));
            revoked.forEach(account -> roles.revoke(ContractRoles.OPERATOR_ROLE, account.address()));
        }
        return 0;
    }
}
