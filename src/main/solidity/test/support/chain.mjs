// SPDX-License-Identifier: Apache-2.0
// The vocabulary of the tests: a chain with the contracts on it, and the ways to act on it.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, beforeEach } from 'node:test';
import {
  decodeErrorResult,
  decodeEventLog,
  decodeFunctionResult,
  encodeDeployData,
  encodeFunctionData,
  erc20Abi,
  getAddress,
  keccak256,
  toHex,
  zeroAddress,
  zeroHash,
} from 'viem';
import { compile, sourcesBelow } from '../../tools/compile.mjs';
import { startAnvil } from './anvil.mjs';

export const Status = { None: 0, Pending: 1, Confirmed: 2, Failed: 3 };
export const OPERATOR_ROLE = keccak256(toHex('OPERATOR_ROLE'));
export const DEFAULT_ADMIN_ROLE = zeroHash;

/** What getPayment answers for an id nobody has used. */
export const unknownPayment = {
  merchant: zeroAddress,
  createdAt: 0,
  closedAt: 0,
  token: zeroAddress,
  expiresAt: 0,
  createdBlock: 0,
  status: Status.None,
  payer: zeroAddress,
  closedBlock: 0,
  amount: 0n,
  metadataHash: zeroHash,
};

/** The contracts as they are shipped. */
export const shipped = Object.fromEntries(
  ['MSQPay', 'ERC2771Forwarder', 'MockUSDC'].map((name) => {
    const file = new URL(`../../../resources/contracts/${name}.json`, import.meta.url);
    return [name, JSON.parse(readFileSync(file, 'utf8'))];
  }),
);

/** The tokens below test/contracts, compiled. */
export function testTokens() {
  const contracts = compile(sourcesBelow('test/contracts'));
  return Object.fromEntries(
    Object.entries(contracts)
      .filter(([path]) => path.startsWith('test/'))
      .flatMap(([, byName]) => Object.entries(byName))
      .map(([name, { abi, evm }]) => [name, { abi, bytecode: `0x${evm.bytecode.object}` }]),
  );
}

const errorAbi = uniqueErrors([
  ...Object.values(shipped).flatMap(({ abi }) => abi),
  { type: 'error', name: 'Panic', inputs: [{ name: 'code', type: 'uint256' }] },
]);

/** A transaction that was mined and reverted. */
export class Reverted extends Error {
  /** @param {object} trace what the node's call tracer says of the transaction */
  constructor(trace) {
    const reason = decodeError(trace.output);
    super(`reverted: ${describe(reason)}`);
    this.reason = reason;
    this.trace = trace;
  }

  /** Why the call to this address reverted, for a call made by another contract. */
  reasonAt(address) {
    const find = (frame) =>
      frame.to?.toLowerCase() === address.toLowerCase() && frame.error
        ? frame
        : (frame.calls ?? []).map(find).find(Boolean);
    return decodeError(find(this.trace)?.output);
  }
}

/** Asserts that a transaction reverts with this very error and these arguments. */
export async function assertReverts(transaction, name, args = []) {
  const error = await failureOf(transaction);
  assert.deepEqual(error.reason, { name, args });
  return error;
}

/** Asserts that a forwarded call reverts with this error in the target, which the forwarder reports as FailedCall. */
export async function assertForwardedReverts(transaction, target, name, args = []) {
  const error = await assertReverts(transaction, 'FailedCall');
  assert.deepEqual(error.reasonAt(target), { name, args });
}

async function failureOf(transaction) {
  try {
    await transaction;
  } catch (error) {
    if (error instanceof Reverted) return error;
    throw error;
  }
  throw new assert.AssertionError({ message: 'the transaction was expected to revert and did not' });
}

export class Chain {
  #waiting = [];

  constructor(url) {
    this.url = url;
  }

  /** Calls made in the same tick travel together: the tests that compare whole worlds make hundreds. */
  rpc(method, ...params) {
    return new Promise((resolve, reject) => {
      if (this.#waiting.length === 0) queueMicrotask(() => this.#send());
      this.#waiting.push({ method, params, resolve, reject });
    });
  }

  async #send() {
    const calls = this.#waiting;
    this.#waiting = [];
    try {
      const response = await fetch(this.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(calls.map(({ method, params }, id) => ({ jsonrpc: '2.0', id, method, params }))),
      });
      for (const { id, result, error } of await response.json()) {
        if (error) calls[id].reject(new Error(`${calls[id].method}: ${error.message}`));
        else calls[id].resolve(result);
      }
    } catch (error) {
      for (const { reject } of calls) reject(error);
    }
  }

  /** Reads the clock of the chain again; all later times are counted from it. */
  async synchronize() {
    this.now = Number((await this.rpc('eth_getBlockByNumber', 'latest', false)).timestamp);
  }

  async mine({ at = this.now + 1 } = {}) {
    await this.rpc('evm_setNextBlockTimestamp', at);
    await this.rpc('evm_mine');
    this.now = at;
  }

  /**
   * Sends a transaction from one of the node's own accounts and mines it alone in the next block.
   *
   * @param {{at?: number}} [options] the second of that block, by default one after the latest
   */
  async transact({ from, to, data, value = 0n }, options) {
    const hash = await this.rpc('eth_sendTransaction', {
      from,
      ...(to && { to }),
      data,
      value: toHex(value),
      gas: toHex(5_000_000),
    });
    await this.mine(options);
    const receipt = await this.rpc('eth_getTransactionReceipt', hash);
    if (receipt.status !== '0x1') {
      throw new Reverted(await this.rpc('debug_traceTransaction', hash, { tracer: 'callTracer' }));
    }
    return {
      hash,
      block: Number(receipt.blockNumber),
      time: this.now,
      gasUsed: Number(receipt.gasUsed),
      contractAddress: receipt.contractAddress,
      logs: receipt.logs,
    };
  }

  async deploy({ abi, bytecode }, from, args = []) {
    const data = encodeDeployData({ abi, bytecode, args });
    const { contractAddress } = await this.transact({ from, data });
    return new Contract(this, getAddress(contractAddress), abi);
  }
}

export class Contract {
  constructor(chain, address, abi) {
    this.chain = chain;
    this.address = address;
    this.abi = abi;
  }

  encode(functionName, ...args) {
    return encodeFunctionData({ abi: this.abi, functionName, args });
  }

  async read(functionName, ...args) {
    const data = await this.chain.rpc('eth_call', { to: this.address, data: this.encode(functionName, ...args) });
    return decodeFunctionResult({ abi: this.abi, functionName, data });
  }

  /** A view of this contract whose calls come from one account, mined at a given second or the next one. */
  as(from, options) {
    return new Proxy(this, {
      get: (contract, functionName) => (...args) =>
        contract.chain.transact({ from, to: contract.address, data: contract.encode(functionName, ...args) }, options),
    });
  }

  /** The events of this contract in a transaction, in order. */
  events({ logs }) {
    return logs
      .filter(({ address }) => getAddress(address) === this.address)
      .map(({ data, topics }) => {
        const { eventName, args } = decodeEventLog({ abi: this.abi, data, topics });
        return { eventName, args: { ...args } };
      });
  }
}

/**
 * Registers a chain of its own for a test file; every test starts from the same block.
 *
 * @param {(world: object) => Promise<void>} [prepare] adds to that block
 */
export function useWorld(prepare) {
  const world = {};
  let anvil;
  let snapshot;

  before(async () => {
    anvil = await startAnvil();
    const chain = new Chain(anvil.url);
    await chain.synchronize();
    const accounts = (await chain.rpc('eth_accounts')).map((account) => getAddress(account));
    const [admin, operator, relayer, merchant, otherMerchant, payer, otherPayer, stranger] = accounts;
    const forwarder = await chain.deploy(shipped.ERC2771Forwarder, admin, ['MSQPayForwarder']);
    const msqpay = await chain.deploy(shipped.MSQPay, admin, [forwarder.address, admin]);
    const usdc = await chain.deploy(shipped.MockUSDC, admin);
    await msqpay.as(admin).grantRole(OPERATOR_ROLE, operator);
    Object.assign(world, { chain, admin, operator, relayer, merchant, otherMerchant, payer, otherPayer, stranger });
    Object.assign(world, { forwarder, msqpay, usdc }, actions(world));
    await prepare?.(world);
    snapshot = await chain.rpc('evm_snapshot');
  });

  beforeEach(async () => {
    await world.chain.rpc('evm_revert', snapshot);
    snapshot = await world.chain.rpc('evm_snapshot');
    await world.chain.synchronize();
  });

  after(() => anvil?.stop());

  return world;
}

export const paymentId = (name) => keccak256(toHex(name));

function actions(world) {
  const order = {
    id: paymentId('order-1'),
    merchant: world.merchant,
    amount: 1_000_000n,
    lifetime: 1_800,
    metadataHash: keccak256(toHex('{"orderId":"order-1"}')),
  };

  return {
    order,

    /** Creates the order, with some of it changed; `from` and `at` say who sends it and when. */
    async create({ from = world.operator, at = world.chain.now + 1, ...changes } = {}) {
      const wanted = { ...order, token: world.usdc.address, ...changes };
      const expiresAt = wanted.expiresAt ?? at + wanted.lifetime;
      const { id, merchant, token, amount, metadataHash } = wanted;
      const transaction = await world.msqpay
        .as(from, { at })
        .createPayment(id, merchant, token, amount, expiresAt, metadataHash);
      return { ...transaction, id, merchant, token, amount, expiresAt, metadataHash };
    },

    /** Gives an account tokens and lets the contract take them. */
    async fund(account, amount = order.amount, token = world.usdc) {
      await token.as(account).mint(account, amount);
      await token.as(account).approve(world.msqpay.address, amount);
    },

    payment: (id = order.id) => world.msqpay.read('getPayment', id),

    balance: (account, token = world.usdc) =>
      new Contract(world.chain, token.address ?? token, erc20Abi).read('balanceOf', account),

    /** What a wallet signs for a call through the forwarder. */
    async forwardRequest(from, data, changes = {}) {
      return {
        from,
        to: world.msqpay.address,
        value: 0n,
        gas: 500_000n,
        nonce: await world.forwarder.read('nonces', from),
        deadline: world.chain.now + 600,
        data,
        ...changes,
      };
    },

    /** Signs a request as eth_signTypedData_v4 does in a wallet. */
    async sign(signer, request) {
      const [, name, version, chainId, verifyingContract] = await world.forwarder.read('eip712Domain');
      return world.chain.rpc('eth_signTypedData_v4', signer, {
        domain: { name, version, chainId: Number(chainId), verifyingContract },
        primaryType: 'ForwardRequest',
        types: {
          EIP712Domain: [
            { name: 'name', type: 'string' },
            { name: 'version', type: 'string' },
            { name: 'chainId', type: 'uint256' },
            { name: 'verifyingContract', type: 'address' },
          ],
          ForwardRequest: [
            { name: 'from', type: 'address' },
            { name: 'to', type: 'address' },
            { name: 'value', type: 'uint256' },
            { name: 'gas', type: 'uint256' },
            { name: 'nonce', type: 'uint256' },
            { name: 'deadline', type: 'uint48' },
            { name: 'data', type: 'bytes' },
          ],
        },
        message: Object.fromEntries(Object.entries(request).map(([name, value]) => [name, String(value)])),
      });
    },

    /** Sends a signed request through the forwarder; the nonce is not sent, the forwarder knows it. */
    execute({ nonce, ...request }, signature, { from = world.relayer, at } = {}) {
      return world.forwarder.as(from, { at }).execute({ ...request, signature });
    },

    /** Signs and relays a call of the contract. */
    async forward(signer, functionName, args, options) {
      const request = await world.forwardRequest(signer, world.msqpay.encode(functionName, ...args), {
        deadline: (options?.at ?? world.chain.now) + 600,
      });
      return world.execute(request, await world.sign(signer, request), options);
    },
  };
}

function decodeError(data) {
  if (!data || data === '0x') return undefined;
  const { errorName, args } = decodeErrorResult({ abi: errorAbi, data });
  return { name: errorName, args: [...(args ?? [])] };
}

function describe(reason) {
  return reason ? `${reason.name}(${reason.args.join(', ')})` : 'no reason';
}

function uniqueErrors(abi) {
  const errors = abi.filter(({ type }) => type === 'error');
  return [...new Map(errors.map((error) => [JSON.stringify([error.name, error.inputs]), error])).values()];
}
