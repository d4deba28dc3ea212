// SPDX-License-Identifier: MIT
// Logins by the native driver that fail, and second factors on real Swing windows, with the number of logins that it took.
import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { PATIENCE, events, withStack, ready, needsPerson, logsInAgain } from './native.mjs';
import { until } from './stack.mjs';

const SECRET = 'JBSWY3DPEHPK3PXP';

describe('a login that fails', () => {
  for (const [how, why] of [['locked', 'account has been locked'], ['expired', 'password has expired']]) {
    test(`because of "${how}" is not tried again, and says so`, () =>
      withStack({ SIMULATOR_TROUBLE: how }, 1, async (stack) => {
        await needsPerson(stack, why);
        await until('java has ended', async () => !await stack.javaPid());
      }));
  }

  test('because nobody is there is tried again', () =>
    withStack({ SIMULATOR_TROUBLE: 'unavailable', SIMULATOR_FAULT_STARTS: '1' }, 2, logsInAgain));
});

describe('a second factor', () => {
  const paper = { SIMULATOR_TWOFA_MODES: 'both', SIMULATOR_TWOFA_SECONDS: '1' };
  const typed = /second factor \S+ typed/;

  test('is asked for at the device that is named', () =>
    withStack({ ...paper, SIMULATOR_TWOFA: 'devices', TWOFA_DEVICE: 'ib key' }, 1, async (stack) => {
      await ready(stack);
      assert.match(events(), /second factor device chosen: IB Key/);
    }));

  test('at a device that is not there calls a person, with the devices there are', () =>
    withStack({ ...paper, SIMULATOR_TWOFA: 'devices', TWOFA_DEVICE: 'DSC+' }, 1, async (stack) => {
      await needsPerson(stack, 'TWOFA_DEVICE "DSC\\+" is none of the devices: "IB Key", "Mobile Authenticator app"');
      assert.equal(await stack.stop(), 0);
      assert.doesNotMatch(events(), /device chosen/);
    }));

  test('in the login window itself is waited for', () =>
    withStack({ ...paper, SIMULATOR_TWOFA: 'inline' }, 1, async (stack) => {
      await stack.line(/session paper: login -> second_factor/, PATIENCE);
      await ready(stack);
    }));

  const codes = { ...paper, SIMULATOR_TWOFA_SECRET: SECRET, SIMULATOR_TWOFA_SECONDS: '150' };

  test('by code is typed by itself, after the device was chosen', () =>
    withStack({ ...codes, SIMULATOR_TWOFA: 'devices', TOTP_SECRET: SECRET }, 1, async (stack) => {
      await ready(stack);
      assert.match(events(), /device chosen: Mobile Authenticator app[^]*second factor code typed, 6 characters: ok/);
      await stack.line(/session paper: one-time code 1 typed/);
      assert.equal(stack.lines.filter((line) => line.includes(SECRET)).length, 0);
    }));

  test('by code that is refused is typed anew in each step, three times at most', () =>
    withStack({ ...codes, SIMULATOR_TWOFA: 'code', TOTP_SECRET: 'GEZDGNBVGY3TQOJQ' }, 1, async (stack) => {
      await stack.line(/-> needs_human \(the one-time codes are not accepted/, 150_000);
      assert.equal(events().match(/second factor code typed, 6 characters: wrong/g).length, 3);
    }));

  for (const prompt of ['sms', 'card', 'challenge']) {
    test(`by ${prompt} gets no one-time code`, () =>
      withStack({ ...codes, SIMULATOR_TWOFA: prompt, TOTP_SECRET: SECRET }, 1, async (stack) => {
        await needsPerson(stack, 'a second factor is to be typed');
        assert.equal(await stack.stop(), 0);
        assert.doesNotMatch(events(), typed);
      }));
  }
});
