// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const cpu = { x64: 'amd64', arm64: 'arm64' }[process.arch];
const suffix = process.platform === 'win32' ? '.exe' : '';
// The platform's own binary: the package's wrapper leaves the node running when it is ended.
const binary = fileURLToPath(
  new URL(`../../node_modules/@foundry-rs/anvil-${process.platform}-${cpu}/bin/anvil${suffix}`, import.meta.url),
);
const guard = fileURLToPath(new URL('end-with-parent.mjs', import.meta.url));

/**
 * Starts a local chain on a free port. Blocks are mined on request only, and the clock starts at a fixed second.
 *
 * @returns {Promise<{url: string, stop: () => Promise<void>}>}
 */
export async function startAnvil() {
  const options = ['--port', '0', '--no-mining', '--hardfork', 'cancun', '--order', 'fifo', '--timestamp', '1800000000'];
  const child = spawn(process.execPath, [guard, binary, ...options], { stdio: 'pipe' });
  const ended = new Promise((resolve) => child.once('close', resolve));

  const url = await new Promise((resolve, reject) => {
    let output = '';
    const read = (chunk) => {
      output += chunk;
      const address = /^Listening on (\S+)$/m.exec(output)?.[1];
      if (address) resolve(`http://${address}`);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('error', reject);
    child.once('close', () => reject(new Error(`anvil ended before it listened:\n${output}`)));
  });
  return {
    url,
    async stop() {
      child.stdin.end();
      await ended;
    },
  };
}
