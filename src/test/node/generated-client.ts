// SPDX-License-Identifier: Apache-2.0
// Sells, pays and makes two mistakes, with nothing but the types that are generated from the REST contract. Prints what it saw.

import createClient from 'openapi-fetch';
import { privateKeyToAccount } from 'viem/accounts';
import type { components, paths } from './payments.js';

type ErrorName = components['schemas']['ErrorBody']['error'];

const { SERVER: baseUrl, API_KEY: apiKey, MERCHANT: merchantId, PAYER_KEY: payerKey } = process.env as Record<string, string>;
const server = createClient<paths>({ baseUrl });
const payer = privateKeyToAccount(payerKey as `0x${string}`);

const order = (amount: string) =>
  server.POST('/payments/create', {
    params: { header: { 'Idempotency-Key': 'typescript-1' } },
    headers: { 'X-API-Key': apiKey },
    body: { merchantId, amount, currency: 'USDC', metadata: { orderId: 'typescript-1' }, expiresIn: 600 },
  });

const { data: created } = await order('1000000');
const { data: replayed, response } = await order('1000000');
if (!created || !replayed) throw new Error(`not created: ${response.status}`);
const { error: otherContent } = await order('2000000');
const { error: noAmount } = await order('-1');
const path = { paymentId: created.paymentId };

const { data: prepared } = await server.GET('/payments/{paymentId}/gasless', { params: { path, query: { from: payer.address } } });
if (!prepared) throw new Error('not prepared');
const { typedData, deadline } = prepared;
const { data: relayed } = await server.POST('/payments/{paymentId}/gasless', {
  params: { path },
  body: {
    from: payer.address,
    userSignature: await payer.signTypedData(typedData as unknown as Parameters<typeof payer.signTypedData>[0]),
    nonce: typedData.message.nonce,
    deadline,
  },
});
if (!relayed) throw new Error('not relayed');
const relayPath = { ...path, relayId: relayed.relayId };
let relay: components['schemas']['RelayStatus'] | undefined;
do {
  ({ data: relay } = await server.GET('/payments/{paymentId}/relay/{relayId}', { params: { path: relayPath } }));
} while (relay?.status === 'pending');
const { data: paid } = await server.GET('/payments/{paymentId}/status', { params: { path, query: { at: 'latest' } } });
const { error: tooLate } = await server.POST('/payments/{paymentId}/relay', {
  params: { path },
  headers: { 'X-API-Key': apiKey },
  body: { action: 'fail' },
});

const names: (ErrorName | undefined)[] = [otherContent?.error, noAmount?.error, tooLate?.error];
console.log(
  JSON.stringify({
    paymentId: created.paymentId,
    replayed: replayed.paymentId,
    relay: relay?.status,
    paid: paid?.status,
    payer: paid?.payer,
    errors: names,
    fields: noAmount && 'details' in noAmount ? noAmount.details?.map(({ field }) => field) : [],
  }),
);
