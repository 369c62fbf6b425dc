// SPDX-License-Identifier: Apache-2.0
// Compiles the contracts and writes the artifacts the server is built with: node tools/compile.mjs [--check]
// With --check nothing is written; a file that differs from what the source compiles to ends it with exit code 1.

import { existsSync, mkdirSync, readFileSync, readdirSync, realpathSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const directory = dirname(dirname(fileURLToPath(import.meta.url)));
const artifactsDirectory = join(directory, '..', 'resources', 'contracts');

/** Contract name to the source that holds it: what the server ships. */
const artifacts = {
  MSQPay: 'contracts/MSQPay.sol',
  ERC2771Forwarder: '@openzeppelin/contracts/metatx/ERC2771Forwarder.sol',
  MockUSDC: 'contracts/dev/MockUSDC.sol',
};

const settings = {
  evmVersion: 'cancun',
  optimizer: { enabled: true, runs: 200 },
  // Without the metadata hash a comment or a path does not change the bytecode.
  metadata: { bytecodeHash: 'none' },
  outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object', 'storageLayout'] } },
};

/** All .sol files below a folder of this directory, as paths relative to it, always with forward slashes. */
export function sourcesBelow(folder) {
  return readdirSync(join(directory, folder), { recursive: true })
    .filter((file) => file.endsWith('.sol'))
    .map((file) => `${folder}/${file.split(sep).join('/')}`)
    .sort();
}

/**
 * Compiles and returns solc's contracts by source path and name.
 * Throws on errors, and on warnings too unless they are about sources that are not ours.
 *
 * @param {string[]} paths sources to compile, relative to this directory, or packages' below node_modules
 */
export function compile(paths) {
  const solc = createRequire(import.meta.url)('solc');
  const input = {
    language: 'Solidity',
    sources: Object.fromEntries(paths.map((path) => [path, { content: readSource(path) }])),
    settings,
  };
  const findImport = (path) => {
    try {
      return { contents: readSource(path) };
    } catch {
      return { error: 'File not found' };
    }
  };
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: findImport }));
  const problems = (output.errors ?? []).filter((problem) => {
    const theirs = problem.sourceLocation?.file.startsWith('@') ?? false;
    return problem.severity === 'error' || (problem.severity === 'warning' && !theirs);
  });
  if (problems.length > 0) {
    throw new Error(problems.map((problem) => problem.formattedMessage.trim()).join('\n\n'));
  }
  return output.contracts;
}

function readSource(path) {
  return readFileSync(join(directory, path.startsWith('@') ? 'node_modules' : '', path), 'utf8');
}

/** The artifact files as they must be: file name to content. */
function expectedArtifacts() {
  const contracts = compile(Object.values(artifacts));
  return Object.fromEntries(
    Object.entries(artifacts).map(([name, path]) => {
      const { abi, evm } = contracts[path][name];
      return [`${name}.json`, `${JSON.stringify({ abi, bytecode: `0x${evm.bytecode.object}` }, null, 2)}\n`];
    }),
  );
}

/** Names of the artifact files that are missing or differ from what is expected. */
function staleArtifacts(expected) {
  return Object.entries(expected)
    .filter(([file, content]) => {
      const path = join(artifactsDirectory, file);
      return !existsSync(path) || readFileSync(path, 'utf8') !== content;
    })
    .map(([file]) => file);
}

/** Says which artifacts are not what the source compiles to, and whether all are. */
function checkArtifacts() {
  const stale = staleArtifacts(expectedArtifacts());
  for (const file of stale) {
    const path = relative(directory, join(artifactsDirectory, file)).split(sep).join('/');
    console.error(`${path} is not what the source compiles to: run node tools/compile.mjs and commit the result`);
  }
  return stale.length === 0;
}

function writeArtifacts() {
  const expected = expectedArtifacts();
  mkdirSync(artifactsDirectory, { recursive: true });
  for (const file of staleArtifacts(expected)) {
    writeFileSync(join(artifactsDirectory, file), expected[file]);
    console.log(`Wrote ${file}`);
  }
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    if (!process.argv.includes('--check')) writeArtifacts();
    else if (!checkArtifacts()) process.exitCode = 1;
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
