// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { zeroAddress } from 'viem';
import { Status, assertForwardedReverts, assertReverts, useWorld } from './support/chain.mjs';

describe('expiry', () => {
  const world = useWorld();

  describe('at the last second', () => {
    it('pay succeeds', async () => {
      await world.fund(world.payer);
      const { id, expiresAt } = await world.create();
      await world.msqpay.as(world.payer, { at: expiresAt }).pay(id);
      const payment = await world.payment();
      assert.equal(payment.status, Status.Confirmed);
      assert.equal(payment.closedAt, expiresAt);
    });

    it('confirmPayment and failPayment succeed', async () => {
      for (const [action, status] of [['confirmPayment', Status.Confirmed], ['failPayment', Status.Failed]]) {
        const { id, expiresAt } = await world.create({ id: `0x${status}`.padEnd(66, '0') });
        await world.msqpay.as(world.operator, { at: expiresAt })[action](id);
        const payment = await world.payment(id);
        assert.equal(payment.status, status);
        assert.equal(payment.closedAt, expiresAt);
      }
    });

    it('getPayment reads Pending', async () => {
      const { expiresAt } = await world.create();
      await world.chain.mine({ at: expiresAt });
      assert.equal((await world.payment()).status, Status.Pending);
    });
  });

  describe('one second later', () => {
    it('getPayment reads Failed with nothing else changed', async () => {
      const { expiresAt } = await world.create();
      const before = await world.payment();
      await world.chain.mine({ at: expiresAt + 1 });
      assert.deepEqual(await world.payment(), { ...before, status: Status.Failed });
      assert.equal(before.closedAt, 0);
      assert.equal(before.closedBlock, 0);
      assert.equal(before.payer, zeroAddress);
    });

    it('pay is refused and moves nothing', async () => {
      await world.fund(world.payer);
      const { id, expiresAt } = await world.create();
      const late = world.msqpay.as(world.payer, { at: expiresAt + 1 }).pay(id);
      await assertReverts(late, 'PaymentExpired', [id, expiresAt]);
      assert.equal(await world.balance(world.payer), 1_000_000n);
      assert.equal((await world.payment()).closedAt, 0);
    });

    it('pay through the forwarder is refused', async () => {
      await world.fund(world.payer);
      const { id, expiresAt } = await world.create();
      const late = world.forward(world.payer, 'pay', [id], { at: expiresAt + 1 });
      await assertForwardedReverts(late, world.msqpay.address, 'PaymentExpired', [id, expiresAt]);
    });

    it('confirmPayment and failPayment are refused', async () => {
      const { id, expiresAt } = await world.create();
      const confirm = world.msqpay.as(world.operator, { at: expiresAt + 1 }).confirmPayment(id);
      await assertReverts(confirm, 'PaymentNotPending', [id, Status.Failed]);
      for (const from of [world.operator, world.merchant]) {
        await assertReverts(world.msqpay.as(from).failPayment(id), 'PaymentNotPending', [id, Status.Failed]);
      }
      assert.equal((await world.payment()).closedAt, 0);
    });
  });

  it('never touches a payment that was closed in time', async () => {
    await world.fund(world.payer);
    const { id, expiresAt } = await world.create();
    await world.msqpay.as(world.payer).pay(id);
    const before = await world.payment();
    await world.chain.mine({ at: expiresAt + 1 });
    assert.deepEqual(await world.payment(), before);
    const late = world.msqpay.as(world.payer).pay(id);
    await assertReverts(late, 'PaymentNotPending', [id, Status.Confirmed]);
  });
});
