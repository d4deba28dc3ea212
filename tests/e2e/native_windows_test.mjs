// SPDX-License-Identifier: MIT
// What the native driver does about windows that may come at any time: each row of its table on real Swing windows, with the
// number of logins that it took.
import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { trade } from './client.mjs';
import { PATIENCE, events, event, clicked, opened, withStack, ready, needsPerson } from './native.mjs';
import { until } from './stack.mjs';

describe('another session of the user', () => {
  const existing = { SIMULATOR_EXISTING: 'yes' };
  const dialog = 'EXISTING SESSION DETECTED';

  test('is overridden by a primary one', () => withStack(existing, 1, async (stack) => {
    await ready(stack);
    assert.match(events(), clicked(dialog, 'Continue Login'));
  }));

  test('that claims the user back has its way', () => withStack({ ...existing, SIMULATOR_EXISTING_STUBBORN: 'yes' }, 1, async (stack) => {
    await needsPerson(stack, 'gives way');
    await event(new RegExp(`${clicked(dialog, 'Continue Login').source}[^]*${clicked(dialog, 'Exit Application').source}`));
    await until('java has ended', async () => !await stack.javaPid());
  }));

  test('is left alone by a secondary one', () =>
    withStack({ ...existing, EXISTING_SESSION_DETECTED_ACTION: 'secondary' }, 1, async (stack) => {
      await needsPerson(stack, 'gives way');
      await event(clicked(dialog, 'Exit Application'));
    }));

  test('is shown to a person by a manual one, and not clicked', () =>
    withStack({ ...existing, EXISTING_SESSION_DETECTED_ACTION: 'manual' }, 1, async (stack) => {
      await needsPerson(stack, 'waits for a person');
      await stack.line(/left to a person \(existing session\): "EXISTING SESSION DETECTED".*"Continue Login"/);
      assert.equal(await stack.stop(), 0);
      assert.doesNotMatch(events(), clicked(dialog, 'Continue Login'));
      assert.doesNotMatch(events(), clicked(dialog, 'Exit Application'));
    }));

  test('that comes later finds a primary one in its way', () => withStack({ SIMULATOR_EXISTING_AFTER: '1' }, 1, async (stack) => {
    await event(clicked(dialog, 'Continue Login'));
    await ready(stack);
  }));

  test('that comes later is given way to by primaryoverride', () =>
    withStack({ SIMULATOR_EXISTING_AFTER: '1', EXISTING_SESSION_DETECTED_ACTION: 'primaryoverride' }, 1, async (stack) => {
      await needsPerson(stack, 'gives way');
      await event(clicked(dialog, 'Exit Application'));
    }));

  test('hands the trading login over', () =>
    withStack({ ...existing, SIMULATOR_EXISTING_TITLE: 'Trading Login Handoff' }, 1, async (stack) => {
      await ready(stack);
      assert.match(events(), clicked('Trading Login Handoff', 'Disconnect Other Session'));
    }));
});

describe('notices and questions', () => {
  test('that say nothing new are answered, those about trading and passwords are left to a person', () => {
    const notices = 'version,messages,nse,password,blind,preview,crypto';
    const env = { SIMULATOR_NOTICES: notices, SIMULATOR_BIDASK: 'yes', SIMULATOR_BIDASK_DELAY: '10', SIMULATOR_TIP: 'yes' };
    return withStack(env, 1, async (stack) => {
      await ready(stack);
      await event(clicked('IBKR Gateway', 'OK'));
      await event(clicked('Login Messages', 'Close'));
      await event(/frame "NSE Compliance" closed/);
      assert.match(events(), clicked('Warning', 'I understand and accept'));
      assert.match(events(), clicked('Notice', 'I understand - display market data'));
      assert.match(events(), clicked('Tip of the Day', 'Close'));
      await stack.line(/answering "login messages" \(The exchange is closed on Monday\.\)/);
      for (const name of ['password notice', 'blind trading', 'cryptocurrency order'])
        await stack.line(new RegExp(`left to a person \\(${name}\\)`));
      assert.equal(await stack.stop(), 0);
      for (const [title, button] of [['Password Notice', 'OK'], ['Order', 'Yes'], ['Order Preview', 'Override and Transmit'],
        ['Cryptocurrency order confirmation', 'Transmit']]) {
        assert.match(events(), opened(title));
        assert.doesNotMatch(events(), clicked(title, button));
      }
    });
  });

  test('are answered as the keys of IBC say', () => {
    const env = { SIMULATOR_NOTICES: 'password,blind,preview,crypto,nse', IBC_DismissPasswordExpiryWarning: 'yes',
      IBC_AllowBlindTrading: 'yes', IBC_ConfirmCryptoCurrencyOrders: 'cancel', IBC_DismissNSEComplianceNotice: 'no' };
    return withStack(env, 1, async (stack) => {
      await event(clicked('Password Notice', 'OK'));
      await event(clicked('Order', 'Yes'));
      await event(clicked('Order Preview', 'Override and Transmit'));
      await event(clicked('Cryptocurrency order confirmation', 'Cancel'));
      await stack.line(/left to a person \(compliance notice\)/);
      await ready(stack);
      assert.doesNotMatch(events(), /frame "NSE Compliance" closed/);
    });
  });

  test('an order that asks for write access gets it unless the API is read-only', () =>
    withStack({ SIMULATOR_WRITEACCESS: 'yes' }, 1, async (stack) => {
      await ready(stack);
      await trade();
      assert.match(events(), clicked('API client needs write access action confirmation', 'Yes'));
    }));

  test('an incoming connection is accepted if that is wanted', () =>
    withStack({ SIMULATOR_API_ASK: 'yes', IBC_AcceptIncomingConnectionAction: 'accept' }, 1, async (stack) => {
      await ready(stack);
      assert.match(events(), clicked('IBKR Gateway', 'Yes'));
    }));

  test('an incoming connection is rejected if that is wanted', () =>
    withStack({ SIMULATOR_API_ASK: 'yes', IBC_AcceptIncomingConnectionAction: 'reject' }, 1, async () => {
      await event(clicked('IBKR Gateway', 'No'));
    }));

  test('a window nobody knows is answered as DIALOG_ACTIONS says', () =>
    withStack({ SIMULATOR_UNKNOWN: 'Something New', DIALOG_ACTIONS: 'Survey=No;something new=Not now' }, 1, async (stack) => {
      await stack.line(/unknown window "Something New"/, PATIENCE);
      await event(clicked('Something New', 'Not now'));
      await stack.line(/answering "Something New" with Not now, as DIALOG_ACTIONS says/);
      assert.doesNotMatch(events(), clicked('Something New', 'Proceed anyway'));
    }));
});
