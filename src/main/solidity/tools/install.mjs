// SPDX-License-Identifier: Apache-2.0
// Installs the pinned packages of a folder, this one's unless another is named, when node_modules does not hold what
// package-lock.json asks for; otherwise says and does nothing, so that a build which changed no package needs no network.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const directory = resolve(process.argv[2] ?? dirname(dirname(fileURLToPath(import.meta.url))));
const stampFile = join(directory, 'node_modules', '.msqpay-lock-sha256');

// The platform is part of the stamp: anvil comes as a binary for one platform.
const wanted = `${createHash('sha256')
  .update(readFileSync(join(directory, 'package-lock.json')))
  .digest('hex')} ${process.platform}-${process.arch}\n`;

if (installed() !== wanted) {
  install();
}

function installed() {
  try {
    return readFileSync(stampFile, 'utf8');
  } catch {
    return undefined;
  }
}

function install() {
  console.log(`Installing the packages pinned in ${join(directory, 'package-lock.json')}`);
  // No install scripts: none of these packages needs one, and the one there is would download a binary unpinned.
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'], {
    cwd: directory,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (npm.status !== 0) {
    const reason = npm.error?.message ?? firstLine(npm.stderr) ?? `exit code ${npm.status}`;
    console.error(`The packages could not be installed (npm ci): ${reason}`);
    process.exit(1);
  }
  // Last of all, so that an install that broke off is started again.
  writeFileSync(stampFile, wanted);
}

function firstLine(text) {
  const lines = (text ?? '').split('\n').map((line) => line.replace(/^npm (error|ERR!)\s*/, '').trim());
  return lines.find((line) => line !== '' && !line.startsWith('code '));
}
