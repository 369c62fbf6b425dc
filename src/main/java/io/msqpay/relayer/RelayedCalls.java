package io.msqpay.relayer;

import io.msqpay.contract.ForwarderContract;
import io.msqpay.contract.MsqpayContract;
import io.msqpay.payment.PaymentId;
import java.util.Locale;
import java.util.function.Supplier;

/** Tells relays of a payment from other transactions, by what they call. */
final class RelayedCalls {

    private final MsqpayContract contract;
    private final ForwarderContract forwarder;
    private final Supplier<String> forwarderAddress;

    RelayedCalls(MsqpayContract contract, ForwarderContract forwarder, Supplier<String> forwarderAddress) {
        this.contract = contract;
        this.forwarder = forwarder;
        this.forwarderAddress = forwarderAddress;
    }

    /**
     * Whether a transaction closes this payment or forwards its pay.
     *
     * @param to may be null
     * @param data may be null
     */
    boolean concern(PaymentId paymentId, String to, String data) {
        if (to == null || data == null) {
            return false;
        }
        String input = data.toLowerCase(Locale.ROOT);
        return contract.closes(paymentId, to, input)
                || forwarderAddress.get().equalsIgnoreCase(to) && forwarder.executes(input, contract, paymentId);
    }
}
