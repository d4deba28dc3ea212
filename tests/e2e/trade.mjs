// SPDX-License-Identifier: MIT
// trade.mjs HOST PORT: trades once and prints { account, orderId } as JSON.
import { trade } from './client.mjs';

const [host, port] = process.argv.slice(2);
console.log(JSON.stringify(await trade(Number(port), host)));
process.exit(0);
