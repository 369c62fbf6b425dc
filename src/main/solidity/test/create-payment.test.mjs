// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { maxUint256, zeroAddress, zeroHash } from 'viem';
import { OPERATOR_ROLE, Status, assertReverts, paymentId, unknownPayment, useWorld } from './support/chain.mjs';

describe('createPayment', () => {
  const world = useWorld();

  it('stores every field of a pending payment', async () => {
    const created = await world.create();
    assert.deepEqual(await world.payment(), {
      ...unknownPayment,
      merchant: world.merchant,
      token: world.usdc.address,
      amount: 1_000_000n,
      metadataHash: created.metadataHash,
      createdAt: created.time,
      createdBlock: created.block,
      expiresAt: created.time + 1_800,
      status: Status.Pending,
    });
  });

  it('emits PaymentCreated and nothing else', async () => {
    const created = await world.create();
    const { id, merchant, token, amount, expiresAt, metadataHash } = created;
    assert.deepEqual(world.msqpay.events(created), [
      { eventName: 'PaymentCreated', args: { paymentId: id, merchant, token, amount, expiresAt, metadataHash } },
    ]);
    assert.equal(created.logs.length, 1);
  });

  it('keeps payments with different ids apart', async () => {
    await world.create();
    await world.create({ id: paymentId('order-2'), merchant: world.otherMerchant, amount: 7n });
    assert.equal((await world.payment()).amount, 1_000_000n);
    assert.equal((await world.payment(paymentId('order-2'))).merchant, world.otherMerchant);
  });

  it('accepts the largest amount, the latest expiry and an empty metadata hash', async () => {
    const latest = 2 ** 48 - 1;
    await world.create({ amount: maxUint256, expiresAt: latest, metadataHash: zeroHash });
    const payment = await world.payment();
    assert.equal(payment.amount, maxUint256);
    assert.equal(payment.expiresAt, latest);
    assert.equal(payment.metadataHash, zeroHash);
    assert.equal(payment.status, Status.Pending);
  });

  it('accepts the smallest amount and an expiry one second away', async () => {
    await world.create({ amount: 1n, lifetime: 1 });
    assert.equal((await world.payment()).status, Status.Pending);
  });

  it('refuses a caller who is no operator', async () => {
    for (const from of [world.merchant, world.stranger]) {
      await assertReverts(world.create({ from }), 'AccessControlUnauthorizedAccount', [from, OPERATOR_ROLE]);
    }
    assert.deepEqual(await world.payment(), unknownPayment);
  });

  it('refuses the zero id', async () => {
    await assertReverts(world.create({ id: zeroHash }), 'InvalidPaymentId', [zeroHash]);
  });

  it('refuses the zero address and itself as merchant', async () => {
    for (const merchant of [zeroAddress, world.msqpay.address]) {
      await assertReverts(world.create({ merchant }), 'InvalidMerchant', [merchant]);
    }
  });

  it('refuses a token address without code', async () => {
    for (const token of [zeroAddress, world.stranger]) {
      await assertReverts(world.create({ token }), 'InvalidToken', [token]);
    }
  });

  it('refuses the amount zero', async () => {
    await assertReverts(world.create({ amount: 0n }), 'InvalidAmount', [0n]);
  });

  it('refuses an expiry that is now or past', async () => {
    const at = world.chain.now + 10;
    await assertReverts(world.create({ at, expiresAt: at }), 'InvalidExpiry', [at]);
    await assertReverts(world.create({ at: at + 1, expiresAt: at }), 'InvalidExpiry', [at]);
    await assertReverts(world.create({ expiresAt: 0 }), 'InvalidExpiry', [0]);
  });

  describe('refuses an id that was used before, whatever became of it', () => {
    const refused = async () => {
      const before = await world.payment();
      await assertReverts(world.create({ amount: 2n }), 'PaymentAlreadyExists', [world.order.id]);
      assert.deepEqual(await world.payment(), before);
    };

    it('pending', async () => {
      await world.create();
      await refused();
    });

    it('confirmed', async () => {
      await world.create();
      await world.msqpay.as(world.operator).confirmPayment(world.order.id);
      await refused();
    });

    it('cancelled', async () => {
      await world.create();
      await world.msqpay.as(world.operator).failPayment(world.order.id);
      await refused();
    });

    it('expired', async () => {
      const { expiresAt } = await world.create();
      await world.chain.mine({ at: expiresAt + 1 });
      await refused();
    });
  });
});
