package io.msqpay.payment;

import io.msqpay.contract.Erc20;
import io.msqpay.contract.Token;
import io.msqpay.gasless.ForwardRequest;
import io.msqpay.gasless.ForwardRequests;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The JSON members of answers about payments, in the order of the API contract. Optional members are left out, never null. */
public final class PaymentViews {

    private static final String IMMUTABLE = "public, max-age=31536000, immutable";
    private static final String NO_STORE = "no-store";

    private final Supplier<List<Token>> tokens;
    private final ForwardRequests forwardRequests;
    private final Erc20 erc20;

    /** @param tokens accepted ones, asked for each answer */
    public PaymentViews(Supplier<List<Token>> tokens, ForwardRequests forwardRequests, Erc20 erc20) {
        this.tokens = tokens;
        this.forwardRequests = forwardRequests;
        this.erc20 = erc20;
    }

    /** Answer of createPayment. */
    public Map<String, Object> created(Payment payment, String transactionHash) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("paymentId", payment.paymentId().value());
        view.put("txHash", transactionHash);
        view.put("status", payment.status().word());
        view.put("merchantId", payment.merchant().value());
        view.put("amount", payment.amount().toString());
        view.put("currency", currency(payment));
        view.put("metadataHash", payment.metadataHash());
        view.put("expiresAt", payment.expiresAt());
        return view;
    }

    /**
     * Answer of getPaymentStatus.
     *
     * @param createReverted whether the payment was never created because its transaction reverted
     */
    public Map<String, Object> status(Payment payment, boolean createReverted) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("paymentId", payment.paymentId().value());
        view.put(
                "status",
                createReverted ? PaymentStatus.FAILED.word() : payment.status().word());
        view.put("amount", payment.amount().toString());
        view.put("merchantId", payment.merchant().value());
        view.put("currency", currency(payment));
        view.put("token", payment.token().value());
        if (payment.createdAt() != 0) {
            view.put("createdAt", payment.createdAt());
        }
        if (payment.status() == PaymentStatus.CONFIRMED) {
            view.put("confirmedAt", payment.closedAt());
        }
        view.put("expiresAt", payment.expiresAt());
        if (!payment.payer().isZero()) {
            view.put("payer", payment.payer().value());
        }
        view.put("metadataHash", payment.metadataHash());
        if (createReverted) {
            view.put("failureReason", "create_reverted");
        } else if (payment.status() == PaymentStatus.FAILED) {
            view.put("failureReason", payment.closedAt() == 0 ? "expired" : "cancelled");
        }
        return view;
    }

    /**
     * What is told of an event.
     *
     * @param retracted whether its block has vanished from the chain
     */
    public Map<String, Object> event(PaymentEvent event, boolean retracted) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("id", event.id());
        view.put("type", event.type().word());
        view.put("retracted", retracted);
        view.put("paymentId", event.paymentId().value());
        view.put("merchantId", event.merchant().value());
        if (event.token() != null) {
            view.put("token", event.token().value());
            symbol(event.token()).ifPresent(symbol -> view.put("currency", symbol));
            view.put("amount", event.amount().toString());
        }
        if (event.type() == PaymentEvent.Type.CREATED) {
            view.put("expiresAt", event.expiresAt());
            view.put("metadataHash", event.metadataHash());
        }
        if (event.payer() != null && !event.payer().isZero()) {
            view.put("payer", event.payer().value());
        }
        view.put("transactionHash", event.transactionHash());
        view.put("blockNumber", event.blockNumber());
        view.put("blockHash", event.blockHash());
        view.put("logIndex", event.logIndex());
        return view;
    }

    /** {@code Cache-Control} (RFC 9111): only what can never change again may be kept. */
    public String cacheControl(Payment payment, String at, boolean createReverted) {
        boolean settled = at.equals("finalized") && !createReverted && !payment.isPending();
        return settled ? IMMUTABLE : NO_STORE;
    }

    /**
     * Answer of prepareGasless.
     *
     * @param allowance the token's answer to allowance
     */
    public Map<String, Object> preparation(Payment payment, ForwardRequest request, String allowance) {
        BigInteger current = erc20.uint(allowance);
        Map<String, Object> granted = new LinkedHashMap<>();
        granted.put("token", payment.token().value());
        granted.put("spender", request.to().value());
        granted.put("current", current.toString());
        granted.put("required", payment.amount().toString());
        granted.put("sufficient", current.compareTo(payment.amount()) >= 0);
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("typedData", forwardRequests.typedData(request));
        view.put("deadline", request.deadline());
        view.put("allowance", granted);
        return view;
    }

    /** A token that is no longer configured has no name any more; its address stands in. */
    private String currency(Payment payment) {
        return symbol(payment.token()).orElse(payment.token().value());
    }

    private Optional<String> symbol(Address token) {
        return tokens.get().stream()
                .filter(accepted -> accepted.address().equals(token))
                .map(Token::symbol)
                .findFirst();
    }
}
