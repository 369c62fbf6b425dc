// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { zeroAddress } from 'viem';
import { OPERATOR_ROLE, Status, assertReverts, paymentId, useWorld } from './support/chain.mjs';

describe('confirmPayment', () => {
  const world = useWorld();

  it('closes the payment without a payer and moves no tokens', async () => {
    await world.fund(world.payer);
    const { id } = await world.create();
    const before = await world.payment();
    const confirmed = await world.msqpay.as(world.operator).confirmPayment(id);
    assert.deepEqual(await world.payment(), {
      ...before,
      status: Status.Confirmed,
      closedAt: confirmed.time,
      closedBlock: confirmed.block,
    });
    assert.equal(await world.balance(world.payer), 1_000_000n);
    assert.equal(await world.balance(world.merchant), 0n);
  });

  it('emits PaymentConfirmed with the zero address as payer and nothing else', async () => {
    const { id, merchant, token, amount } = await world.create();
    const confirmed = await world.msqpay.as(world.operator).confirmPayment(id);
    assert.deepEqual(world.msqpay.events(confirmed), [
      { eventName: 'PaymentConfirmed', args: { paymentId: id, merchant, payer: zeroAddress, token, amount } },
    ]);
    assert.equal(confirmed.logs.length, 1);
  });

  it('refuses the merchant and strangers', async () => {
    const { id } = await world.create();
    const before = await world.payment();
    for (const from of [world.merchant, world.payer, world.stranger]) {
      const refused = world.msqpay.as(from).confirmPayment(id);
      await assertReverts(refused, 'AccessControlUnauthorizedAccount', [from, OPERATOR_ROLE]);
    }
    assert.deepEqual(await world.payment(), before);
  });

  it('refuses an unknown payment', async () => {
    const id = paymentId('nobody created this');
    await assertReverts(world.msqpay.as(world.operator).confirmPayment(id), 'PaymentUnknown', [id]);
  });

  it('refuses a closed payment', async () => {
    await world.fund(world.payer);
    const { id: paid } = await world.create();
    await world.msqpay.as(world.payer).pay(paid);
    const { id: failed } = await world.create({ id: paymentId('order-2') });
    await world.msqpay.as(world.operator).failPayment(failed);
    const operator = world.msqpay.as(world.operator);
    await assertReverts(operator.confirmPayment(paid), 'PaymentNotPending', [paid, Status.Confirmed]);
    await assertReverts(operator.confirmPayment(failed), 'PaymentNotPending', [failed, Status.Failed]);
    assert.equal((await world.payment(paid)).payer, world.payer);
  });
});

describe('failPayment', () => {
  const world = useWorld();

  for (const role of ['operator', 'merchant']) {
    it(`lets the ${role} cancel`, async () => {
      const { id, merchant } = await world.create();
      const before = await world.payment();
      const failed = await world.msqpay.as(world[role]).failPayment(id);
      assert.deepEqual(await world.payment(), {
        ...before,
        status: Status.Failed,
        closedAt: failed.time,
        closedBlock: failed.block,
      });
      assert.deepEqual(world.msqpay.events(failed), [
        { eventName: 'PaymentFailed', args: { paymentId: id, merchant } },
      ]);
      assert.equal(failed.logs.length, 1);
    });
  }

  it('refuses everyone else: payers, strangers and other merchants', async () => {
    const { id } = await world.create();
    await world.create({ id: paymentId('order-2'), merchant: world.otherMerchant });
    const before = await world.payment();
    for (const from of [world.payer, world.stranger, world.otherMerchant]) {
      await assertReverts(world.msqpay.as(from).failPayment(id), 'NotOperatorNorMerchant', [from]);
    }
    assert.deepEqual(await world.payment(), before);
  });

  it('refuses an unknown payment, whoever asks', async () => {
    const id = paymentId('nobody created this');
    for (const from of [world.operator, world.stranger]) {
      await assertReverts(world.msqpay.as(from).failPayment(id), 'PaymentUnknown', [id]);
    }
  });

  it('refuses a closed payment', async () => {
    const { id } = await world.create();
    await world.msqpay.as(world.operator).confirmPayment(id);
    const refused = world.msqpay.as(world.merchant).failPayment(id);
    await assertReverts(refused, 'PaymentNotPending', [id, Status.Confirmed]);

    const { id: failed } = await world.create({ id: paymentId('order-2') });
    await world.msqpay.as(world.merchant).failPayment(failed);
    const before = await world.payment(failed);
    const again = world.msqpay.as(world.operator).failPayment(failed);
    await assertReverts(again, 'PaymentNotPending', [failed, Status.Failed]);
    assert.deepEqual(await world.payment(failed), before);
  });
});
