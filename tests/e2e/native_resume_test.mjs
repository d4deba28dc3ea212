// SPDX-License-Identifier: MIT
// Sessions of the native driver that go on without a login, or cannot, with the number of logins that it took.
import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { PATIENCE, events, event, clicked, withStack, logsInAgain } from './native.mjs';

describe('a session that goes on without a login', () => {
  const restart = { SIMULATOR_AUTOEXIT_AFTER: '2', SIMULATOR_AUTOEXIT_RESTART: 'yes', SIMULATOR_FAULT_STARTS: '2' };

  for (const how of ['unrecognized', 'expired', 'rejected']) {
    test(`and is refused ("${how}") logs in with the password`, () =>
      withStack({ ...restart, SIMULATOR_RESUME: how }, 2, async (stack) => {
        await stack.line(/restart without login refused|Unrecognized|has expired|server reported an error/, PATIENCE);
        await logsInAgain(stack);
        assert.match(events(), new RegExp(`resuming session of demo: ${how}`));
      }));
  }

  test('and finds "Re-login is required" goes on', () =>
    withStack({ ...restart, SIMULATOR_FAULT_STARTS: '2', SIMULATOR_AUTOEXIT_AFTER: '3', SIMULATOR_RESUME: 'relogin' }, 1, async (stack) => {
      await stack.line(/-> restarting/, PATIENCE);
      await event(clicked('Re-login is required', 'Re-login'));
      await stack.line(/session paper: loading -> ready/, PATIENCE, true);
    }));

  test('that is asked to log in again does so without a password', () => withStack({ SIMULATOR_LOST_AFTER: '2' }, 1, async (stack) => {
    await stack.line(/session paper: (ready|loading) -> login /, PATIENCE);
    await stack.line(/-> ready/, PATIENCE, true);
    await event(/re-login done/); // its API answers meanwhile
  }));

  for (const how of ['unrecognized', 'login']) {
    test(`that is asked to log in again, in vain ("${how}"), logs in with the password`, () =>
      withStack({ SIMULATOR_LOST_AFTER: '2', SIMULATOR_RELOGIN: how, SIMULATOR_FAULT_STARTS: '1' }, 2, logsInAgain));
  }

  test('that expires logs in with the password', () =>
    withStack({ SIMULATOR_EXPIRE_AFTER: '2', SIMULATOR_FAULT_STARTS: '1' }, 2, logsInAgain));
});
