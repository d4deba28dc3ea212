// A trading program in small, to be kept running by gatehouse: npm install @stoqey/ib
import ib from '@stoqey/ib';

const { IBApi, EventName } = ib;
const port = Number(process.env.API_PORT ?? 4002);
const api = new IBApi({ host: '127.0.0.1', port, clientId: Number(process.env.CLIENT_ID ?? 21) });
const apple = { symbol: 'AAPL', secType: 'STK', exchange: 'SMART', currency: 'USD' };
let leaving = false;

api.on(EventName.error, (error, code, id) => console.error(`error ${code} of ${id}: ${error.message}`));
api.on(EventName.orderStatus, (id, status, filled) => console.log(`order ${id}: ${status}, ${filled} filled`));
api.once(EventName.nextValidId, (id) => {
  console.log(`connected to port ${port}`);
  api.placeOrder(id, apple, { action: 'BUY', orderType: 'MKT', totalQuantity: 1, tif: 'DAY', transmit: true });
});

// The session went away: end with an error, and be started again when it is back.
api.on(EventName.disconnected, () => process.exit(leaving ? 0 : 1));

// gatehouse stops the bot before the session: there is time to leave tidily.
process.on('SIGTERM', () => {
  console.log('leaving');
  leaving = true;
  api.disconnect();
});

api.connect();
