// SPDX-License-Identifier: MIT
// What a gateway can do to the stack: it crashes, freezes, loses its API port, restarts itself, asks what nobody knows.
import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
import net from 'node:net';
import { join } from 'node:path';
import { AAPL, Client, EventName, trade } from './client.mjs';
import { Stack, dataDir, descendants, existsSync, readFileSync, until } from './stack.mjs';

const GOES_ON = 60_000;

async function withStack(env, act) {
  const stack = Stack.launch(env);
  try {
    await act(stack);
  } finally {
    await stack.stop();
  }
}

/** What the simulator has written down, which counts its starts together. */
function events(mode = 'paper') {
  const file = join(dataDir, mode, 'simulator.log');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

const event = (pattern, milliseconds) => until(`event ${pattern}`, () => pattern.exec(events()), milliseconds);

/** Both sides count the logins, and agree. */
function attempts(stack) {
  const typed = stack.lines.filter((line) => /session paper: login attempt/.test(line)).length;
  assert.equal(events().match(/ login attempt \d+ /g)?.length ?? 0, typed);
  return typed;
}

describe('a gateway that', () => {
  test('crashes is started again, and logged in a second time', async () => {
    await withStack({ SIMULATOR_CRASH_AFTER: '3', SIMULATOR_FAULT_STARTS: '1' }, async (stack) => {
      await stack.line(/^gatehouse: ready: /, GOES_ON);
      const session = await stack.servicePid('session');
      const first = await stack.javaPid();
      await stack.line(/session paper: ready -> starting \(java ended with status 134\)/);
      await stack.line(/session STARTING -> RUNNING/, GOES_ON, true);
      await until('everything runs', () => stack.allRunning());
      assert.notEqual(await stack.javaPid(), first);
      assert.equal(await stack.servicePid('session'), session);
      await trade();
      assert.equal(attempts(stack), 2);
    });
  });

  test('freezes is ended all the same, within the patience of the one who stops it', async () => {
    const stack = await Stack.start({ SIMULATOR_FREEZE_AFTER: '1' });
    await event(/fault freeze\.after/);
    const began = performance.now();
    assert.equal(await stack.stop('SIGTERM', 60_000), 0);
    assert.ok(performance.now() - began < 30_000);
    const stage = /session paper: (java (?:has not closed for|closed) .*)$/;
    const told = stack.lines.map((line) => stage.exec(line)?.[1]).filter(Boolean);
    assert.match(told[0], /^java has not closed for 4\d\d\d ms: its windows do not react$/);
    assert.match(told[1], /^java closed by SIGTERM after \d+ ms \(status 143, tidily 4\d\d\d ms, by SIGTERM \d+ ms\)$/);
    assert.equal(told.length, 2);
    assert.doesNotMatch(events(), /exit chosen/);
    assert.equal(attempts(stack), 1);
  });

  test('loses its API port is not ready any more, and is again when the port is back', async () => {
    await withStack({ SIMULATOR_APIDROP_AFTER: '1', SIMULATOR_FAULT_STARTS: '1' }, async (stack) => {
      await stack.line(/^gatehouse: ready: /, GOES_ON);
      await stack.line(/session paper: ready -> loading \(the API is silent: nobody listens on its port\)/, GOES_ON);
      await until('the relay has stopped', async () => (await stack.status()).relay.state === 'STOPPED');
      assert.notEqual((await stack.status()).session.state, 'RUNNING');
      assert.equal((await stack.ctl('health')).status, 1);
      assert.equal(attempts(stack), 1);
      process.kill(await stack.javaPid(), 'SIGKILL');
      await until('everything runs', () => stack.allRunning(), GOES_ON);
      await trade();
      assert.equal(attempts(stack), 2);
    });
  });

  test('restarts itself goes on without another login', async () => {
    const env = { SIMULATOR_AUTOEXIT_AFTER: '3', SIMULATOR_AUTOEXIT_RESTART: 'yes', SIMULATOR_FAULT_STARTS: '1' };
    await withStack(env, async (stack) => {
      await stack.line(/^gatehouse: ready: /, GOES_ON);
      const first = await stack.javaPid();
      await stack.line(/session paper: ready -> restarting/);
      await stack.line(/session paper: loading -> ready/, GOES_ON, true);
      await until('everything runs', () => stack.allRunning());
      const second = descendants(stack.pid).find((one) => one.cmdline.includes('GWClient'));
      const folder = /-Drestart=([a-p]{40}) /.exec(second.cmdline)[1];
      assert.notEqual(second.pid, first);
      assert.match(events(), new RegExp(`autorestart file written \\S*/${folder}/autorestart\n`));
      assert.match(events(), /exit 0\n[^]* resuming session of demo: ok\n/);
      assert.doesNotMatch(events(), /launching/);
      assert.ok(!existsSync(join(dataDir, 'paper', folder, 'autorestart')), 'the token is used up');
      await trade();
      assert.equal(attempts(stack), 1);
    });
  });
});

describe('a second factor that', () => {
  const paper = { SIMULATOR_TWOFA: 'dialog', SIMULATOR_TWOFA_MODES: 'both', SIMULATOR_TWOFA_SECONDS: '0.5' };

  test('is not given in time calls a person, and is not asked for again', async () => {
    await withStack({ ...paper, SIMULATOR_TWOFA_RESULT: 'expire' }, async (stack) => {
      await stack.line(/session paper: second_factor -> needs_human \(the second factor was not given in time\)/);
      assert.match((await stack.ctl('health')).stdout, /Paper: needs you/);
      await until('java has ended', async () => !await stack.javaPid());
      assert.match(events(), /second factor: expire/);
      assert.equal(attempts(stack), 1);
    });
  });

  test('wants a device to be chosen waits for a person', async () => {
    await withStack({ ...paper, SIMULATOR_TWOFA: 'devices' }, async (stack) => {
      await stack.line(/session paper: login -> second_factor/);
      await event(/dialog "Second Factor Authentication" opened/);
      assert.equal((await stack.ctl('health')).status, 1);
      assert.equal(await stack.stop(), 0);
      assert.doesNotMatch(events(), /device chosen/);
      assert.equal(attempts(stack), 1);
    });
  });
});

describe('the API', () => {
  test('is read-only if that is wanted, and is not wedged by a client of the relay that says nothing', async () => {
    const env = { READ_ONLY_API: 'yes', SIMULATOR_API_READONLY: 'no', SIMULATOR_API_WEDGE: 'yes' };
    await withStack(env, async (stack) => {
      await stack.line(/^gatehouse: ready: /, GOES_ON);
      const mute = net.connect(4004, '127.0.0.1', () => mute.end());
      await new Promise((gone) => mute.on('close', gone));
      const client = await new Client(4004).connect();
      const refused = client.event(EventName.error, ({ message }, code) =>
        code === 321 && /Read-Only mode/.test(message));
      client.api.placeOrder(client.nextId, AAPL, client.order(99_999));
      assert.equal((await refused)[2], client.nextId);
      await client.disconnect();
      assert.doesNotMatch(events(), /order \d+ client|fault api silent/);
      assert.equal(attempts(stack), 1);
    });
  });
});
