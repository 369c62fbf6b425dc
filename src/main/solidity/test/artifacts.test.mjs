// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { formatAbi, parseAbi } from 'abitype';
import { compile } from '../tools/compile.mjs';
import { shipped } from './support/chain.mjs';

const here = fileURLToPath(new URL('..', import.meta.url));

/** A copy of what a tool works on, so that a test can spoil it. */
function useCopy(...parts) {
  const copy = {
    solidity: (...path) => join(copy.root, 'solidity', ...path),
    artifact: (name) => join(copy.root, 'resources', 'contracts', `${name}.json`),
    run: (...command) => spawnSync(process.execPath, command, { cwd: copy.solidity(), encoding: 'utf8' }),
  };
  beforeEach(() => {
    copy.root = mkdtempSync(join(tmpdir(), 'msqpay-'));
    for (const part of parts) {
      cpSync(join(here, part), copy.solidity(part), { recursive: true });
    }
  });
  afterEach(() => rmSync(copy.root, { recursive: true, force: true }));
  return copy;
}

describe('the artifacts', () => {
  it('hold an ABI and bytecode and nothing else', () => {
    for (const artifact of Object.values(shipped)) {
      assert.deepEqual(Object.keys(artifact), ['abi', 'bytecode']);
      assert.match(artifact.bytecode, /^0x([0-9a-f]{2})+$/);
    }
  });

  it('offer the interface that the server is written against', () => {
    const wanted = parseAbi([
      `struct Payment { address merchant; uint48 createdAt; uint48 closedAt; address token; uint48 expiresAt;
        uint40 createdBlock; uint8 status; address payer; uint48 closedBlock; uint256 amount; bytes32 metadataHash; }`,
      'constructor(address trustedForwarder, address admin)',
      `function createPayment(bytes32 paymentId, address merchant, address token, uint256 amount, uint48 expiresAt,
        bytes32 metadataHash)`,
      'function pay(bytes32 paymentId)',
      'function confirmPayment(bytes32 paymentId)',
      'function failPayment(bytes32 paymentId)',
      'function getPayment(bytes32 paymentId) view returns (Payment)',
      `event PaymentCreated(bytes32 indexed paymentId, address indexed merchant, address indexed token, uint256 amount,
        uint48 expiresAt, bytes32 metadataHash)`,
      `event PaymentConfirmed(bytes32 indexed paymentId, address indexed merchant, address indexed payer, address token,
        uint256 amount)`,
      'event PaymentFailed(bytes32 indexed paymentId, address indexed merchant)',
    ].map((item) => item.replace(/\s+/g, ' ')));
    const offered = formatAbi(shipped.MSQPay.abi);
    for (const item of formatAbi(wanted)) {
      assert.ok(offered.includes(item), `${item} is missing`);
    }
  });

  it('keep a payment in five storage slots', () => {
    const { types } = compile(['contracts/MSQPay.sol'])['contracts/MSQPay.sol'].MSQPay.storageLayout;
    const payment = Object.values(types).find(({ label }) => label === 'struct MSQPay.Payment');
    assert.equal(payment.numberOfBytes, '160');
  });
});

describe('compile.mjs', () => {
  const copy = useCopy('contracts', 'tools');
  beforeEach(() => {
    symlinkSync(join(here, 'node_modules'), copy.solidity('node_modules'), 'junction');
    cpSync(join(here, '..', 'resources', 'contracts'), join(copy.root, 'resources', 'contracts'), { recursive: true });
  });

  it('--check names every file that was altered or is missing, and writes nothing', () => {
    const altered = readFileSync(copy.artifact('MSQPay'), 'utf8').replace('"0x60', '"0x61');
    writeFileSync(copy.artifact('MSQPay'), altered);
    rmSync(copy.artifact('MockUSDC'));
    const { status, stderr } = copy.run('tools/compile.mjs', '--check');
    assert.equal(status, 1);
    assert.match(stderr, /^\.\.\/resources\/contracts\/MSQPay\.json is not what the source compiles to: .+\n/);
    assert.match(stderr, /^\.\.\/resources\/contracts\/MockUSDC\.json is not .+$/m);
    assert.doesNotMatch(stderr, /ERC2771Forwarder/);
    assert.equal(readFileSync(copy.artifact('MSQPay'), 'utf8'), altered);
  });

  it('writes what is stale, so that the check passes', () => {
    const original = readFileSync(copy.artifact('MSQPay'), 'utf8');
    writeFileSync(copy.artifact('MSQPay'), '{}');
    const { status, stdout } = copy.run('tools/compile.mjs');
    assert.deepEqual({ status, stdout }, { status: 0, stdout: 'Wrote MSQPay.json\n' });
    assert.equal(readFileSync(copy.artifact('MSQPay'), 'utf8'), original);
  });

  it('takes a warning about our own source as an error', () => {
    const source = copy.solidity('contracts', 'dev', 'MockUSDC.sol');
    writeFileSync(source, readFileSync(source, 'utf8').replace('_mint(', 'uint256 unused; _mint('));
    const { status, stderr } = copy.run('tools/compile.mjs', '--check');
    assert.equal(status, 1);
    assert.match(stderr, /^Warning: Unused local variable/);
  });
});

describe('package-lock.json', () => {
  const { '': root, ...packages } = JSON.parse(readFileSync(join(here, 'package-lock.json'), 'utf8')).packages;

  it('names no place to download from, so that any registry will do', () => {
    assert.deepEqual(Object.keys(packages).filter((name) => 'resolved' in packages[name]), []);
  });

  it('holds the hash of every package, but for anvil on platforms that it was not installed on', () => {
    const withoutHash = Object.keys(packages).filter((name) => !packages[name].integrity);
    for (const name of withoutHash) {
      assert.match(name, /^node_modules\/@foundry-rs\/anvil-/);
      assert.equal(packages[name].version, root.devDependencies['@foundry-rs/anvil']);
    }
  });
});

describe('install.mjs', () => {
  const copy = useCopy('tools', 'package.json', 'package-lock.json');

  it('says in one line why npm failed, and tries again the next time', () => {
    // A lock file that does not belong to package.json ends npm before it asks a registry for anything.
    writeFileSync(copy.solidity('package.json'), '{"private": true, "dependencies": {"solc": "0.0.1"}}');
    for (let attempt = 0; attempt < 2; attempt++) {
      const { status, stderr } = copy.run('tools/install.mjs');
      assert.equal(status, 1);
      assert.match(stderr, /^The packages could not be installed \(npm ci\): .+\n$/);
    }
  });

  it('does nothing when the installed tools fit the lock file', () => {
    cpSync(join(here, 'node_modules', '.msqpay-lock-sha256'), copy.solidity('node_modules', '.msqpay-lock-sha256'));
    const { status, stdout, stderr } = copy.run('tools/install.mjs');
    assert.deepEqual({ status, stdout, stderr }, { status: 0, stdout: '', stderr: '' });
  });
});
