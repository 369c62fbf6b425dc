// SPDX-License-Identifier: Apache-2.0
// Sends, gets, lists and asks for the status with the client that OpenZeppelin publishes for its Relayer.

import { Configuration, HealthApi, RelayersApi, Speed } from '@openzeppelin/relayer-sdk';

const { BASE_URL: basePath, API_KEY: accessToken, RELAYER_ID: id, TO: to, DATA: data } = process.env;
const configuration = new Configuration({ basePath, accessToken });
const relayers = new RelayersApi(configuration);

const health = await new HealthApi(configuration).health();
const sent = await relayers.sendTransaction(id, { to, data, value: 0, gas_limit: 200_000, speed: Speed.FAST });
const got = await relayers.getTransactionById(id, sent.data.data.id);
const listed = await relayers.listTransactions(id, 1, 10);
const relayer = await relayers.getRelayer(id);
const status = await relayers.getRelayerStatus(id);

console.log(
  JSON.stringify({
    health: health.data,
    sent: sent.data.data,
    got: got.data.data,
    listed: listed.data.data,
    relayer: relayer.data.data,
    status: status.data.data,
  }),
);
