package io.msqpay.command;

import io.msqpay.chain.ContractDeployer;
import io.msqpay.contract.ContractRoles;
import io.msqpay.payment.Address;
import java.util.function.Consumer;

/** Who may do what at a contract, and the transactions that make it so; what is so already costs none. */
final class RoleTransactions {

    private final ContractDeployer deployer;
    private final Address contract;
    private final Address self;
    private final Consumer<String> progress;

    /** @param self the account that sends */
    RoleTransactions(ContractDeployer deployer, Address contract, Address self, Consumer<String> progress) {
        this.deployer = deployer;
        this.contract = contract;
        this.self = self;
        this.progress = progress;
    }

    boolean has(ContractRoles role, Address account) {
        return ContractRoles.isTrue(deployer.read(contract, role.heldBy(account)));
    }

    void grant(ContractRoles role, Address account) {
        if (has(role, account)) {
            progress.accept(account + " has " + role + " already");
            return;
        }
        requireAdmin();
        deployer.call(role + " for " + account, contract, role.grantTo(account));
    }

    void revoke(ContractRoles role, Address account) {
        if (!has(role, account)) {
            progress.accept(account + " has no " + role);
            return;
        }
        requireAdmin();
        deployer.call(role + " taken from " + account, contract, role.revokeFrom(account));
    }

    void renounce(ContractRoles role) {
        if (has(role, self)) {
            deployer.call(role + " given up by " + self, contract, role.renounceBy(self));
        }
    }

    private void requireAdmin() {
        if (!has(ContractRoles.DEFAULT_ADMIN_ROLE, self)) {
            throw new CommandFailure(self + " is not admin of " + contract + ": have its admin do it");
        }
    }
}
