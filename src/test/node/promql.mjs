// SPDX-License-Identifier: Apache-2.0
// Reads PromQL expressions, a file with a JSON list of strings, and prints what Prometheus' own editor finds wrong with them: a JSON list of
// {expression, message}. It checks types too: rate() of what is no range is found.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

// The package's ES modules name files without extensions, which Node.js does not find.
const require = createRequire(import.meta.url);
const { EditorState } = require('@codemirror/state');
const { ensureSyntaxTree } = require('@codemirror/language');
const { promQLLanguage } = require('@prometheus-io/codemirror-promql');
const { Parser } = require('@prometheus-io/codemirror-promql/dist/cjs/parser/parser.js');

const TIMEOUT_MILLIS = 10_000;

const expressions = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const wrong = expressions.flatMap((expression) => {
  const state = EditorState.create({ doc: expression, extensions: [promQLLanguage('PromQL')] });
  const tree = ensureSyntaxTree(state, state.doc.length, TIMEOUT_MILLIS);
  if (!tree) {
    throw new Error(`not read in time: ${expression}`);
  }
  const messages = [];
  // An editor's parser goes on after what it does not understand, and leaves a mark.
  tree.iterate({ enter: ({ type, from }) => void (type.isError && messages.push(`unexpected at ${from}`)) });
  const types = new Parser(state);
  // It would take what was parsed when the state was made, which on a busy machine is a part.
  types.tree = tree;
  types.analyze();
  messages.push(...types.getDiagnostics().map(({ message }) => message));
  return messages.map((message) => ({ expression, message }));
});
console.log(JSON.stringify(wrong));
