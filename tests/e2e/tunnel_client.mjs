// SPDX-License-Identifier: MIT
// Run on the client's machine: buys one share through the port and address given, and says so.
import { AAPL, Client, EventName } from './client.mjs';

const client = await new Client(Number(process.argv[2]), 42, process.argv[3]).connect();
const filled = client.event(EventName.orderStatus, (id, status) => id === client.nextId && status === 'Filled');
client.api.placeOrder(client.nextId, AAPL, { ...client.order(100_000), orderType: 'MKT', lmtPrice: undefined });
await filled;
console.log(`bought for ${client.accounts}`);
await client.disconnect();
process.exit(0);
