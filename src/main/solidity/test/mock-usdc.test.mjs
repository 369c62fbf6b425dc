// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseSignature } from 'viem';
import { assertReverts, useWorld } from './support/chain.mjs';

describe('MockUSDC', () => {
  const world = useWorld();

  it('has the name, symbol and decimals of its stand-in', async () => {
    assert.equal(await world.usdc.read('name'), 'Mock USDC');
    assert.equal(await world.usdc.read('symbol'), 'USDC');
    assert.equal(await world.usdc.read('decimals'), 6);
  });

  it('lets anyone mint', async () => {
    await world.usdc.as(world.stranger).mint(world.payer, 5n);
    assert.equal(await world.balance(world.payer), 5n);
    assert.equal(await world.usdc.read('totalSupply'), 5n);
  });

  it('takes an ERC-2612 permit in place of an approval', async () => {
    const { chain, usdc, msqpay, payer, relayer } = world;
    const deadline = chain.now + 100;
    const { id, amount } = await world.create();
    const [, name, version, chainId, verifyingContract] = await usdc.read('eip712Domain');
    const signature = await chain.rpc('eth_signTypedData_v4', payer, {
      domain: { name, version, chainId: Number(chainId), verifyingContract },
      primaryType: 'Permit',
      types: {
        EIP712Domain: [
          { name: 'name', type: 'string' },
          { name: 'version', type: 'string' },
          { name: 'chainId', type: 'uint256' },
          { name: 'verifyingContract', type: 'address' },
        ],
        Permit: [
          { name: 'owner', type: 'address' },
          { name: 'spender', type: 'address' },
          { name: 'value', type: 'uint256' },
          { name: 'nonce', type: 'uint256' },
          { name: 'deadline', type: 'uint256' },
        ],
      },
      message: { owner: payer, spender: msqpay.address, value: `${amount}`, nonce: '0', deadline: `${deadline}` },
    });
    const { r, s, yParity } = parseSignature(signature);
    const permit = [payer, msqpay.address, amount, deadline, 27 + yParity, r, s];

    await usdc.as(relayer).permit(...permit);
    await usdc.as(relayer).mint(payer, amount);
    await world.forward(payer, 'pay', [id]);
    assert.equal((await world.payment()).payer, payer);

    await chain.mine({ at: deadline });
    await assertReverts(usdc.as(relayer).permit(...permit), 'ERC2612ExpiredSignature', [BigInt(deadline)]);
  });
});
