package io.msqpay.command;

import io.msqpay.chain.Fees;
import io.msqpay.chain.OperatorSigner;
import java.util.Map;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.transaction.type.Transaction1559;
import org.web3j.utils.Numeric;

/** Has transactions signed by the route that the server has sign, wherever the key is. */
final class RouteSigner implements OperatorSigner {

    private final CommandRoutes routes;

    RouteSigner(CommandRoutes routes) {
        this.routes = routes;
    }

    @Override
    public String address() {
        return routes.bean(OperatorSigner.class).address();
    }

    /** @throws CommandFailure if there is no usable signature */
    @Override
    public byte[] sign(RawTransaction transaction) {
        Transaction1559 content = (Transaction1559) transaction.getTransaction();
        String signed = routes.call(
                        "direct:signTransaction",
                        Map.of(
                                "transactionTo", content.getTo(),
                                "transactionData", Numeric.prependHexPrefix(content.getData()),
                                "gasLimit", content.getGasLimit(),
                                "nonce", content.getNonce(),
                                "fees", new Fees(content.getMaxFeePerGas(), content.getMaxPriorityFeePerGas())))
                .getVariable("rawTransaction", String.class);
        return Numeric.hexStringToByteArray(signed);
    }
}
