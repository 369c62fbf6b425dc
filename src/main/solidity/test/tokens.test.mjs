// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { encodeErrorResult, encodeFunctionResult, maxUint256 } from 'viem';
import {
  OPERATOR_ROLE,
  Status,
  assertReverts,
  paymentId,
  shipped,
  testTokens,
  useWorld,
} from './support/chain.mjs';

const { abi } = shipped.MSQPay;
const encodeError = (errorName, args) => encodeErrorResult({ abi, errorName, args });

describe('tokens that are not well behaved', () => {
  const tokens = testTokens();
  const world = useWorld(async (prepared) => {
    for (const [name, artifact] of Object.entries(tokens)) {
      prepared[name] = await prepared.chain.deploy(artifact, prepared.admin);
    }
  });

  const stillPending = async (id) => {
    const payment = await world.payment(id);
    assert.equal(payment.status, Status.Pending);
    assert.equal(payment.closedAt, 0);
  };

  it('returns false: refused', async () => {
    const token = world.FalseToken.address;
    const { id } = await world.create({ token });
    await assertReverts(world.msqpay.as(world.payer).pay(id), 'SafeERC20FailedOperation', [token]);
    await stillPending(id);
  });

  it('returns nothing: paid', async () => {
    await world.fund(world.payer, 1_000_000n, world.SilentToken);
    const { id } = await world.create({ token: world.SilentToken.address });
    await world.msqpay.as(world.payer).pay(id);
    assert.equal((await world.payment()).payer, world.payer);
    assert.equal(await world.balance(world.merchant, world.SilentToken), 1_000_000n);
  });

  it('loses its code after the payment was created: refused', async () => {
    await world.fund(world.payer, 1_000_000n, world.SilentToken);
    const { id, token } = await world.create({ token: world.SilentToken.address });
    await world.chain.rpc('anvil_setCode', token, '0x');
    await assert.rejects(world.msqpay.as(world.payer).pay(id), { message: 'reverted: no reason' });
    await stillPending(id);
  });

  describe('delivers another amount: refused, and the payer keeps the tokens', () => {
    const cases = [
      { name: 'a fee of one base unit', skew: -1n, received: 999_999n },
      { name: 'nothing at all', skew: -1_000_000n, received: 0n },
      { name: 'less than nothing', skew: -1_000_001n, received: 0n },
      { name: 'one base unit too much', skew: 1n, received: 1_000_001n },
    ];
    for (const { name, skew, received } of cases) {
      it(name, async () => {
        const token = world.SkewedToken;
        await token.as(world.admin).mint(world.merchant, 500n);
        await token.as(world.admin).setSkew(skew);
        await world.fund(world.payer, 1_000_000n, token);
        const { id } = await world.create({ token: token.address });
        const refused = world.msqpay.as(world.payer).pay(id);
        await assertReverts(refused, 'AmountNotReceived', [id, 1_000_000n, received]);
        await stillPending(id);
        assert.equal(await world.balance(world.payer, token), 1_000_000n);
        assert.equal(await world.balance(world.merchant, token), 500n);
      });
    }

    it('and the payment goes through once the token delivers exactly', async () => {
      const token = world.SkewedToken;
      await world.fund(world.payer, 1_000_000n, token);
      const { id } = await world.create({ token: token.address });
      await world.msqpay.as(world.payer).pay(id);
      assert.equal(await world.balance(world.merchant, token), 1_000_000n);
    });
  });

  it('the largest amount there is: paid', async () => {
    await world.fund(world.payer, maxUint256, world.SilentToken);
    await world.create({ token: world.SilentToken.address, amount: maxUint256 });
    await world.msqpay.as(world.payer).pay(world.order.id);
    assert.equal(await world.balance(world.merchant, world.SilentToken), maxUint256);
  });

  describe('re-enters in the middle of the transfer', () => {
    const amount = 1_000_000n;

    /** The payment of the order, with the token set to make this call. */
    const payWhileCalling = async (data, { deliver = true, merchant = world.merchant } = {}) => {
      const token = world.ReentrantToken;
      await world.fund(world.payer, amount, token);
      await world.create({ token: token.address, merchant });
      await token.as(world.admin).arm(world.msqpay.address, data, deliver);
      return world.msqpay.as(world.payer).pay(world.order.id);
    };

    const assertInner = async (succeeded, returned) => {
      assert.equal(await world.ReentrantToken.read('called'), true);
      assert.equal(await world.ReentrantToken.read('succeeded'), succeeded);
      assert.equal(await world.ReentrantToken.read('returned'), returned);
    };

    it('to pay the same payment again: refused', async () => {
      await payWhileCalling(world.msqpay.encode('pay', world.order.id));
      await assertInner(false, encodeError('ReentrancyGuardReentrantCall'));
      assert.equal(await world.balance(world.merchant, world.ReentrantToken), amount);
      assert.equal((await world.payment()).payer, world.payer);
    });

    it('to have one delivery counted for two payments: neither is paid', async () => {
      const token = world.ReentrantToken;
      const second = paymentId('order-2');
      await token.as(world.admin).mint(token.address, amount);
      await token.as(world.admin).approveAsToken(world.msqpay.address, amount);
      await world.create({ id: second, token: token.address });
      const refused = payWhileCalling(world.msqpay.encode('pay', second), { deliver: false });
      await assertReverts(refused, 'AmountNotReceived', [world.order.id, amount, 0n]);
      await stillPending(world.order.id);
      await stillPending(second);
    });

    it('to read the payment: it is already confirmed', async () => {
      const paid = await payWhileCalling(world.msqpay.encode('getPayment', world.order.id));
      const result = await world.payment();
      assert.equal(result.status, Status.Confirmed);
      assert.equal(result.closedAt, paid.time);
      await assertInner(true, encodeFunctionResult({ abi, functionName: 'getPayment', result }));
    });

    it('to cancel as the merchant: refused', async () => {
      const data = world.msqpay.encode('failPayment', world.order.id);
      await payWhileCalling(data, { merchant: world.ReentrantToken.address });
      await assertInner(false, encodeError('PaymentNotPending', [world.order.id, Status.Confirmed]));
      assert.equal((await world.payment()).status, Status.Confirmed);
    });

    it('to confirm or create again as an operator: refused', async () => {
      const token = world.ReentrantToken;
      await world.msqpay.as(world.admin).grantRole(OPERATOR_ROLE, token.address);
      await payWhileCalling(world.msqpay.encode('confirmPayment', world.order.id));
      await assertInner(false, encodeError('PaymentNotPending', [world.order.id, Status.Confirmed]));
      const before = await world.payment();

      const { id, merchant, metadataHash } = world.order;
      const order = [id, merchant, token.address, 1n, world.chain.now + 1_000, metadataHash];
      const second = paymentId('order-2');
      await world.fund(world.payer, amount, token);
      await world.create({ id: second, token: token.address });
      await token.as(world.admin).arm(world.msqpay.address, world.msqpay.encode('createPayment', ...order), true);
      await world.msqpay.as(world.payer).pay(second);
      await assertInner(false, encodeError('PaymentAlreadyExists', [id]));
      assert.deepEqual(await world.payment(), before);
    });

    it('leaves the contract open for the next payment', async () => {
      const token = world.ReentrantToken;
      await payWhileCalling(world.msqpay.encode('pay', world.order.id));
      await world.fund(world.otherPayer, amount, token);
      const { id } = await world.create({ id: paymentId('order-2'), token: token.address });
      await world.msqpay.as(world.otherPayer).pay(id);
      assert.equal(await world.balance(world.merchant, token), 2n * amount);
    });
  });
});
