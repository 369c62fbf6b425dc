// SPDX-License-Identifier: Apache-2.0
// Sends, gets, lists and asks for the status with Defender's own client, which finds the address in DEFENDER_API_URL.

import { Defender } from '@openzeppelin/defender-sdk';

const { API_KEY: relayerApiKey, API_SECRET: relayerApiSecret, TO: to, DATA: data } = process.env;
const { relaySigner } = new Defender({ relayerApiKey, relayerApiSecret });

const sent = await relaySigner.sendTransaction({ to, data, value: '0x0', gasLimit: 200_000, speed: 'fast' });
const got = await relaySigner.getTransaction(sent.transactionId);
const listed = await relaySigner.listTransactions({ limit: 10 });
const relayer = await relaySigner.getRelayer();
const status = await relaySigner.getRelayerStatus();

console.log(JSON.stringify({ sent, got, listed: listed.items, relayer, status }));
