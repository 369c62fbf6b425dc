// SPDX-License-Identifier: Apache-2.0
// What Maven's test phase runs: the artifacts must be current, then every test must pass.
// One line when all is well, the whole report otherwise.

import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';

const tools = dirname(fileURLToPath(import.meta.url));
const tests = join(tools, '..', 'test');
const started = performance.now();

const check = spawnSync(process.execPath, [join(tools, 'compile.mjs'), '--check'], { stdio: 'inherit' });
if (check.status !== 0) process.exit(1);

const files = readdirSync(tests)
  .filter((file) => file.endsWith('.test.mjs'))
  .map((file) => join(tests, file));
let passed = 0;
let failed = 0;
const results = run({ files, concurrency: availableParallelism(), timeout: 120_000 })
  .on('test:pass', ({ details }) => (passed += details.type === 'suite' ? 0 : 1))
  .on('test:fail', () => (failed += 1));

let report = '';
for await (const chunk of results.compose(new spec())) {
  report += chunk;
}

if (failed > 0 || passed === 0) {
  console.error(report);
  process.exitCode = 1;
} else {
  console.log(`${passed} contract tests passed in ${((performance.now() - started) / 1_000).toFixed(1)} s`);
}
