// SPDX-License-Identifier: MIT
// The simulator's API server alone, byte by byte and with a real client: what it promises, and each fault it can play.
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { AAPL, Client, EventName } from './client.mjs';
import { Server, frame, hello, message, startApi, text, withServer } from './simulator_server.mjs';
import { until } from './stack.mjs';

const BITCOIN = { symbol: 'BTC', secType: 'CRYPTO', exchange: 'PAXOS', currency: 'USD' };

describe('the API of the simulator', () => {
  let server;
  before(async () => { server = await Server.start(); });
  after(async () => { await server?.stop(); });

  for (const [most, agreed] of [[100, 100], [151, 151], [157, 157], [176, 176], [178, 178], [193, 193], [225, 193]]) {
    test(`agrees on version ${agreed} with a client that knows ${most}`, async () => {
      const wire = await server.dial().begin(1, `v100..${most}`);
      assert.equal(wire.version, String(agreed));
      assert.deepEqual(await wire.frame(), ['15', '1', 'DU1234567']);
      const [id, , order] = await wire.frame();
      assert.equal(id, '9');
      assert.ok(order >= 1);
      const farm = await wire.frame();
      assert.deepEqual(farm.slice(0, 4), ['4', '2', '-1', '2104']);
      assert.equal(farm.length, agreed < 166 ? 5 : 6);
      await wire.time();
      await wire.bye();
    });
  }

  test('understands a single version and the options behind it, and refuses what it cannot speak', async () => {
    const one = server.dial().send(hello('v178'));
    assert.equal((await one.frame())[0], '178');
    const options = server.dial().send(hello('v100..193 +PACEAPI'));
    assert.equal((await options.frame())[0], '193');
    await server.dial().send(hello('v213..225')).close();
    await Promise.all([one.bye(), options.bye()]);
  });

  test('understands a hello that is split at any byte', async () => {
    const whole = hello('v100..193');
    for (let at = 1; at < whole.length; at++) {
      const wire = server.dial().send(whole.subarray(0, at));
      await new Promise((written) => setImmediate(written));
      wire.send(whole.subarray(at));
      assert.equal((await wire.frame())[0], '193');
      await wire.bye();
    }
  });

  test('understands a hello and the first requests in one segment', async () => {
    const wire = server.dial().send(hello('v100..193'), startApi(2), message(49, 1));
    assert.equal((await wire.frame())[0], '193');
    assert.equal((await wire.frame())[0], '15');
    await wire.find(49);
    await wire.bye();
  });

  test('answers the hello of old clients, which is three bytes without a length', async () => {
    const wire = server.dial().send('66\0');
    assert.equal(await wire.field(), '76');
    assert.match(await wire.field(), /^\d{8} \d\d:\d\d:\d\d /);
    wire.send(text(71, 2, 3, ''));
    assert.deepEqual([await wire.field(), await wire.field(), await wire.field()], ['15', '1', 'DU1234567']);
    await wire.bye();
  });

  test('gives no answer to HTTP, closes on an impossible length, and others notice nothing', async () => {
    const other = await server.dial().begin(4);
    const http = server.dial().send('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    const long = server.dial().send('API\0', Buffer.from('ffffffff', 'hex'));
    await long.close();
    await other.time();
    await http.bye();
    assert.equal(http.bytes.length + long.bytes.length, 0);
    const later = await server.dial().begin(5);
    later.send(Buffer.from('ffffffff', 'hex'));
    await later.close();
    await other.time();
    await other.bye();
  });

  test('answers requests that make no sense one by one, and goes on', async () => {
    const wire = await server.dial().begin(7);
    const senseless = ['', 'x', '-1', '99999999999999'].map((field) => Array(40).fill(field));
    for (const fields of [[], ['x'], ...senseless]) {
      for (let id = 0; id < 130; id++) if (id !== 58) wire.send(message(id, ...fields));
      wire.send(message('x', ...fields));
      await wire.find(4, 2, -1, 320);
      await wire.time();
    }
    await wire.bye();
  });

  test('refuses a client id in use, and only as long as it is', async () => {
    const first = await server.dial().begin(6);
    const second = await server.dial().begin(6);
    const refusal = await second.frame();
    assert.deepEqual(refusal.slice(0, 4), ['4', '2', '-1', '326']);
    await second.close();
    assert.equal(second.bytes.length, 0);
    await first.time();
    await first.bye();
    const third = await server.dial().begin(6);
    assert.equal((await third.frame())[0], '15');
    await third.bye();
  });

  test('has room for 32 clients', async () => {
    const wires = await Promise.all(Array.from({ length: 32 }, (_, i) => server.dial().begin(100 + i)));
    await server.dial().close();
    await Promise.all(wires.map((wire) => wire.time()));
    await Promise.all(wires.map((wire) => wire.bye()));
  });

  describe('to a real client', () => {
    let client;
    before(async () => { client = await new Client(server.port, 20).connect(); });
    after(async () => { await client?.disconnect(); });

    const code = (number, id) => client.event(EventName.error, (_, got, about) => got === number && about === id);

    async function quotes(id, contract, count) {
      const seen = [];
      const done = client.event(EventName.tickPrice, (req, field, price) => {
        if (req === id && [1, 2, 4].includes(field)) seen.push([field, price]);
        return new Set(seen.filter(([kind]) => kind === 4).map(([, last]) => last)).size >= count;
      });
      client.api.reqMktData(id, contract, '', false, false);
      await done;
      client.api.cancelMktData(id);
      return seen;
    }

    function place(contract, limit, action = 'BUY', quantity = 1) {
      const id = client.nextId++;
      const told = [];
      client.api.on(EventName.orderStatus, (order, status, filled, remaining, price) =>
        order === id && told.push({ id, status, filled, remaining, price }));
      client.api.placeOrder(id, contract, { ...client.order(limit, quantity), action });
      return { id, told, is: (wanted) => told.find(({ status }) => status === wanted) };
    }

    const becomes = (status, ...orders) =>
      until(`an order is ${status}`, () => orders.map((order) => order.is(status)).find(Boolean));

    test('an unknown contract is error 200', async () => {
      const unknown = { ...AAPL, symbol: 'NOSUCH' };
      const errors = [code(200, 2001), code(200, 2002)];
      client.api.reqContractDetails(2001, unknown);
      client.api.reqMktData(2002, unknown, '', false, false);
      await Promise.all(errors);
    });

    test('the cancelling of what does not exist is an error', async () => {
      const errors = [code(10147, 987_654), code(300, 2003)];
      client.api.cancelOrder(987_654);
      client.api.cancelMktData(2003);
      await Promise.all(errors);
    });

    test('prices move, and the bid is below the ask', async () => {
      const seen = await quotes(2010, BITCOIN, 5);
      let [bid, ask] = [0, 0];
      for (const [field, price] of seen) {
        if (field === 1) bid = price;
        if (field === 2) ask = price;
        if (field === 4) assert.ok(bid < price && price < ask, `${bid} ${price} ${ask}`);
      }
    });

    test('an order away from the market rests until it is cancelled', async () => {
      const order = place(AAPL, 1);
      await becomes('Submitted', order);
      const told = code(202, order.id);
      client.api.cancelOrder(order.id);
      await Promise.all([becomes('Cancelled', order), told]);
      assert.equal(order.is('Filled'), undefined);
      assert.match(server.log, new RegExp(`order ${order.id} client=20 Cancelled`));
    });

    test('an order near the market trades when the price gets there', async () => {
      const seen = await quotes(2020, BITCOIN, 2);
      const at = seen.findLast(([field]) => field === 4)[1];
      const sides = [place(BITCOIN, at - 5, 'BUY'), place(BITCOIN, at + 5, 'SELL')];
      for (const order of sides) await becomes('Submitted', order);
      const { id, filled, remaining, price } = await becomes('Filled', ...sides);
      assert.deepEqual([filled, remaining], [1, 0]);
      assert.ok(id === sides[0].id ? price <= at - 5 : price >= at + 5, `${price} ${at}`);
      for (const order of sides) if (order.id !== id) client.api.cancelOrder(order.id);
    });

    test('positions and account values follow a trade', async () => {
      const positions = new Map();
      const cash = [];
      client.api.on(EventName.position, (_, contract, size) => positions.set(contract.conId, size));
      client.api.on(EventName.accountSummary, (_, account, tag, value) => {
        if (tag === 'TotalCashValue') cash.push(+value);
      });
      const complete = [client.event(EventName.positionEnd), client.event(EventName.accountSummaryEnd)];
      client.api.reqPositions();
      client.api.reqAccountSummary(2030, 'All', 'TotalCashValue,NetLiquidation');
      await Promise.all(complete);
      const [had, was] = [positions.get(265598) ?? 0, cash.at(-1)];
      const executed = client.event(EventName.execDetails, (_, contract) => contract.conId === 265598);
      const paid = client.event(EventName.commissionReport);
      place(AAPL, 99_999, 'BUY', 10);
      const [[, , execution], [report]] = await Promise.all([executed, paid]);
      await until('the position follows', () => positions.get(265598) === had + 10);
      await until('the cash follows', () => cash.at(-1) !== was);
      assert.ok(Math.abs(was - cash.at(-1) - 10 * execution.price - report.commission) < 0.02, `${was} ${cash.at(-1)}`);
    });
  });
});

describe('the simulator, told to', () => {
  test('be read-only, refuses what the real one refuses, and serves data', async () => {
    await withServer({ 'api.readonly': 'yes' }, async (server) => {
      const client = await new Client(server.port).connect();
      const refused = client.event(EventName.error, ({ message: why }, code) =>
        code === 321 && /Read-Only mode/.test(why));
      client.api.placeOrder(client.nextId, AAPL, client.order(99_999));
      assert.equal((await refused)[2], client.nextId);
      client.api.reqContractDetails(1, AAPL);
      await client.event(EventName.contractDetails);
      await client.disconnect();
    });
  });

  test('speak up to version 225, begins a conversation in each dialect', async () => {
    await withServer({ 'api.max': 225 }, async (server) => {
      const mixed = server.dial().send(hello('v100..207'));
      assert.equal((await mixed.frame())[0], '207');
      mixed.send(frame(`\0\0\0\x47${text(2, 31, '')}`));
      assert.equal((await mixed.raw()).toString('hex'), `000000d70a09${Buffer.from('DU1234567').toString('hex')}`);
      assert.equal((await mixed.raw()).toString('hex'), '0000000931003100');
      const proto = server.dial().send(hello('v213..225'));
      assert.equal((await proto.frame())[0], '225');
      proto.send(frame(Buffer.from('0000010f0807', 'hex')));
      assert.equal((await proto.raw()).readUInt32BE(0), 215);
      assert.equal((await proto.raw()).toString('hex'), '000000d10801');
      assert.equal((await proto.raw()).readUInt32BE(0), 204);
    });
  });

  const answered = {
    silent: /connected[^]*fault api over[^]*hello/, noaccept: /fault api over[^]*connected[^]*hello/,
  };
  for (const [fault, order] of Object.entries(answered)) {
    test(`play ${fault}, answers nobody until the fault is over`, async () => {
      await withServer({ 'api.fault': fault, 'api.fault.seconds': 1.5 }, async (server) => {
        const wire = server.dial().send(hello('v100..193'));
        assert.equal((await wire.frame())[0], '193');
        assert.match(server.log, order);
        await wire.bye();
      });
    });
  }

  test('play eof or eofhello, closes without a byte', async () => {
    for (const fault of ['eof', 'eofhello']) {
      await withServer({ 'api.fault': fault }, async (server) => {
        const wire = server.dial();
        if (fault === 'eofhello') wire.send(hello('v100..193'));
        await wire.close();
        assert.equal(wire.bytes.length, 0);
        await server.event(new RegExp(`closed: fault ${fault}`));
      });
    }
  });

  test('play hello, answers that and nothing more', async () => {
    await withServer({ 'api.fault': 'hello', 'api.fault.seconds': 1.5 }, async (server) => {
      const wire = await server.dial().begin(1);
      wire.send(message(49, 1));
      await server.event(/fault api over/);
      assert.equal(wire.bytes.length, 0);
      wire.send(startApi(1));
      assert.equal((await wire.frame())[0], '15');
    });
  });

  test('play news or redirect, sends those frames', async () => {
    await withServer({ 'api.fault': 'news' }, async (server) => {
      const wire = server.dial().send(hello('v100..193'));
      assert.equal((await wire.frame()).length, 3);
      assert.equal((await wire.frame()).length, 2);
    });
    await withServer({ 'api.fault': 'redirect', 'api.redirect': 'there:4999' }, async (server) => {
      assert.deepEqual(await server.dial().send(hello('v100..193')).frame(), ['-1', 'there:4999']);
    });
  });

  test('be slow and to drop its clients, is and does', async () => {
    await withServer({ 'api.hello.delay': 500, 'api.drop.after': 0.5 }, async (server) => {
      const began = performance.now();
      const wire = await server.dial().begin(1);
      assert.ok(performance.now() - began >= 490);
      await wire.find(9);
      await wire.close();
      await server.event(/closed: fault api.drop.after/);
      assert.equal((await (await server.dial().begin(1)).frame())[0], '15');
    });
  });

  test('be wedged by a connection that says nothing, is silent for good', async () => {
    await withServer({ 'api.wedge': 'yes' }, async (server) => {
      await (await new Client(server.port).connect()).disconnect();
      server.dial().send('API').socket.end();
      await server.event(/fault api silent/);
      const wire = server.dial().send(hello('v100..193'));
      await server.event(/api client 3 connected/);
      assert.equal(wire.bytes.length, 0);
      assert.doesNotMatch(server.log, /api client 3 hello/);
    });
  });

  for (const back of [1101, 1102]) {
    test(`lose its servers, says 1100, then ${back}`, async () => {
      const switches = { 'upstream.lost.after': 1, 'upstream.back.after': 0.5, 'upstream.back.code': back };
      await withServer(switches, async (server) => {
        const wire = await server.dial().begin(1);
        await wire.find(4, 2, -1, 1100);
        await wire.find(4, 2, -1, 2103);
        await wire.find(4, 2, -1, back);
        await wire.find(4, 2, -1, 2104);
      });
    });
  }

  test('have no servers from the start, says 2110 and that the farms are broken', async () => {
    await withServer({ 'upstream.down': 'yes', 'upstream.back.after': 1 }, async (server) => {
      const wire = await server.dial().begin(1);
      await wire.find(9);
      assert.equal((await wire.frame())[3], '2110');
      assert.equal((await wire.frame())[3], '2103');
      await wire.find(4, 2, -1, 1102);
    });
  });

  test('do what does not exist, ends with status 78 and says what would be right', async () => {
    const runs = [
      [Server.launch({ 'api.fault': 'slient' }),
        /simulator\.api\.fault="slient" is not possible, right would be: none, silent, noaccept/],
      [Server.launch({}, { env: { SIMULATOR_API_FALT: 'eof' } }),
        /environment: SIMULATOR_API_FALT is not a switch of the simulator/],
      [Server.launch({}, { file: 'api.port=yes\n' }),
        /simulator\.properties: api\.port="yes" is not possible, right would be: port/],
      [Server.launch({ users: 's3cret' }), /users=\(not shown\) is not possible, right would be: user:password/],
    ];
    for (const [server, line] of runs) {
      assert.equal(await server.exited, 78);
      assert.match(server.errors, line);
      assert.equal(server.errors.trim().split('\n').length, 1);
      assert.doesNotMatch(server.errors, /s3cret/);
      rmSync(server.dir, { recursive: true });
    }
  });
});
