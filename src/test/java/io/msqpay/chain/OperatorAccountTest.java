package io.msqpay.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.msqpay.error.ServiceUnavailableException;
import java.math.BigInteger;
import java.security.SignatureException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.Hash;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.Sign;
import org.web3j.crypto.SignedRawTransaction;
import org.web3j.crypto.TransactionDecoder;
import org.web3j.crypto.transaction.type.Transaction1559;
import org.web3j.protocol.core.methods.response.Transaction;
import org.web3j.utils.Numeric;

class OperatorAccountTest {

    private static final OperatorSigner KEY = new PrivateKeySigner(Credentials.create("0x" + "1".repeat(64)));
    private static final Fees FEES = new Fees(BigInteger.valueOf(500), BigInteger.valueOf(30));

    private final AtomicLong time = new AtomicLong(Long.MAX_VALUE - 5);
    private final OperatorAccount account = new OperatorAccount(KEY, () -> 80002, Duration.ofMillis(50), time::get);

    @Test
    void whatIsSignedIsWhatWasAskedFor() throws Exception {
        SignedTransaction signed = sign(9);

        SignedRawTransaction decoded = (SignedRawTransaction) TransactionDecoder.decode(signed.raw());
        Transaction1559 content = (Transaction1559) decoded.getTransaction();
        assertThat(decoded.getFrom()).isEqualToIgnoringCase(account.address());
        assertThat(content.getChainId()).isEqualTo(80002);
        assertThat(content.getNonce()).isEqualTo(9);
        assertThat(content.getValue()).isZero();
        assertThat(content.getMaxFeePerGas()).isEqualTo(500);
        assertThat(content.getMaxPriorityFeePerGas()).isEqualTo(30);
        assertThat(signed.hash()).isEqualTo(Hash.sha3(signed.raw()));
        assertThat(sign(9)).isEqualTo(signed);
        assertThat(sign(10).hash()).isNotEqualTo(signed.hash());
    }

    @Test
    void itsOwnCountIsTrustedForThirtySecondsEvenWhenTheClockWrapsAround() {
        account.taken(sign(4));
        assertThat(account.freshNonce(BigInteger.ZERO)).isEqualTo(5);
        assertThat(account.freshNonce(BigInteger.valueOf(6)))
                .as("somebody else used the account")
                .isEqualTo(6);

        time.addAndGet(Duration.ofSeconds(30).toNanos() - 1);
        assertThat(account.freshNonce(BigInteger.ZERO)).isEqualTo(5);

        time.addAndGet(1);
        assertThat(account.freshNonce(BigInteger.ZERO)).isNull();
    }

    @Test
    void itsOwnCountIsForgottenOnDemand() {
        account.taken(sign(4));

        account.resynchronize();

        assertThat(account.freshNonce(BigInteger.ZERO)).isNull();
    }

    @Test
    void turnsComeInTheOrderOfTheRequests() throws InterruptedException {
        OperatorAccount patient = new OperatorAccount(KEY, () -> 1, Duration.ofSeconds(30));
        List<Integer> order = new CopyOnWriteArrayList<>();
        List<Thread> waiting = new ArrayList<>();
        patient.acquire();
        for (int i = 0; i < 5; i++) {
            int number = i;
            Thread thread = new Thread(() -> {
                try {
                    patient.acquire();
                    order.add(number);
                    patient.release();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            waiting.add(thread);
            thread.start();
            await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
        }

        patient.release();
        for (Thread thread : waiting) {
            thread.join(10_000);
        }

        assertThat(order).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void aTurnThatDoesNotComeIsNotWaitedForLongerThanAllowed() throws InterruptedException {
        account.acquire();

        assertThatThrownBy(account::acquire)
                .isInstanceOf(ServiceUnavailableException.class)
                .hasMessageContaining("nothing was sent");
    }

    @Test
    void recognizesItsOwnSignatureAndNothingElse() throws Exception {
        SignedTransaction signed = sign(9);
        Transaction own = pooled(signed);
        Transaction withOtherContent = pooled(signed);
        withOtherContent.setInput("0x13");
        Transaction ofAnotherKey = pooled(sign(
                new OperatorAccount(
                        new PrivateKeySigner(Credentials.create("0x" + "2".repeat(64))),
                        () -> 80002,
                        Duration.ofMillis(50)),
                9));
        Transaction legacy = pooled(signed);
        legacy.setMaxFeePerGas(null);
        Transaction deployment = pooled(signed);
        deployment.setTo(null);
        Transaction garbage = pooled(signed);
        garbage.setR("0xzz");

        assertThat(account.recognize(
                        List.of(withOtherContent, own, ofAnotherKey, legacy, deployment, garbage, new Transaction())))
                .containsExactly(signed);
    }

    private static Transaction pooled(SignedTransaction signed) throws SignatureException {
        Sign.SignatureData signature =
                ((SignedRawTransaction) TransactionDecoder.decode(signed.raw())).getSignatureData();
        Transaction transaction = new Transaction();
        transaction.setHash(signed.hash());
        transaction.setNonce(Numeric.encodeQuantity(signed.nonce()));
        transaction.setTo(signed.to());
        transaction.setInput(signed.data());
        transaction.setGas(Numeric.encodeQuantity(signed.gasLimit()));
        transaction.setMaxFeePerGas(Numeric.encodeQuantity(signed.fees().maxFeePerGas()));
        transaction.setMaxPriorityFeePerGas(Numeric.encodeQuantity(signed.fees().maxPriorityFeePerGas()));
        transaction.setV((long) Sign.getRecId(signature, 80002));
        transaction.setR(Numeric.toHexString(signature.getR()));
        transaction.setS(Numeric.toHexString(signature.getS()));
        return transaction;
    }

    private SignedTransaction sign(long nonce) {
        return sign(account, nonce);
    }

    private static SignedTransaction sign(OperatorAccount by, long nonce) {
        RawTransaction asked = by.prepare(
                "0x26cF480E1f20f3e24cEf4e4aDe5b5EE62993c55F",
                "0x12",
                BigInteger.valueOf(21_000),
                BigInteger.valueOf(nonce),
                FEES);
        return by.requireSigned(asked, by.sign(asked));
    }
}
