// SPDX-License-Identifier: MIT
// A trading program in small: the npm package @stoqey/ib, with promises.
import ib from '@stoqey/ib';

const { IBApi, EventName } = ib;
export { EventName };
export const AAPL = { symbol: 'AAPL', secType: 'STK', exchange: 'SMART', currency: 'USD' };

export class Client {
  constructor(port, clientId = 7, host = '127.0.0.1') {
    this.api = new IBApi({ host, port, clientId });
    this.errors = [];
    this.api.on(EventName.error, (error, code, id) => this.errors.push({ message: error.message, code, id }));
  }

  /** The arguments of the first such event for which the condition holds, from now on. */
  event(name, condition = () => true, milliseconds = 15_000) {
    return new Promise((done, fail) => {
      const finish = (act, value) => { clearTimeout(timer); this.api.off(name, listener); act(value); };
      const listener = (...args) => condition(...args) && finish(done, args);
      const problem = () => new Error(`no ${name}; errors: ${JSON.stringify(this.errors)}`);
      const timer = setTimeout(() => finish(fail, problem()), milliseconds);
      this.api.on(name, listener);
    });
  }

  /** Connected, with the accounts and the first order id. */
  async connect() {
    const accounts = this.event(EventName.managedAccounts);
    const id = this.event(EventName.nextValidId);
    this.api.connect();
    [this.accounts] = await accounts;
    [this.nextId] = await id;
    return this;
  }

  order(limit, quantity = 1) {
    return { action: 'BUY', orderType: 'LMT', totalQuantity: quantity, lmtPrice: limit, tif: 'DAY', transmit: true };
  }

  async disconnect() {
    const gone = this.event(EventName.disconnected);
    this.api.disconnect();
    await gone;
  }
}

/** A trading program: connects, buys one share, leaves. Its account and the order's number. */
export async function trade(port = 4004, host = '127.0.0.1') {
  const client = await new Client(port, 11, host).connect();
  const orderId = client.nextId;
  const filled = client.event(EventName.orderStatus, (order, status) => order === orderId && status === 'Filled');
  client.api.placeOrder(orderId, AAPL, client.order(99_999));
  await filled;
  await client.disconnect();
  return { account: client.accounts, orderId };
}
