// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { concat } from 'viem';
import {
  DEFAULT_ADMIN_ROLE,
  OPERATOR_ROLE,
  Status,
  assertForwardedReverts,
  assertReverts,
  paymentId,
  shipped,
  useWorld,
} from './support/chain.mjs';

describe('through the forwarder', () => {
  const world = useWorld();

  it('the domain is MSQPayForwarder, version 1, of this chain and forwarder', async () => {
    const [, name, version, chainId, verifyingContract] = await world.forwarder.read('eip712Domain');
    assert.deepEqual(
      { name, version, chainId, verifyingContract },
      { name: 'MSQPayForwarder', version: '1', chainId: 31337n, verifyingContract: world.forwarder.address },
    );
  });

  it('the contract trusts this forwarder and no other address', async () => {
    assert.equal(await world.msqpay.read('trustedForwarder'), world.forwarder.address);
    assert.equal(await world.msqpay.read('isTrustedForwarder', world.forwarder.address), true);
    assert.equal(await world.msqpay.read('isTrustedForwarder', world.relayer), false);
  });

  it('the signer pays, not the relayer', async () => {
    await world.fund(world.payer);
    const { id, merchant, token, amount } = await world.create();
    const paid = await world.forward(world.payer, 'pay', [id]);
    const payment = await world.payment();
    assert.equal(payment.payer, world.payer);
    assert.equal(payment.status, Status.Confirmed);
    assert.equal(await world.balance(merchant), amount);
    assert.equal(await world.balance(world.payer), 0n);
    assert.deepEqual(world.msqpay.events(paid), [
      { eventName: 'PaymentConfirmed', args: { paymentId: id, merchant, payer: world.payer, token, amount } },
    ]);
    assert.deepEqual(world.forwarder.events(paid), [
      { eventName: 'ExecutedForwardRequest', args: { signer: world.payer, nonce: 0n, success: true } },
    ]);
  });

  it('the merchant can cancel and an operator can create and confirm', async () => {
    const { id } = await world.create();
    await world.forward(world.merchant, 'failPayment', [id]);
    assert.equal((await world.payment()).status, Status.Failed);

    const other = paymentId('order-2');
    const { merchant, amount, metadataHash } = world.order;
    const expiresAt = world.chain.now + 100;
    const order = [other, merchant, world.usdc.address, amount, expiresAt, metadataHash];
    await world.forward(world.operator, 'createPayment', order);
    await world.forward(world.operator, 'confirmPayment', [other]);
    assert.equal((await world.payment(other)).status, Status.Confirmed);
  });

  it('the relayer lends the signer none of its own rights', async () => {
    const { id } = await world.create();
    const request = await world.forwardRequest(world.stranger, world.msqpay.encode('failPayment', id));
    const signature = await world.sign(world.stranger, request);
    for (const from of [world.operator, world.merchant]) {
      const refused = world.execute(request, signature, { from });
      await assertForwardedReverts(refused, world.msqpay.address, 'NotOperatorNorMerchant', [world.stranger]);
    }
    const confirm = world.forward(world.merchant, 'confirmPayment', [id], { from: world.operator });
    const reason = [world.merchant, OPERATOR_ROLE];
    await assertForwardedReverts(confirm, world.msqpay.address, 'AccessControlUnauthorizedAccount', reason);
  });

  it('the merchant cannot pay itself', async () => {
    await world.fund(world.merchant);
    const { id, merchant } = await world.create();
    const refused = world.forward(merchant, 'pay', [id]);
    await assertForwardedReverts(refused, world.msqpay.address, 'PayerIsMerchant', [id, merchant]);
  });

  it('a call that reverts keeps the nonce, so the same signature can be sent again', async () => {
    const { id } = await world.create();
    const request = await world.forwardRequest(world.payer, world.msqpay.encode('pay', id));
    const signature = await world.sign(world.payer, request);
    const missing = [world.msqpay.address, 0n, 1_000_000n];
    const refused = world.execute(request, signature);
    await assertForwardedReverts(refused, world.msqpay.address, 'ERC20InsufficientAllowance', missing);
    assert.equal(await world.forwarder.read('nonces', world.payer), 0n);
    await world.fund(world.payer);
    await world.execute(request, signature);
    assert.equal((await world.payment()).payer, world.payer);
  });

  it('a signature of someone else is refused', async () => {
    await world.fund(world.payer);
    const { id } = await world.create();
    const request = await world.forwardRequest(world.payer, world.msqpay.encode('pay', id));
    const signature = await world.sign(world.otherPayer, request);
    const refused = world.execute(request, signature);
    await assertReverts(refused, 'ERC2771ForwarderInvalidSigner', [world.otherPayer, world.payer]);
    assert.equal((await world.payment()).status, Status.Pending);
  });

  it('a request is good for one execution', async () => {
    await world.fund(world.payer, 2_000_000n);
    const { id } = await world.create();
    const request = await world.forwardRequest(world.payer, world.msqpay.encode('pay', id));
    const signature = await world.sign(world.payer, request);
    await world.execute(request, signature);
    assert.equal(await world.forwarder.read('nonces', world.payer), 1n);
    // The used nonce gives another digest, from which another signer is recovered.
    const error = await world.execute(request, signature).catch((reverted) => reverted);
    assert.equal(error.reason.name, 'ERC2771ForwarderInvalidSigner');
    assert.equal(await world.balance(world.payer), 1_000_000n);
  });

  it('the deadline is its last second', async () => {
    await world.fund(world.payer);
    const { id } = await world.create();
    const deadline = world.chain.now + 50;
    const request = await world.forwardRequest(world.payer, world.msqpay.encode('pay', id), { deadline });
    const signature = await world.sign(world.payer, request);
    const snapshot = await world.chain.rpc('evm_snapshot');
    const late = world.execute(request, signature, { at: deadline + 1 });
    await assertReverts(late, 'ERC2771ForwarderExpiredRequest', [deadline]);
    await world.chain.rpc('evm_revert', snapshot);
    await world.execute(request, signature, { at: deadline });
    assert.equal((await world.payment()).status, Status.Confirmed);
  });

  it('no member of a signed request can be changed', async () => {
    await world.fund(world.payer, 2_000_000n);
    const { id } = await world.create();
    const { id: other } = await world.create({ id: paymentId('order-2'), merchant: world.otherMerchant });
    const request = await world.forwardRequest(world.payer, world.msqpay.encode('pay', id));
    const signature = await world.sign(world.payer, request);
    const changes = [
      { data: world.msqpay.encode('pay', other) },
      { gas: request.gas + 1n },
      { deadline: request.deadline + 1 },
      { from: world.otherPayer },
    ];
    for (const change of changes) {
      const error = await world.execute({ ...request, ...change }, signature).catch((reverted) => reverted);
      assert.equal(error.reason?.name, 'ERC2771ForwarderInvalidSigner', Object.keys(change)[0]);
    }
    const elsewhere = world.execute({ ...request, to: world.usdc.address }, signature);
    await assertReverts(elsewhere, 'ERC2771UntrustfulTarget', [world.usdc.address, world.forwarder.address]);
    const value = world.execute({ ...request, value: 1n }, signature);
    await assertReverts(value, 'ERC2771ForwarderMismatchedValue', [1n, 0n]);
    assert.equal(await world.balance(world.payer), 2_000_000n);
  });

  it('a forwarder that the contract does not trust is refused', async () => {
    await world.fund(world.payer);
    const { id } = await world.create();
    const other = await world.chain.deploy(shipped.ERC2771Forwarder, world.stranger, ['MSQPayForwarder']);
    const request = await world.forwardRequest(world.payer, world.msqpay.encode('pay', id));
    const signature = await world.sign(world.payer, request);
    const { nonce, ...sent } = request;
    const refused = other.as(world.stranger).execute({ ...sent, signature });
    await assertReverts(refused, 'ERC2771UntrustfulTarget', [world.msqpay.address, other.address]);
  });
});

describe('an ERC-2771 suffix from anyone but the forwarder', () => {
  const world = useWorld();
  const spoof = (from, sender, functionName, ...args) =>
    world.chain.transact({
      from,
      to: world.msqpay.address,
      data: concat([world.msqpay.encode(functionName, ...args), sender]),
    });

  it('does not make someone else pay', async () => {
    await world.fund(world.payer);
    const { id } = await world.create();
    const refused = spoof(world.stranger, world.payer, 'pay', id);
    await assertReverts(refused, 'ERC20InsufficientAllowance', [world.msqpay.address, 0n, 1_000_000n]);
    await world.fund(world.stranger);
    await spoof(world.stranger, world.payer, 'pay', id);
    assert.equal((await world.payment()).payer, world.stranger);
    assert.equal(await world.balance(world.payer), 1_000_000n);
  });

  it('does not lend a role', async () => {
    const { id } = await world.create();
    const { stranger, operator, merchant, admin } = world;
    const confirm = spoof(stranger, operator, 'confirmPayment', id);
    await assertReverts(confirm, 'AccessControlUnauthorizedAccount', [stranger, OPERATOR_ROLE]);
    await assertReverts(spoof(stranger, merchant, 'failPayment', id), 'NotOperatorNorMerchant', [stranger]);
    const grant = spoof(stranger, admin, 'grantRole', OPERATOR_ROLE, stranger);
    await assertReverts(grant, 'AccessControlUnauthorizedAccount', [stranger, DEFAULT_ADMIN_ROLE]);
  });
});
