// SPDX-License-Identifier: Apache-2.0
// Random sequences of calls, judged after every step by a model that knows nothing of the contract's code, and by
// properties that need no model. MSQPAY_TEST_SEED=<number> replays or varies them.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeEventLog, toEventSelector, zeroAddress, zeroHash } from 'viem';
import {
  OPERATOR_ROLE,
  Reverted,
  Status,
  paymentId,
  testTokens,
  unknownPayment,
  useWorld,
} from './support/chain.mjs';

const usualSeed = 20260101;
const seed = Number(process.env.MSQPAY_TEST_SEED ?? usualSeed);
const runs = 3;
const steps = 150;

const outcomes = new Set();
const everyOutcome = [
  ...['create', 'pay', 'confirm', 'fail', 'forwarded pay', 'forwarded fail', 'forwarded create', 'forwarded confirm'],
  ...['InvalidPaymentId', 'InvalidMerchant', 'InvalidToken', 'InvalidAmount', 'InvalidExpiry', 'PaymentAlreadyExists'],
  ...['PaymentUnknown', 'PaymentNotPending', 'PaymentExpired', 'PayerIsMerchant', 'AmountNotReceived'],
  ...['NotOperatorNorMerchant', 'AccessControlUnauthorizedAccount'],
  ...['ERC20InsufficientAllowance', 'ERC20InsufficientBalance'],
];

describe(`random sequences (seed ${seed})`, () => {
  const { SkewedToken } = testTokens();
  const world = useWorld(async (prepared) => {
    prepared.skewed = await prepared.chain.deploy(SkewedToken, prepared.admin);
  });

  for (let number = 1; number <= runs; number++) {
    it(`run ${number} keeps every promise`, async () => {
      const sequence = new Sequence(world, new Random(seed * 1_000 + number));
      await sequence.start();
      for (let step = 1; step <= steps; step++) {
        const action = sequence.choose();
        try {
          await sequence.perform(action);
        } catch (error) {
          error.message = `seed ${seed}, run ${number}, step ${step}: ${show(action)}\n${error.message}`;
          throw error;
        }
      }
      await sequence.assertLogsTellTheState();
    });
  }

  // Sequences that never get past the first check would prove nothing. Another seed may miss a rare outcome.
  it('the runs reach every outcome', { skip: seed !== usualSeed }, () => {
    const missing = everyOutcome.filter((outcome) => !outcomes.has(outcome));
    assert.deepEqual(missing, []);
  });
});

class Sequence {
  constructor(world, random) {
    this.world = world;
    this.random = random;
    this.tokens = [world.usdc, world.skewed];
    this.merchants = [world.merchant, world.otherMerchant];
    this.people = [...this.merchants, world.payer, world.otherPayer, world.operator, world.stranger];
    this.ids = Array.from({ length: 24 }, (_, index) => paymentId(`random-${index}`));
    this.closed = new Map();

    this.payments = new Map(this.ids.map((id) => [id, unknownPayment]));
    this.operators = new Set([world.operator, world.admin]);
    this.skew = 0n;
    this.balances = this.#ledger();
    this.allowances = this.#ledger();
  }

  /** Everyone starts with tokens for a few payments; some run out of tokens first, some of allowance. */
  async start() {
    const { world, random } = this;
    for (const token of this.tokens) {
      for (const person of this.people) {
        const [balance, allowance] = [BigInt(random.below(1_200)), BigInt(random.below(2_000))];
        await token.as(person).mint(person, balance);
        await token.as(person).approve(world.msqpay.address, allowance);
        this.#set(this.balances, token, person, balance);
        this.#set(this.allowances, token, person, allowance);
      }
    }
    this.observed = await this.#observe();
  }

  choose() {
    const { random, world } = this;
    const kind = random.weighted({ create: 6, pay: 8, confirm: 2, fail: 2, approve: 1, mint: 1, role: 1, skew: 1 });
    const choice = { kind, at: this.#time(), from: random.of(this.people) };
    switch (kind) {
      case 'create':
        return {
          ...choice,
          from: random.chance(0.9) ? world.operator : choice.from,
          forwarded: random.chance(0.2),
          id: random.chance(0.03) ? zeroHash : this.#id(Status.None),
          merchant: random.chance(0.9) ? random.of(this.merchants) : random.of([zeroAddress, world.msqpay.address]),
          token: random.chance(0.95) ? random.of(this.tokens).address : world.stranger,
          amount: random.chance(0.95) ? BigInt(random.below(600)) : 0n,
          expiresAt: choice.at + random.of([-1, 0, 1, 20, 60, 200]),
          metadataHash: random.chance(0.5) ? zeroHash : paymentId(`metadata-${random.below(1_000)}`),
        };
      case 'pay':
        return { ...choice, id: this.#id(Status.Pending), forwarded: random.chance(0.4) };
      case 'confirm':
      case 'fail': {
        const from = random.chance(0.5) ? world.operator : choice.from;
        return { ...choice, from, id: this.#id(Status.Pending), forwarded: random.chance(0.3) };
      }
      case 'role':
        return { ...choice, from: world.admin, grant: random.chance(0.7), account: choice.from };
      case 'skew':
        return { ...choice, skew: random.of([0n, 0n, -1n, 1n]) };
      default:
        return { ...choice, token: random.of(this.tokens).address, amount: BigInt(random.below(1_500)) };
    }
  }

  async perform(action) {
    const before = this.observed;
    const expected = this.#expect(action);
    const outcome = await this.#send(action);
    assert.deepEqual(outcome.error, expected.error);
    outcomes.add(outcome.error?.name ?? `${action.forwarded ? 'forwarded ' : ''}${action.kind}`);
    if (outcome.error === undefined) {
      expected.commit?.(outcome.transaction);
      assert.deepEqual(this.world.msqpay.events(outcome.transaction), expected.events ?? []);
    }
    this.observed = await this.#observe();
    this.#assertModel();
    this.#assertClosedNeverChanges();
    this.#assertTokensMoved(action, outcome, before);
  }

  /** What must happen, decided from the model alone. */
  #expect(action) {
    const { kind, from, id, at } = action;
    const payment = this.payments.get(id);
    const current = payment && this.#current(payment, at); // the other actions have no payment
    const { merchant, token, amount } = payment ?? {};
    const fail = (name, ...args) => ({ error: { name, args } });
    const close = (status, payer, also) => ({
      events:
        status === Status.Failed
          ? [{ eventName: 'PaymentFailed', args: { paymentId: id, merchant } }]
          : [{ eventName: 'PaymentConfirmed', args: { paymentId: id, merchant, token, amount, payer } }],
      commit: ({ time, block }) => {
        this.payments.set(id, { ...payment, status, payer, closedAt: time, closedBlock: block });
        also?.();
      },
    });
    const notPending = () => {
      if (current.status === Status.None) return fail('PaymentUnknown', id);
      if (current.status !== Status.Pending) return fail('PaymentNotPending', id, current.status);
    };
    const notOperator = () => {
      if (!this.operators.has(from)) return fail('AccessControlUnauthorizedAccount', from, OPERATOR_ROLE);
    };

    switch (kind) {
      case 'create': {
        const { merchant, token, amount, expiresAt, metadataHash } = action;
        if (!this.operators.has(from)) return notOperator();
        if (id === zeroHash) return fail('InvalidPaymentId', id);
        if (!this.merchants.includes(merchant)) return fail('InvalidMerchant', merchant);
        if (!this.tokens.some(({ address }) => address === token)) return fail('InvalidToken', token);
        if (amount === 0n) return fail('InvalidAmount', amount);
        if (expiresAt <= at) return fail('InvalidExpiry', expiresAt);
        if (payment.status !== Status.None) return fail('PaymentAlreadyExists', id);
        const created = { merchant, token, amount, expiresAt, metadataHash };
        return {
          events: [{ eventName: 'PaymentCreated', args: { paymentId: id, ...created } }],
          commit: ({ time, block }) => {
            const status = Status.Pending;
            this.payments.set(id, { ...unknownPayment, ...created, status, createdAt: time, createdBlock: block });
          },
        };
      }
      case 'pay': {
        const { expiresAt } = payment;
        if (payment.status === Status.Pending && at > expiresAt) return fail('PaymentExpired', id, expiresAt);
        if (notPending()) return notPending();
        if (from === merchant) return fail('PayerIsMerchant', id, merchant);
        const allowance = this.#get(this.allowances, token, from);
        const balance = this.#get(this.balances, token, from);
        if (allowance < amount) return fail('ERC20InsufficientAllowance', this.world.msqpay.address, allowance, amount);
        if (balance < amount) return fail('ERC20InsufficientBalance', from, balance, amount);
        const skew = token === this.world.skewed.address ? this.skew : 0n;
        if (skew !== 0n) return fail('AmountNotReceived', id, amount, amount + skew);
        return close(Status.Confirmed, from, () => {
          this.#set(this.allowances, token, from, allowance - amount);
          this.#set(this.balances, token, from, balance - amount);
          this.#set(this.balances, token, merchant, this.#get(this.balances, token, merchant) + amount);
        });
      }
      case 'confirm':
        return notOperator() ?? notPending() ?? close(Status.Confirmed, zeroAddress);
      case 'fail': {
        if (notPending()) return notPending();
        const allowed = from === merchant || this.operators.has(from);
        return allowed ? close(Status.Failed, zeroAddress) : fail('NotOperatorNorMerchant', from);
      }
      case 'approve':
        return { commit: () => this.#set(this.allowances, action.token, from, action.amount) };
      case 'mint': {
        const { token, amount } = action;
        return { commit: () => this.#set(this.balances, token, from, this.#get(this.balances, token, from) + amount) };
      }
      case 'role': {
        const { account, grant } = action;
        const changed = this.operators.has(account) !== grant;
        const eventName = grant ? 'RoleGranted' : 'RoleRevoked';
        return {
          events: changed ? [{ eventName, args: { role: OPERATOR_ROLE, account, sender: from } }] : [],
          commit: () => (grant ? this.operators.add(account) : this.operators.delete(account)),
        };
      }
      case 'skew':
        return { commit: () => (this.skew = action.skew) };
    }
  }

  async #send(action) {
    const { world } = this;
    const { kind, from, at, id } = action;
    const onToken = (address) => this.tokens.find((token) => token.address === address).as(from, { at });
    const onContract = (functionName, ...args) =>
      action.forwarded
        ? world.forward(from, functionName, args, { at })
        : world.msqpay.as(from, { at })[functionName](...args);
    const sent = {
      create: () =>
        onContract(
          'createPayment',
          id,
          action.merchant,
          action.token,
          action.amount,
          action.expiresAt,
          action.metadataHash,
        ),
      pay: () => onContract('pay', id),
      confirm: () => onContract('confirmPayment', id),
      fail: () => onContract('failPayment', id),
      approve: () => onToken(action.token).approve(world.msqpay.address, action.amount),
      mint: () => onToken(action.token).mint(from, action.amount),
      role: () => onContract(action.grant ? 'grantRole' : 'revokeRole', OPERATOR_ROLE, action.account),
      skew: () => onToken(world.skewed.address).setSkew(action.skew),
    }[kind];
    try {
      return { transaction: await sent() };
    } catch (error) {
      if (!(error instanceof Reverted)) throw error;
      return { error: action.forwarded ? error.reasonAt(world.msqpay.address) : error.reason };
    }
  }

  async #observe() {
    const { world } = this;
    const holders = [...this.people, world.msqpay.address, world.forwarder.address, world.relayer];
    const payments = Promise.all(this.ids.map(async (id) => [id, await world.payment(id)]));
    const balances = this.tokens.flatMap((token) =>
      holders.map(async (holder) => [key(token, holder), await world.balance(holder, token)]),
    );
    return { payments: new Map(await payments), balances: new Map(await Promise.all(balances)) };
  }

  #assertModel() {
    for (const [id, payment] of this.payments) {
      assert.deepEqual(this.observed.payments.get(id), this.#current(payment, this.world.chain.now));
    }
    for (const [holding, amount] of this.observed.balances) {
      assert.equal(amount, this.balances.get(holding) ?? 0n, holding);
    }
  }

  #assertClosedNeverChanges() {
    for (const [id, payment] of this.observed.payments) {
      if (payment.status === Status.Confirmed || payment.status === Status.Failed) {
        if (!this.closed.has(id)) this.closed.set(id, payment);
        assert.deepEqual(payment, this.closed.get(id), 'a closed payment changed');
      } else {
        assert.ok(!this.closed.has(id), 'a closed payment was opened again');
      }
    }
  }

  /** Needs no model: a payment that turned confirmed with a payer moved its amount, all else moved nothing. */
  #assertTokensMoved(action, { error }, before) {
    const moved = new Map();
    const add = (holding, amount) => moved.set(holding, (moved.get(holding) ?? 0n) + amount);
    for (const [id, payment] of this.observed.payments) {
      if (payment.payer !== before.payments.get(id).payer) {
        add(key(payment.token, payment.payer), -payment.amount);
        add(key(payment.token, payment.merchant), payment.amount);
      }
    }
    if (action.kind === 'mint' && !error) add(key(action.token, action.from), action.amount);
    for (const [holding, amount] of this.observed.balances) {
      assert.equal(amount - before.balances.get(holding), moved.get(holding) ?? 0n, `${holding} moved`);
      if (holding.endsWith(this.world.msqpay.address)) assert.equal(amount, 0n, 'the contract holds tokens');
    }
  }

  /** Each event is found by a query over the one block that the payment names, and says what the payment says. */
  async assertLogsTellTheState() {
    const { msqpay, chain } = this.world;
    for (const [id, payment] of this.observed.payments) {
      const logs = async (eventName, block) => {
        const topic = toEventSelector(msqpay.abi.find(({ name }) => name === eventName));
        const at = `0x${block.toString(16)}`;
        const found = await chain.rpc('eth_getLogs', {
          address: msqpay.address,
          fromBlock: at,
          toBlock: at,
          topics: [topic, id],
        });
        assert.equal(found.length, 1, `${eventName} of ${id}`);
        return { ...decodeEventLog({ abi: msqpay.abi, ...found[0] }).args };
      };
      if (payment.status === Status.None) continue;
      const created = pick(payment, 'merchant', 'token', 'amount', 'expiresAt', 'metadataHash');
      assert.deepEqual(await logs('PaymentCreated', payment.createdBlock), { paymentId: id, ...created });
      if (payment.closedAt === 0) continue;
      const [eventName, closed] =
        payment.status === Status.Confirmed
          ? ['PaymentConfirmed', pick(payment, 'merchant', 'payer', 'token', 'amount')]
          : ['PaymentFailed', pick(payment, 'merchant')];
      assert.deepEqual(await logs(eventName, payment.closedBlock), { paymentId: id, ...closed });
    }
  }

  /** Mostly soon; at times the last second of some payment or the one after it. */
  #time() {
    const { random } = this;
    const next = this.world.chain.now + 1;
    const ends = [...this.payments.values()]
      .filter(({ status }) => status === Status.Pending)
      .flatMap(({ expiresAt }) => [expiresAt, expiresAt + 1])
      .filter((second) => second >= next && second < next + 100);
    return ends.length > 0 && random.chance(0.1) ? random.of(ends) : next + random.below(3);
  }

  /** Mostly a payment in this state, so that calls get past the first check. */
  #id(status) {
    const { random } = this;
    const { now } = this.world.chain;
    const fitting = this.ids.filter((id) => this.#current(this.payments.get(id), now).status === status);
    return fitting.length > 0 && random.chance(0.8) ? random.of(fitting) : random.of(this.ids);
  }

  #current(payment, at) {
    const expired = payment.status === Status.Pending && at > payment.expiresAt;
    return expired ? { ...payment, status: Status.Failed } : payment;
  }

  #ledger() {
    return new Map(this.tokens.flatMap((token) => this.people.map((person) => [key(token, person), 0n])));
  }

  #get = (ledger, token, person) => ledger.get(key(token, person));
  #set = (ledger, token, person, amount) => ledger.set(key(token, person), amount);
}

/** Small, fast and the same everywhere (mulberry32). */
class Random {
  constructor(start) {
    this.state = start >>> 0;
  }

  below(limit) {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  }

  chance(probability) {
    return this.below(1_000) < probability * 1_000;
  }

  of(list) {
    return list[this.below(list.length)];
  }

  weighted(weights) {
    return this.of(Object.entries(weights).flatMap(([name, weight]) => Array(weight).fill(name)));
  }
}

function key(token, holder) {
  return `${token.address ?? token} of ${holder}`;
}

function pick(object, ...names) {
  return Object.fromEntries(names.map((name) => [name, object[name]]));
}

function show(action) {
  return JSON.stringify(action, (_, value) => (typeof value === 'bigint' ? String(value) : value));
}
