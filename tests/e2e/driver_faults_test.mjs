// SPDX-License-Identifier: MIT
// The same faults for both drivers: what becomes of the session, and how many logins that takes.
import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { PATIENCE, callsPerson, drivers, factor, isReady, isReadyAgain, isReadyAfterCrash, once, withStack } from './drivers.mjs';

const wrong = { IB_USER: 'jdoe', IB_PASSWORD: 'wrong', SIMULATOR_USERS: 'jdoe:right' };

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
  ['a crash', { SIMULATOR_CRASH_AFTER: '2', ...once }, 2, isReadyAfterCrash],
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
});
