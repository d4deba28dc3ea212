// SPDX-License-Identifier: MIT
// What the native driver does about the windows of a gateway: each row of its table on real Swing windows, with the number of
// logins that it took.
import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { AAPL, Client, EventName } from './client.mjs';
import { Stack, dataDir, existsSync, readFileSync, until } from './stack.mjs';

const PATIENCE = 60_000;
const SECRET = 'JBSWY3DPEHPK3PXP';

function events(mode = 'paper') {
  const file = join(dataDir, mode, 'simulator.log');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

const event = (pattern, milliseconds = PATIENCE) => until(`event ${pattern}`, () => pattern.exec(events()), milliseconds);
const quoted = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const clicked = (title, button) => new RegExp(`(dialog|frame) "${quoted(title)}" button "${quoted(button)}"`);
const opened = (title) => new RegExp(`(dialog|frame) "${quoted(title)}" opened`);

/** Both sides count the logins, and agree. */
function attempts(stack) {
  const typed = stack.lines.filter((line) => /session paper: login attempt/.test(line)).length;
  assert.equal(events().match(/ login attempt \d+ /g)?.length ?? 0, typed, stack.lines.join('\n'));
  return typed;
}

/** Runs the stack with these settings; `act` does the rest, and in the end there have been that many logins. */
async function withStack(env, logins, act) {
  const stack = Stack.launch({ SESSION_DRIVER: 'native', ...env });
  try {
    await act(stack);
    assert.equal(attempts(stack), logins);
  } finally {
    await stack.stop();
  }
}

const ready = (stack) => stack.line(/^gatehouse: ready: /, PATIENCE);
const needsPerson = (stack, why) => stack.line(new RegExp(`session paper: \\S+ -> needs_human \\(.*${why}`), PATIENCE);

/** The session left the program; a second login followed, and was good. */
async function logsInAgain(stack) {
  await stack.line(/session paper: login attempt 2/, PATIENCE);
  await stack.line(/session paper: loading -> ready/, PATIENCE, true);
}

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
      const client = await new Client(4004).connect();
      const id = client.nextId;
      const filled = client.event(EventName.orderStatus, (order, status) => order === id && status === 'Filled');
      client.api.placeOrder(id, AAPL, client.order(99_999));
      await filled;
      await client.disconnect();
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
    await stack.line(/session paper: ready -> login/, PATIENCE);
    await stack.line(/-> ready/, PATIENCE, true);
    assert.match(events(), /re-login done/);
  }));

  for (const how of ['unrecognized', 'login']) {
    test(`that is asked to log in again, in vain ("${how}"), logs in with the password`, () =>
      withStack({ SIMULATOR_LOST_AFTER: '2', SIMULATOR_RELOGIN: how, SIMULATOR_FAULT_STARTS: '1' }, 2, logsInAgain));
  }

  test('that expires logs in with the password', () =>
    withStack({ SIMULATOR_EXPIRE_AFTER: '2', SIMULATOR_FAULT_STARTS: '1' }, 2, logsInAgain));
});

describe('the configuration', () => {
  test('is made as it is wanted', () => {
    const env = { SIMULATOR_API_PORT: '4711', AUTO_RESTART_TIME: '01:23 AM', IBC_OverrideTwsMasterClientID: '17',
      IBC_SendMarketDataInLotsForUSstocks: 'yes', IBC_ResetOrderIdsAtStart: 'yes', IBC_BypassBondWarning: 'no' };
    return withStack(env, 1, async (stack) => {
      await ready(stack);
      const applied = /config applied port=4002 readOnly=false master=17 lots=true restart=01:23 AM precautions=\{(.*)\}/;
      const [, precautions] = await event(applied);
      assert.equal(precautions.match(/=true/g).length, 8);
      assert.match(precautions, /Bypass Bond warning for API Orders\.=false/);
      await event(/order ids reset/);
      await stack.line(/session paper: Master API client ID set to 17/);
    });
  });

  test('that does not take is told, the rest is made', () =>
    withStack({ SIMULATOR_QUIRK_STUCK: 'Read-Only API', SIMULATOR_QUIRK_MISSING: 'Bypass Called Bond warning for API Orders' }, 1,
      async (stack) => {
        await stack.line(/READ_ONLY_API could not be set: the program does not take the change/, PATIENCE);
        await stack.line(/BYPASS_WARNING: this version has no "Bypass Called Bond warning for API Orders"/, PATIENCE);
        await ready(stack);
        const [, precautions] = await event(/config applied .*readOnly=true .*precautions=\{(.*)\}/);
        assert.equal(precautions.match(/=true/g).length, 8);
      }));
});

describe('TWS', () => {
  test('is logged in to, configured with its questions answered, saved and closed', () => {
    const env = { PROGRAM: 'tws', SIMULATOR_API_PORT: '4711', IBC_ResetOrderIdsAtStart: 'yes', IBC_StoreSettingsOnServer: 'yes',
      SAVE_TWS_SETTINGS: 'Every 1 mins' };
    return withStack(env, 1, async (stack) => {
      await ready(stack);
      await event(/config applied port=7497 /);
      await event(/order ids reset/);
      await event(/ save settings/, 90_000);
      await stack.line(/saving the program's settings/);
      assert.equal(await stack.stop(), 0);
      assert.match(events(), /exit chosen from the menu[^]*settings saved/);
    });
  });
});
