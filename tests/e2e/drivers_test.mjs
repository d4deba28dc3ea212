// SPDX-License-Identifier: MIT
// The same faults for both drivers: what becomes of the session, and how many logins that takes. The half of IBC needs
// IBC_PATH, the folder of an IBC.jar.
import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { Client } from './client.mjs';
import { Stack, dataDir, existsSync, readFileSync, until } from './stack.mjs';

const PATIENCE = 150_000;
const HASTE = { SESSION_HASTE: '3' }; // more would be less than a JVM takes on a busy machine
const once = { SIMULATOR_FAULT_STARTS: '1' };
const ibc = process.env.IBC_PATH;
const drivers = ibc && existsSync(join(ibc, 'IBC.jar')) ? ['native', 'ibc'] : ['native'];

const events = () => {
  const file = join(dataDir, 'paper', 'simulator.log');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
};
const event = (pattern) => until(`event ${pattern}`, () => pattern.exec(events()), PATIENCE)
  .catch((error) => { throw new Error(`${error.message}\n${events()}`); });
const readies = (stack) => stack.lines.filter((line) => /session paper: .* -> ready \(/.test(line)).length;
const isReady = (stack, times) => until(`it is ready for the ${times}. time`, () => readies(stack) >= times, PATIENCE)
  .catch((error) => { throw new Error(`${error.message}\n${stack.lines.slice(-60).join('\n')}`); });

/** Both sides count the logins, and agree; the program never saw two in one JVM. */
function logins(stack) {
  const typed = stack.lines.filter((line) => /session paper: login attempt/.test(line)).length;
  const seen = events().match(/ login attempt \d+ /g) ?? [];
  assert.equal(seen.length, typed, `${stack.lines.join('\n')}\n${events()}`);
  assert.ok(seen.every((one) => one === ' login attempt 1 '), events());
  return typed;
}

async function withStack(driver, env, expected, act) {
  const stack = Stack.launch({ ...HASTE, SESSION_DRIVER: driver, ...(driver === 'ibc' && { IBC_PATH: ibc }), ...env });
  try {
    await act(stack);
    assert.equal(logins(stack), expected, stack.lines.join('\n'));
  } finally {
    await stack.stop('SIGTERM', 90_000);
  }
}

const callsPerson = (why) => async (stack) => {
  await stack.line(new RegExp(`session paper: \\S+ -> needs_human \\(.*${why}`), PATIENCE);
  assert.match((await stack.ctl('health')).stdout, /Paper: needs you/);
};
const isReadyAgain = async (stack) => {
  await isReady(stack, 1);
  assert.equal(await stack.ctl('health').then(({ stdout }) => /needs you/.test(stdout)), false);
};
const isReadyTwice = (stack) => isReady(stack, 2);

const wrong = { IB_USER: 'u', IB_PASSWORD: 'wrong', SIMULATOR_USERS: 'u:right' };
const factor = { SIMULATOR_TWOFA: 'dialog', SIMULATOR_TWOFA_MODES: 'both', SIMULATOR_TWOFA_SECONDS: '0.5' };

// [what happens, settings, logins, what becomes of it]. IBC closes every "Login failed" before anybody can read why, so that
// a locked account is to it a refused password.
const faults = [
  ['a wrong password ("failed")', { ...wrong, SIMULATOR_REJECT: 'failed' }, 2, callsPerson('[Ll]ogin failed')],
  ['a wrong password ("unrecognized")', { ...wrong, SIMULATOR_REJECT: 'unrecognized' }, 2, callsPerson('Unrecognized')],
  ['a wrong password that ends as a login error', { SIMULATOR_TROUBLE: 'loginerror', ...once }, 2, isReadyAgain],
  ['no connection to the servers', { SIMULATOR_TROUBLE: 'connection', ...once }, 2, isReadyAgain],
  ['servers that are not available', { SIMULATOR_TROUBLE: 'unavailable', ...once }, 2, isReadyAgain],
  ['a locked account', { SIMULATOR_TROUBLE: 'locked' }, { native: 1, ibc: 2 }, callsPerson('')],
  ['a password that has expired', { SIMULATOR_TROUBLE: 'expired' }, { native: 1, ibc: 2 }, callsPerson('')],
  ['no answer to the login at all', { SIMULATOR_TROUBLE: 'hang', ...once }, 2, isReadyAgain],
  ['no login window', { SIMULATOR_BOOT: 'nowindow', ...once }, 1, isReadyAgain],
  ['a program that ends at once', { SIMULATOR_BOOT: 'exit:3', ...once }, 1, isReadyAgain],
  ['a crash', { SIMULATOR_CRASH_AFTER: '2', ...once }, 2, isReadyTwice],
  ['a second factor that is not given', { ...factor, SIMULATOR_TWOFA_RESULT: 'expire' }, 1, callsPerson('not given in time')],
  ['a second factor that is not given, with another chance',
    { ...factor, SIMULATOR_TWOFA_RESULT: 'expire', RELOGIN_AFTER_TWOFA_TIMEOUT: 'yes', LOGIN_BUDGET: '2' }, 2,
    (stack) => stack.line(/2 logins within an hour are enough; next start in \d+ s/, PATIENCE)],
  ['a second factor that leads nowhere', { ...factor, SIMULATOR_TWOFA_RESULT: 'stall', TWOFA_EXIT_INTERVAL: '20' }, 1,
    callsPerson('the second factor was answered, but the login did not go on')],
];

for (const driver of drivers) describe(`with the driver ${driver},`, () => {
  for (const [what, env, logins, act] of faults) {
    const expected = logins[driver] ?? logins;
    test(`${what} takes ${expected} login${expected > 1 ? 's' : ''}`, () => withStack(driver, env, expected, act));
  }

  test('too many attempts are followed by no login before the time is over that the servers name', () =>
    withStack(driver, { SIMULATOR_TROUBLE: 'toomany', SIMULATOR_TOOMANY_SECONDS: '12', ...once }, 2, async (stack) => {
      await stack.line(/the servers say to wait 12 s before the next login/, PATIENCE);
      await isReady(stack, 1);
      const [first, second] = stack.lines.filter((line) => /session paper: login attempt/.test(line)).map((line) => Date.parse(line.split(' ')[0]));
      assert.ok(second - first >= 12_000, `${second - first} ms`);
    }));

  test('too many attempts, told twice, call a person', () =>
    withStack(driver, { SIMULATOR_TROUBLE: 'toomany' }, 2, callsPerson('Too many failed login attempts')));

  // IBC does not tell what time was there before: it is set back where the settings name it.
  const daily = driver === 'ibc' ? { AUTO_RESTART_TIME: '01:23 AM' } : { SIMULATOR_API_PORT: '4711' };
  test('a restart by hand needs no login, and leaves the daily restart where it was', () =>
    withStack(driver, { ...daily, SESSION_HASTE: '1' }, 1, async (stack) => {
      await isReady(stack, 1);
      const [, before] = await event(/config applied .*?((?:restart|logoff)=\S+ [AP]M)/);
      await until('the configuration has settled', async () => (await stack.status()).relay.state === 'RUNNING');
      assert.equal((await stack.ctl('signal', 'USR2', 'ibc')).status, 0);
      await stack.line(/session paper: ready -> restarting/, PATIENCE);
      await isReady(stack, 2);
      assert.match(events(), /start gateway settings=\S+ restart=\w+/);
      const times = [...events().matchAll(/config applied .*?((?:restart|logoff)=\S+ [AP]M)/g)].map(([, time]) => time);
      assert.equal(times.at(-1), before, events());
      await until('the relay serves again', async () => (await stack.status()).relay.state === 'RUNNING');
      await (await new Client(4004).connect()).disconnect();
    }));

  test('TWS is logged in to once, configured, restarted by hand without a login, and closed tidily', () =>
    withStack(driver, { PROGRAM: 'tws', SIMULATOR_API_PORT: '4711', SESSION_HASTE: '1' }, 1, async (stack) => {
      await isReady(stack, 1);
      await event(/config applied port=7497 /);
      await until('the relay serves', async () => (await stack.status()).relay.state === 'RUNNING');
      assert.equal((await stack.ctl('signal', 'USR2', 'ibc')).status, 0);
      await stack.line(/session paper: ready -> restarting/, PATIENCE);
      await isReady(stack, 2);
      assert.match(events(), /start tws settings=\S+ restart=\w+/);
      await until('the relay serves again', async () => (await stack.status()).relay.state === 'RUNNING');
      assert.equal(await stack.stop(), 0);
      await stack.line(/java closed tidily after \d+ ms \(status 0/);
      assert.match(events(), /settings saved\n[^]*settings saved/);
    }));

  test('a stop within its grace keeps the token of a login that took a second factor', () =>
    withStack(driver, { ...factor, STOP_GRACE: '120', SESSION_HASTE: '1' }, 1, async (stack) => {
      await isReady(stack, 1);
      await until('the relay serves', async () => (await stack.status()).relay.state === 'RUNNING');
      assert.equal(await stack.stop('SIGTERM', 110_000), 0);
      await stack.line(/java closed keeping its token after \d+ ms \(status 0, keeping its token \d+ ms\)/);
      assert.match(events(), /autorestart file written/);
    }));

  test('lost servers are told, and followed by an order to reconnect', () =>
    withStack(driver, { SIMULATOR_UPSTREAM_LOST_AFTER: '2', ...once }, 1, async (stack) => {
      await isReady(stack, 1);
      await stack.line(/upstream lost.*|has no servers|servers/, PATIENCE);
      await event(/reconnect data/);
    }));
});
