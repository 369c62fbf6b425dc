// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { zeroAddress } from 'viem';
import { Status, assertReverts, paymentId, unknownPayment, useWorld } from './support/chain.mjs';

describe('pay', () => {
  const world = useWorld();

  it('moves the exact amount from payer to merchant', async () => {
    await world.fund(world.payer, 1_500_000n);
    const { id } = await world.create();
    await world.msqpay.as(world.payer).pay(id);
    assert.equal(await world.balance(world.merchant), 1_000_000n);
    assert.equal(await world.balance(world.payer), 500_000n);
    assert.equal(await world.balance(world.msqpay.address), 0n);
  });

  it('records the payer, the second and the block, and changes nothing else', async () => {
    await world.fund(world.payer);
    const { id } = await world.create();
    const before = await world.payment();
    const paid = await world.msqpay.as(world.payer).pay(id);
    assert.deepEqual(await world.payment(), {
      ...before,
      status: Status.Confirmed,
      payer: world.payer,
      closedAt: paid.time,
      closedBlock: paid.block,
    });
  });

  it('emits PaymentConfirmed beside the transfer of the token', async () => {
    await world.fund(world.payer);
    const { id, merchant, token, amount } = await world.create();
    const paid = await world.msqpay.as(world.payer).pay(id);
    assert.deepEqual(world.msqpay.events(paid), [
      { eventName: 'PaymentConfirmed', args: { paymentId: id, merchant, payer: world.payer, token, amount } },
    ]);
    assert.deepEqual(world.usdc.events(paid), [
      { eventName: 'Transfer', args: { from: world.payer, to: merchant, value: amount } },
    ]);
    assert.equal(paid.logs.length, 2);
  });

  it('adds to what the merchant already has', async () => {
    await world.usdc.as(world.admin).mint(world.merchant, 42n);
    await world.fund(world.payer);
    const { id } = await world.create();
    await world.msqpay.as(world.payer).pay(id);
    assert.equal(await world.balance(world.merchant), 1_000_042n);
  });

  it('lets anyone pay, an operator too', async () => {
    await world.fund(world.operator);
    const { id } = await world.create();
    await world.msqpay.as(world.operator).pay(id);
    assert.equal((await world.payment()).payer, world.operator);
  });

  it('refuses an unknown payment', async () => {
    const id = paymentId('nobody created this');
    await assertReverts(world.msqpay.as(world.payer).pay(id), 'PaymentUnknown', [id]);
    assert.deepEqual(await world.payment(id), unknownPayment);
  });

  it('refuses a second payment', async () => {
    await world.fund(world.payer);
    await world.fund(world.otherPayer);
    const { id } = await world.create();
    await world.msqpay.as(world.payer).pay(id);
    const refused = world.msqpay.as(world.otherPayer).pay(id);
    await assertReverts(refused, 'PaymentNotPending', [id, Status.Confirmed]);
    assert.equal((await world.payment()).payer, world.payer);
    assert.equal(await world.balance(world.otherPayer), 1_000_000n);
  });

  it('refuses a payment that was settled elsewhere or cancelled', async () => {
    await world.fund(world.payer);
    const { id } = await world.create();
    await world.msqpay.as(world.operator).confirmPayment(id);
    await assertReverts(world.msqpay.as(world.payer).pay(id), 'PaymentNotPending', [id, Status.Confirmed]);

    const { id: cancelled } = await world.create({ id: paymentId('order-2') });
    await world.msqpay.as(world.operator).failPayment(cancelled);
    await assertReverts(world.msqpay.as(world.payer).pay(cancelled), 'PaymentNotPending', [cancelled, Status.Failed]);
    assert.equal(await world.balance(world.merchant), 0n);
  });

  it('refuses the merchant as payer of its own payment', async () => {
    await world.fund(world.merchant);
    const { id } = await world.create();
    await assertReverts(world.msqpay.as(world.merchant).pay(id), 'PayerIsMerchant', [id, world.merchant]);
    assert.equal((await world.payment()).status, Status.Pending);
  });

  it('leaves the payment pending when the allowance is too small', async () => {
    await world.usdc.as(world.payer).mint(world.payer, 1_000_000n);
    await world.usdc.as(world.payer).approve(world.msqpay.address, 999_999n);
    const { id } = await world.create();
    const before = await world.payment();
    await assertReverts(world.msqpay.as(world.payer).pay(id), 'ERC20InsufficientAllowance', [
      world.msqpay.address,
      999_999n,
      1_000_000n,
    ]);
    assert.deepEqual(await world.payment(), before);
    assert.equal(before.payer, zeroAddress);
  });

  it('leaves the payment pending when the balance is too small', async () => {
    await world.usdc.as(world.payer).mint(world.payer, 999_999n);
    await world.usdc.as(world.payer).approve(world.msqpay.address, 1_000_000n);
    const { id } = await world.create();
    const before = await world.payment();
    await assertReverts(world.msqpay.as(world.payer).pay(id), 'ERC20InsufficientBalance', [
      world.payer,
      999_999n,
      1_000_000n,
    ]);
    assert.deepEqual(await world.payment(), before);
  });

  it('succeeds after an attempt that failed', async () => {
    const { id } = await world.create();
    const refused = world.msqpay.as(world.payer).pay(id);
    await assertReverts(refused, 'ERC20InsufficientAllowance', [world.msqpay.address, 0n, 1_000_000n]);
    await world.fund(world.payer);
    await world.msqpay.as(world.payer).pay(id);
    assert.equal((await world.payment()).status, Status.Confirmed);
  });

  it('takes no native currency', async () => {
    const { chain, msqpay, payer } = world;
    const { id } = await world.create();
    const transaction = { from: payer, to: msqpay.address, value: 1n };
    for (const data of ['0x', msqpay.encode('pay', id)]) {
      await assert.rejects(chain.transact({ ...transaction, data }), { message: 'reverted: no reason' });
    }
    assert.equal(await chain.rpc('eth_getBalance', msqpay.address, 'latest'), '0x0');
  });
});
