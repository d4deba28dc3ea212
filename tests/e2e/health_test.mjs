// SPDX-License-Identifier: MIT
// A gateway that is logged in and ill: what the session calls it, on the page too, what it does about it, and what that costs in
// logins. Both drivers; the half with ibc needs an IBC (IBC_PATH), which is not ours to ship. SESSION_HASTE divides the waiting.
import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { Client } from './client.mjs';
import { PATIENCE, Stack, dataDir, existsSync, processes, readFileSync, until } from './stack.mjs';

const ONCE = { SIMULATOR_FAULT_STARTS: '1' };

function events(mode = 'paper') {
  const file = join(dataDir, mode, 'simulator.log');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/** Both sides count the logins, and agree. */
function attempts(stack, mode = 'paper') {
  const typed = stack.lines.filter((line) => line.includes(`session ${mode}: login attempt`)).length;
  assert.equal(events(mode).match(/ login attempt \d+ /g)?.length ?? 0, typed, stack.lines.join('\n'));
  return typed;
}

const ready = (stack) => stack.line(/^gatehouse: ready: /, PATIENCE);
const count = (stack, pattern) => stack.lines.filter((line) => pattern.test(line)).length;
const isStopped = (pid) => processes().some((one) => one.pid === pid && /[Tt]/.test(one.state));
const repairs = /: (waking|reconnecting|restarting) it|giving up/;
// It restarts itself at once, where the gateway waits for a full minute.
const TWS = { PROGRAM: 'tws' };

/** What the page's JSON says of a session. */
async function shown(stack, mode = 'paper') {
  const password = /password (\w+)$/.exec(stack.lines.find((one) => one.startsWith('demo: status page')))[1];
  const headers = { authorization: `Basic ${Buffer.from(`demo:${password}`).toString('base64')}` };
  const { sessions } = await (await fetch('http://127.0.0.1:9001/status.json', { headers })).json();
  return sessions.find((one) => one.mode === mode);
}

const isShown = (stack, health, detail, milliseconds = PATIENCE) => until(`the page shows ${health}`, async () => {
  const session = await shown(stack);
  return session.health === health && detail.test(`${session.headline} ${session.detail}`);
}, milliseconds);
const readies = (stack, times, milliseconds = PATIENCE) =>
  until(`ready ${times} times`, () => count(stack, /session paper: .* -> ready /) >= times, milliseconds);

/** Runs the stack; in the end there have been that many logins, by both sides' count. */
async function withStack(env, logins, act) {
  const stack = Stack.launch({ STOP_GRACE: '10', ...env }); // no token is kept here
  try {
    await act(stack);
    if (logins !== undefined) assert.equal(attempts(stack), logins);
  } catch (error) {
    error.message += `; its log:\n${stack.lines.slice(-60).join('\n')}`;
    throw error;
  } finally {
    await stack.stop();
  }
}

/** Named, shown, and mended by a restart of java, which goes on with the token of its login. */
async function isMended(stack, health, sentence, { relay = 7499, milliseconds = PATIENCE } = {}) {
  await ready(stack);
  const first = await stack.javaPid(), session = await stack.servicePid('session');
  await Promise.all([
    stack.line(new RegExp(`session paper: ready -> loading \\(${sentence}`), milliseconds),
    isShown(stack, health, new RegExp(sentence), milliseconds),
  ]);
  await stack.line(new RegExp(`${sentence}.*: restarting it$`), milliseconds);
  await stack.line(/java closed keeping its token/, milliseconds);
  await readies(stack, 2, milliseconds);
  await isShown(stack, 'good', /connected since/);
  assert.notEqual(await stack.javaPid(), first);
  assert.equal(await stack.servicePid('session'), session);
  assert.equal(count(stack, repairs), 1);
  await until('the relay serves again', async () => (await stack.status()).relay.state === 'RUNNING');
  await (await new Client(relay).connect()).disconnect();
  assert.match(events(), /start (gateway|tws) settings=\S+ restart=\w+/);
}

const drivers = [{ SESSION_DRIVER: 'native' }];
if (process.env.IBC_PATH) drivers.push({ SESSION_DRIVER: 'ibc', IBC_PATH: process.env.IBC_PATH });

for (const driver of drivers) {
  const hasty = { ...driver, SESSION_HASTE: '10' };

  describe(`with the driver ${driver.SESSION_DRIVER}, a gateway`, () => {
    test('that stands still (SIGSTOP) is woken, which costs no login', () => withStack(hasty, 1, async (stack) => {
      await ready(stack);
      const java = await stack.javaPid();
      await isShown(stack, 'good', /connected since/);
      process.kill(java, 'SIGSTOP');
      await stack.line(/ready -> loading \(the gateway is frozen: its process stands still\)/, PATIENCE);
      await stack.line(/its process stands still: waking it/);
      await stack.line(/loading -> ready/, PATIENCE, true);
      assert.equal(await stack.javaPid(), java);
      assert.equal(isStopped(java), false);
      assert.equal(count(stack, repairs), 1);
    }));

    test('that is stopped again and again is replaced', () => withStack(hasty, 2, async (stack) => {
      await ready(stack);
      const java = await stack.javaPid();
      const again = setInterval(() => { try { process.kill(java, 'SIGSTOP'); } catch { clearInterval(again); } }, 20);
      try {
        await isShown(stack, 'frozen', /stands still/);
        await stack.line(/its process stands still: restarting it/, PATIENCE);
        await stack.line(/ -> ready /, PATIENCE, true);
      } finally {
        clearInterval(again);
      }
      assert.notEqual(await stack.javaPid(), java);
    }));

    const faults = [
      ['noaccept', 'wedged', 'the API is wedged: its listener takes no connections'],
      ['silent', 'silent', 'the API is silent: it takes connections and does not answer'],
      ['eofhello', 'closes', 'the API sends its clients away'],
    ];
    for (const [fault, health, sentence] of faults) {
      test(`whose API is ${health} (${fault}) is named so and restarted once`, () => {
        const env = { ...hasty, ...TWS, ...ONCE, SIMULATOR_API_FAULT: fault, SIMULATOR_API_FAULT_AFTER: '15' };
        return withStack(env, 1, (stack) => isMended(stack, health, sentence));
      });
    }

    test('of the kind that restarts at a full minute keeps its login over a repair, too', () => {
      const env = { ...driver, ...ONCE, SIMULATOR_API_FAULT: 'noaccept', SIMULATOR_API_FAULT_AFTER: '15' };
      return withStack(env, 1, (stack) => isMended(stack, 'wedged', 'the API is wedged', { relay: 4004, milliseconds: 240_000 }));
    });

    test('that does not listen any more is named so and restarted once', () =>
      withStack({ ...hasty, ...TWS, ...ONCE, SIMULATOR_APIDROP_AFTER: '15' }, 1, (stack) =>
        isMended(stack, 'no listener', 'the API is silent: nobody listens on its port')));

    test('that loses its servers stays, is told to reconnect, and is well when they are back', () => {
      const env = { ...driver, SESSION_HASTE: '30', SIMULATOR_UPSTREAM_LOST_AFTER: '4', SIMULATOR_UPSTREAM_BACK_AFTER: '20' };
      return withStack(env, 1, async (stack) => {
        await ready(stack);
        const java = await stack.javaPid();
        await stack.line(/the gateway has lost its servers$/, PATIENCE);
        await isShown(stack, 'upstream lost', /connected, but the gateway has lost its servers/);
        assert.equal((await stack.ctl('health')).status, 0); // a restart of the container would bring no servers
        await stack.line(/the gateway has lost its servers: reconnecting its data/, PATIENCE);
        await until('it connects anew', () => / reconnect data/.test(events()), PATIENCE);
        await stack.line(/the gateway has its servers again/, PATIENCE);
        await isShown(stack, 'good', /connected since/);
        assert.equal(await stack.javaPid(), java);
        assert.equal(count(stack, /ready -> |restarting it/), 0);
        assert.match(events(), /upstream lost 1100[^]*upstream restored 1102/);
      });
    });

    test('that has no servers from the login on (2110) is restarted after two reconnections in vain, and keeps its login', () => {
      const env = { ...driver, ...TWS, ...ONCE, SESSION_HASTE: '30', SIMULATOR_UPSTREAM_DOWN: 'yes' };
      return withStack(env, 1, async (stack) => {
        await ready(stack);
        await isShown(stack, 'upstream lost', /lost its servers/);
        await stack.line(/has lost its servers: restarting it/, 120_000);
        assert.deepEqual(events().match(/reconnect (data|account)/g), ['reconnect data', 'reconnect account']);
        await readies(stack, 2);
        await isShown(stack, 'good', /connected since/);
      });
    });

    test('is not judged while it logs in and while it waits for the second factor', () => {
      const env = { ...hasty, SIMULATOR_AUTH_DELAY: '3000', SIMULATOR_TWOFA: 'dialog', SIMULATOR_TWOFA_MODES: 'both',
        SIMULATOR_TWOFA_SECONDS: '6' };
      return withStack(env, 1, async (stack) => {
        for (const state of ['login', 'second_factor']) {
          await stack.line(new RegExp(`session paper: \\S+ -> ${state} `), PATIENCE);
          const java = await stack.javaPid();
          process.kill(java, 'SIGSTOP'); // for longer than a gateway that is ready would be left so
          await new Promise((wake) => setTimeout(wake, 4000));
          assert.equal(isStopped(java), true);
          assert.equal((await shown(stack)).health, 'unknown');
          process.kill(java, 'SIGCONT');
        }
        await ready(stack);
        assert.equal(count(stack, repairs), 0);
        assert.equal(count(stack, /stands still/), 0);
      });
    });
  });

  describe(`with the driver ${driver.SESSION_DRIVER}, two sessions side by side`, () => {
    const both = { ...hasty, TRADING_MODE: 'both', IB_USER: 'l', IB_PASSWORD: 'm', IB_USER_PAPER: 'p', IB_PASSWORD_PAPER: 'q' };

    /** Processes and logins of the live session. */
    const live = async (stack) => {
      const { java_pid: java, attempts: logins, state } = await shown(stack, 'live');
      return { session: await stack.servicePid('session'), java, logins, state, relay: await stack.servicePid('relay') };
    };

    test('a refused login of one leaves the other alone', () =>
      withStack({ ...both, SIMULATOR_USERS: 'l:m,p:another' }, undefined, async (stack) => {
        await stack.line(/session live: .* -> ready /, PATIENCE);
        const before = await live(stack);
        await stack.line(/session paper: \S+ -> needs_human/, PATIENCE);
        assert.deepEqual(await live(stack), before);
        assert.equal(before.state, 'ready');
        assert.equal(attempts(stack, 'live'), 1);
        assert.equal(attempts(stack, 'paper'), 2);
        const client = await new Client(4003).connect();
        assert.match(client.accounts, /^U\d+/);
        await client.disconnect();
      }));

    test('a crash of one leaves the other alone', () => withStack(both, undefined, async (stack) => {
      await ready(stack);
      const before = await live(stack);
      const client = await new Client(4003).connect();
      let lost = false;
      client.event('disconnected', () => true, PATIENCE).then(() => { lost = true; }, () => {});
      process.kill((await shown(stack, 'paper')).java_pid, 'SIGKILL');
      await stack.line(/session paper: loading -> ready/, PATIENCE, true);
      assert.equal(lost, false);
      assert.deepEqual(await live(stack), before);
      assert.equal(attempts(stack, 'live'), 1);
      assert.equal(attempts(stack, 'paper'), 2);
      await client.disconnect();
    }));
  });
}
