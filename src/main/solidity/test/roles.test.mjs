// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { zeroAddress } from 'viem';
import {
  DEFAULT_ADMIN_ROLE,
  OPERATOR_ROLE,
  Status,
  assertForwardedReverts,
  assertReverts,
  shipped,
  useWorld,
} from './support/chain.mjs';

describe('roles', () => {
  const world = useWorld();

  it('are named as AccessControl names them', async () => {
    assert.equal(await world.msqpay.read('OPERATOR_ROLE'), OPERATOR_ROLE);
    assert.equal(await world.msqpay.read('DEFAULT_ADMIN_ROLE'), DEFAULT_ADMIN_ROLE);
    assert.equal(await world.msqpay.read('getRoleAdmin', OPERATOR_ROLE), DEFAULT_ADMIN_ROLE);
    assert.equal(await world.msqpay.read('supportsInterface', '0x7965db0b'), true);
  });

  it('both belong to the admin named at deployment, and none to the deployer', async () => {
    const { chain, stranger, merchant, forwarder } = world;
    const msqpay = await chain.deploy(shipped.MSQPay, stranger, [forwarder.address, merchant]);
    for (const role of [DEFAULT_ADMIN_ROLE, OPERATOR_ROLE]) {
      assert.equal(await msqpay.read('hasRole', role, merchant), true);
      assert.equal(await msqpay.read('hasRole', role, stranger), false);
    }
  });

  it('cannot start without an admin', async () => {
    const deployed = world.chain.deploy(shipped.MSQPay, world.admin, [world.forwarder.address, zeroAddress]);
    await assertReverts(deployed, 'InvalidAdmin', [zeroAddress]);
  });

  it('let the admin operate', async () => {
    const { id } = await world.create({ from: world.admin });
    await world.msqpay.as(world.admin).confirmPayment(id);
    assert.equal((await world.payment()).status, Status.Confirmed);
  });

  it('let the admin name an operator and take the role back', async () => {
    const { admin, stranger, msqpay } = world;
    const granted = await msqpay.as(admin).grantRole(OPERATOR_ROLE, stranger);
    assert.deepEqual(msqpay.events(granted), [
      { eventName: 'RoleGranted', args: { role: OPERATOR_ROLE, account: stranger, sender: admin } },
    ]);
    const { id } = await world.create({ from: stranger });

    const revoked = await msqpay.as(admin).revokeRole(OPERATOR_ROLE, stranger);
    assert.deepEqual(msqpay.events(revoked), [
      { eventName: 'RoleRevoked', args: { role: OPERATOR_ROLE, account: stranger, sender: admin } },
    ]);
    const confirm = msqpay.as(stranger).confirmPayment(id);
    await assertReverts(confirm, 'AccessControlUnauthorizedAccount', [stranger, OPERATOR_ROLE]);
    await assertReverts(msqpay.as(stranger).failPayment(id), 'NotOperatorNorMerchant', [stranger]);
  });

  it('do not let an operator grant or revoke', async () => {
    const { operator, admin, stranger, msqpay } = world;
    const reason = [operator, DEFAULT_ADMIN_ROLE];
    const grant = msqpay.as(operator).grantRole(OPERATOR_ROLE, stranger);
    await assertReverts(grant, 'AccessControlUnauthorizedAccount', reason);
    const revoke = msqpay.as(operator).revokeRole(OPERATOR_ROLE, admin);
    await assertReverts(revoke, 'AccessControlUnauthorizedAccount', reason);
  });

  it('let an operator renounce, in its own name only', async () => {
    const { operator, admin, msqpay } = world;
    const other = msqpay.as(admin).renounceRole(OPERATOR_ROLE, operator);
    await assertReverts(other, 'AccessControlBadConfirmation');
    await msqpay.as(operator).renounceRole(OPERATOR_ROLE, operator);
    assert.equal(await msqpay.read('hasRole', OPERATOR_ROLE, operator), false);
  });

  it('follow the signer of a forwarded call', async () => {
    const { admin, operator, stranger, msqpay } = world;
    await world.forward(admin, 'grantRole', [OPERATOR_ROLE, stranger]);
    assert.equal(await msqpay.read('hasRole', OPERATOR_ROLE, stranger), true);
    const refused = world.forward(operator, 'grantRole', [OPERATOR_ROLE, stranger], { from: admin });
    const reason = [operator, DEFAULT_ADMIN_ROLE];
    await assertForwardedReverts(refused, msqpay.address, 'AccessControlUnauthorizedAccount', reason);
  });
});

describe('without a forwarder', () => {
  const world = useWorld();

  it('direct calls work', async () => {
    const { chain, admin, payer, merchant, usdc } = world;
    const msqpay = await chain.deploy(shipped.MSQPay, admin, [zeroAddress, admin]);
    const { id, amount, metadataHash } = world.order;
    await msqpay.as(admin).createPayment(id, merchant, usdc.address, amount, chain.now + 100, metadataHash);
    await usdc.as(payer).mint(payer, amount);
    await usdc.as(payer).approve(msqpay.address, amount);
    await msqpay.as(payer).pay(id);
    assert.equal((await msqpay.read('getPayment', id)).payer, payer);
  });
});
