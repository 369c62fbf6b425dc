// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const cpu = { x64: 'amd64', arm64: 'arm64' }[process.arch];
const suffix = process.platform === 'win32' ? '.exe' : '';
// The platform's own binary: the package's wrapper leaves the node running when it is ended.
const binary = fileURLToPath(
  new URL(`../../node_modules/@foundry-rs/anvil-${process.platform}-${cpu}/bin/anvil${suffix}`, import.meta.url),
);

/**
 * Starts a local chain on a free port. Blocks are mined on request only, and the clock starts at a fixed second.
 *
 * @returns {Promise<{url: string, stop: () => Promise<void>}>}
 */
export async function startAnvil() {
  const child = spawn(
    binary,
    ['--port', '0', '--no-mining', '--hardfork', 'cancun', '--order', 'fifo', '--timestamp', '1800000000'],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const ended = new Promise((resolve) => child.once('close', resolve));
  const kill = () => child.kill('SIGKILL');
  // Whatever ends this process, even the runner's time limit, must not leave a node behind.
  process.once('exit', kill);
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => process.exit(1));
  }

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
      process.off('exit', kill);
      kill();
      await ended;
    },
  };
}
