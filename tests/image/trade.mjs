// SPDX-License-Identifier: MIT
// trade.mjs HOST PORT: a trading program: connects, buys one share, and prints { account, orderId } as JSON.
import { AAPL, Client, EventName } from '../e2e/client.mjs';

const [host, port] = process.argv.slice(2);
const client = await new Client(Number(port), 11, host).connect();
const id = client.nextId;
const filled = client.event(EventName.orderStatus, (order, status) => order === id && status === 'Filled');
client.api.placeOrder(id, AAPL, client.order(99_999));
await filled;
await client.disconnect();
console.log(JSON.stringify({ account: client.accounts, orderId: id }));
process.exit(0);
