// SPDX-License-Identifier: MIT
// The whole stack with the driver ibc and the real IBC: every turn a login may take, and above all how often it is tried.
// IBC_PATH names the folder of its IBC.jar, which is not ours to ship: without it there is nothing to test.
import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from './client.mjs';
import { Stack, dataDir, existsSync, processes, readFileSync, until } from './stack.mjs';

const folder = process.env.IBC_PATH;
const jar = folder && join(folder, 'IBC.jar');

const attempts = (stack) => stack.lines.filter((line) => /session \w+: login attempt/.test(line)).length;
/** What ended it may have come before it was ready for the first time. */
const readyAgain = (stack) => stack.line(/session paper: .* -> ready \(/, undefined, true);

const program = (mode = 'paper') => {
  const file = join(dataDir, mode, 'simulator.log');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
};

async function withStack(env, act) {
  const stack = Stack.launch({ SESSION_DRIVER: 'ibc', IBC_PATH: folder, STOP_GRACE: '10', ...env }); // no token is kept here
  try {
    await act(stack);
  } finally {
    await stack.stop();
  }
}

const ready = (stack) => stack.line(/^gatehouse: ready: /);

if (jar) describe('a session driven by IBC', () => {
  test('logs in once, serves a client, and closes tidily when told to stop', async () => {
    await withStack({}, async (stack) => {
      await ready(stack);
      const client = await new Client(4004).connect();
      assert.match(client.accounts, /^DU\d+/);
      await client.disconnect();
      assert.equal(attempts(stack), 1);
      assert.equal(await stack.stop(), 0);
      await stack.line(/IBC to STOP: OK/);
      await stack.line(/java closed tidily after \d+ ms \(status 0, tidily \d+ ms\)/);
    });
  });

  test('tells its password to nobody: not in arguments, environment, files, log or memory once read', async () => {
    const password = 'Zürich \\ $HOME "quoted" \'single\' #=!: end';
    await withStack({ IB_USER: 'jdoe', IB_PASSWORD: password, SIMULATOR_USERS: `jdoe:${password}` }, async (stack) => {
      await ready(stack);
      const java = await stack.javaPid();
      const shown = processes().map((one) => one.cmdline + one.environ).join('\n');
      assert.doesNotMatch(shown, /HOME "quoted"/);
      for (const fd of readdirSync(`/proc/${java}/fd`)) {
        const path = `/proc/${java}/fd/${fd}`, about = statSync(path, { throwIfNoEntry: false });
        if (!about?.isFile() || about.size > 1e6) continue;
        assert.doesNotMatch(readFileSync(path, 'latin1'), /IbPassword/, `descriptor ${fd}`);
      }
      assert.doesNotMatch(stack.lines.join('\n') + program(), /quoted/);
      assert.match(program(), /login attempt 1 user=jdoe mode=paper credentials=ok/);
    });
  });

  for (const how of ['failed', 'unrecognized']) {
    test(`whose login is refused as "${how}" calls a person`, async () => {
      await withStack({ IB_USER: 'u', IB_PASSWORD: 'wrong', SIMULATOR_USERS: 'u:right', SIMULATOR_REJECT: how,
        SESSION_HASTE: '3' }, async (stack) => {
        await stack.line(/session paper: .* -> needs_human/, 60_000);
        await until('java has ended', async () => !await stack.javaPid());
        assert.ok(attempts(stack) >= 1 && attempts(stack) <= 2, `${attempts(stack)} attempts`);
        assert.equal(program().match(/ login attempt /g).length, attempts(stack));
      });
    });
  }

  for (const trouble of ['connection', 'loginerror']) {
    test(`that meets "${trouble}" tries again after a pause, in a new JVM`, async () => {
      await withStack({ SIMULATOR_TROUBLE: trouble, SIMULATOR_FAULT_STARTS: '1' }, async (stack) => {
        await stack.line(/next start in \d+ s/);
        await ready(stack);
        assert.equal(attempts(stack), 2);
        assert.equal(program().match(/ login attempt 1 /g).length, 2); // never a second one in one JVM
      });
    });
  }

  test('that is told to wait after too many attempts does not go on by itself', async () => {
    await withStack({ SIMULATOR_TROUBLE: 'toomany' }, async (stack) => {
      await stack.line(/Too many failed login attempts/);
      await stack.line(/session paper: login -> /);
      assert.equal(attempts(stack), 1);
    });
  });

  test('waits for the second factor of a live account, then is ready', async () => {
    await withStack({ TRADING_MODE: 'live', SIMULATOR_TWOFA: 'dialog', SIMULATOR_TWOFA_SECONDS: '1' }, async (stack) => {
      await stack.line(/session live: .* -> second_factor/);
      assert.match(await ready(stack), /live API on 127\.0\.0\.1:4003/);
      assert.equal(attempts(stack), 1);
    });
  });

  test('chooses the device that TWOFA_DEVICE names', async () => {
    const env = { TRADING_MODE: 'live', SIMULATOR_TWOFA: 'devices', SIMULATOR_TWOFA_SECONDS: '1',
      TWOFA_DEVICE: 'Mobile Authenticator app' };
    await withStack(env, async (stack) => {
      await ready(stack);
      assert.match(program('live'), /second factor device chosen: Mobile Authenticator app/);
    });
  });

  test('notices that the second factor was not given', async () => {
    const env = { TRADING_MODE: 'live', SIMULATOR_TWOFA: 'dialog', SIMULATOR_TWOFA_SECONDS: '1', SIMULATOR_TWOFA_RESULT: 'expire' };
    await withStack(env, async (stack) => {
      await stack.line(/session live: second_factor -> \w+ \(.*not given in time/);
      assert.equal(attempts(stack), 1);
    });
  });

  const before = { SIMULATOR_EXISTING: 'yes' }, later = { SIMULATOR_EXISTING_AFTER: '1' };
  const action = (word) => ({ EXISTING_SESSION_DETECTED_ACTION: word });
  for (const [what, env] of [
    ['takes the session over from another one of the user', before],
    ['takes it over as primaryoverride, too', { ...before, ...action('primaryoverride') }],
    ['keeps it from one that comes later', later],
  ]) {
    test(what, () => withStack(env, async (stack) => {
      await until('the other one is sent away', () => /"EXISTING SESSION DETECTED" button "Continue Login"/.test(program()), 60_000);
      await ready(stack);
      assert.equal(await stack.stop(), 0);
      assert.doesNotMatch(program(), /button "Exit Application"/);
      assert.equal(attempts(stack), 1);
    }));
  }

  for (const [what, env, overridden] of [
    ['gives way to another session that claims the user back', { ...before, SIMULATOR_EXISTING_STUBBORN: 'yes' }, 1],
    ['gives way as a secondary one', { ...before, ...action('secondary') }, 0],
    ['gives way as a secondary one to another that comes later', { ...later, ...action('secondary') }, 0],
    ['gives way as primaryoverride to another that comes later', { ...later, ...action('primaryoverride') }, 0],
  ]) {
    test(`${what}, and calls a person`, () => withStack(env, async (stack) => {
      await stack.line(/session paper: \S+ -> needs_human \(.*let the other (one|session) proceed/);
      await until('java has ended', async () => !await stack.javaPid());
      assert.equal(program().match(/button "Continue Login"/g)?.length ?? 0, overridden);
      assert.equal(attempts(stack), 1);
    }));
  }

  test('leaves another session of the user to a person where that is wanted', () =>
    withStack({ ...before, ...action('manual') }, async (stack) => {
      await stack.line(/session paper: login -> needs_human \(the user is logged in elsewhere: a person is to decide/);
      await stack.line(/unknown window "EXISTING SESSION DETECTED"/);
      assert.doesNotMatch(program(), /"EXISTING SESSION DETECTED" button/);
      assert.equal(await stack.stop(), 0);
      assert.equal(attempts(stack), 1);
    }));

  test('reports a window that IBC does not know, and does not click it', async () => {
    await withStack({ SIMULATOR_UNKNOWN: 'Something New' }, async (stack) => {
      assert.match(await stack.line(/unknown window "Something New"/), /buttons \[Proceed anyway \| Not now\]/);
      assert.doesNotMatch(program(), /dialog "Something New" button/);
    });
  });

  test('goes on with the token after the daily restart, without a login', async () => {
    const env = { SIMULATOR_AUTOEXIT_AFTER: '3', SIMULATOR_AUTOEXIT_RESTART: 'yes', SIMULATOR_FAULT_STARTS: '1' };
    await withStack(env, async (stack) => {
      await stack.line(/session paper: \S+ -> restarting /);
      await readyAgain(stack);
      assert.equal(attempts(stack), 1);
      assert.match(program(), /start gateway settings=\S+ restart=\w+/);
    });
  });

  for (const resume of ['rejected', 'ignored']) {
    test(`whose token is ${resume} logs in in full`, async () => {
      const env = { SIMULATOR_AUTOEXIT_AFTER: '3', SIMULATOR_AUTOEXIT_RESTART: 'yes', SIMULATOR_FAULT_STARTS: '2',
        SIMULATOR_RESUME: resume };
      await withStack(env, async (stack) => {
        await stack.line(/session paper: login attempt 2/);
        await readyAgain(stack);
        assert.equal(attempts(stack), 2);
      });
    });
  }

  test('goes on when the servers want the login again in the middle', async () => {
    await withStack({ SIMULATOR_LOST_AFTER: '2' }, async (stack) => {
      await ready(stack);
      await stack.line(/Re-login to session/);
      await until('the API serves', async () => (await stack.status()).relay.state === 'RUNNING');
      assert.equal(attempts(stack), 1);
    });
  });

  test('is started again after a crash', async () => {
    await withStack({ SIMULATOR_CRASH_AFTER: '2', SIMULATOR_FAULT_STARTS: '1' }, async (stack) => {
      await stack.line(/java crashed or was killed \(status 134\)/);
      await readyAgain(stack);
      assert.equal(attempts(stack), 2);
    });
  });

  test('whose program cannot begin calls a person, and does not try for ever', async () => {
    await withStack({ SIMULATOR_BOOT: 'throw' }, async (stack) => {
      await stack.line(/session paper: starting -> needs_human \(the gateway does not begin to run.*status 83/);
      assert.equal(attempts(stack), 0);
    });
  });

  test('that gets no login window tries again, with a setting given as IBC_…', async () => {
    const env = { SIMULATOR_BOOT: 'nowindow', SIMULATOR_FAULT_STARTS: '1', IBC_LoginDialogDisplayTimeout: '3' };
    await withStack(env, async (stack) => {
      await stack.line(/no login window \(status 88\)/);
      await ready(stack);
      assert.equal(attempts(stack), 1);
    });
  });

  test('is stopped although its windows are frozen', async () => {
    await withStack({ SIMULATOR_FREEZE_AFTER: '1' }, async (stack) => {
      await ready(stack);
      await until('it is frozen', () => /freez|frozen/.test(program()));
      assert.equal(await stack.stop(), 0);
    });
  });

  test('of two accounts has each its own IBC', async () => {
    const env = { TRADING_MODE: 'both', IB_USER_PAPER: 'p', IB_PASSWORD_PAPER: 'q' };
    await withStack(env, async (stack) => {
      assert.match(await ready(stack), /live API on 127\.0\.0\.1:4003, paper API on 127\.0\.0\.1:4004/);
      assert.equal(attempts(stack), 2);
    });
  });

  test('is not begun where IBC is asked for and missing', async () => {
    const stack = Stack.launch({ SESSION_DRIVER: 'ibc', IBC_PATH: '/nowhere' });
    assert.equal(await stack.exited, 78);
    await until('it says why', () => stack.lines.some((line) => /IBC_PATH.*IBC\.jar/.test(line)));
  });
});
