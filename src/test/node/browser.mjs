// SPDX-License-Identifier: Apache-2.0
// A shop's page in a browser, as far as a checkout sees it: a wallet over an account that the node holds unlocked, and a fetch
// that asks the server's permission for the page's origin. Runs the checkout named first and prints its result.

import { EventSource } from 'eventsource';

const { NODE: node, SERVER: server, ORIGIN: origin, ACCOUNT: account, PAYMENT_ID: paymentId, CHECKOUT: checkoutFile } = process.env;
const bare = globalThis.fetch;
const asked = [];

globalThis.window = { ethereum: { request } };
globalThis.fetch = sameAsBrowser;
globalThis.EventSource = class extends EventSource {
  constructor(url) {
    super(url, { fetch: (...call) => (asked.push(new URL(url).pathname), sameAsBrowser(...call)) });
  }
};
const { checkout } = await import(checkoutFile);
console.log(JSON.stringify({ result: await checkout(server, paymentId), asked }));

async function request({ method, params = [] }) {
  asked.push(method);
  if (method === 'eth_requestAccounts') return [account];
  const answer = await bare(node, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: asked.length, method, params }),
  });
  const { result, error } = await answer.json();
  if (error) throw Object.assign(new Error(error.message), error);
  return result;
}

async function sameAsBrowser(url, options = {}) {
  if (options.method === 'POST') {
    const headers = { Origin: origin, 'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': 'content-type' };
    permitted(await bare(url, { method: 'OPTIONS', headers }));
  }
  return permitted(await bare(url, { ...options, headers: { ...options.headers, Origin: origin } }));
}

function permitted(answer) {
  const allowed = answer.headers.get('Access-Control-Allow-Origin');
  if (allowed !== origin) throw new TypeError(`Failed to fetch: ${origin} is not allowed but ${allowed}`);
  return answer;
}
