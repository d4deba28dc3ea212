// SPDX-License-Identifier: MIT
// Restarts that are planned, and stops: what they cost in logins and second factors. Here the minutes are real ones, for the
// gateway restarts itself at a full minute. Both drivers; the half with ibc needs an IBC (IBC_PATH), which is not ours to ship.
import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from './client.mjs';
import { PATIENCE, Stack, existsSync, processes, readFileSync, until } from './stack.mjs';

const MINUTES = PATIENCE + 60_000;
const factor = { SIMULATOR_TWOFA: 'dialog', SIMULATOR_TWOFA_MODES: 'both', SIMULATOR_TWOFA_SECONDS: '1' };

/** A folder for the data of several containers, one after the other. */
function folderOf(context) {
  const folder = mkdtempSync(join(tmpdir(), 'restart-'));
  chmodSync(folder, 0o755);
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function events(folder) {
  const file = join(folder, 'paper/simulator.log');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

const count = (stack, pattern) => stack.lines.filter((line) => pattern.test(line)).length;
const logins = (folder) => events(folder).match(/ login attempt \d+ /g)?.length ?? 0;
const factors = (folder) => events(folder).match(/ second factor: ok/g)?.length ?? 0;
const readies = (stack) => count(stack, /session paper: .* -> ready /);
const isReady = (stack, times, milliseconds = PATIENCE) =>
  until(`ready ${times} times`, () => readies(stack) >= times, milliseconds).catch((error) => {
    throw new Error(`${error.message}:\n${stack.lines.slice(-50).join('\n')}`);
  });

async function withStack(env, act) {
  const stack = Stack.launch(env);
  try {
    return await act(stack);
  } finally {
    await stack.stop('SIGTERM', 100_000);
  }
}

/** The next full minute that is at least so many seconds away, as AUTO_RESTART_TIME wants it, and its wall clock. */
function minuteIn(seconds) {
  const at = new Date((Math.floor((Date.now() + seconds * 1000) / 60_000) + 1) * 60_000);
  const time = at.toLocaleTimeString('en-US', { timeZone: 'UTC', hour: '2-digit', minute: '2-digit', hour12: true });
  return { at, time };
}

const drivers = [{ SESSION_DRIVER: 'native' }];
if (process.env.IBC_PATH) drivers.push({ SESSION_DRIVER: 'ibc', IBC_PATH: process.env.IBC_PATH });

for (const driver of drivers) {
  describe(`with the driver ${driver.SESSION_DRIVER}, a stop`, () => {
    test('keeps a login that took a second factor: the next container needs none', async (context) => {
      const folder = folderOf(context);
      const env = { ...driver, ...factor, DATA_DIR: folder };
      await withStack(env, async (stack) => {
        await stack.line(/session paper: login -> second_factor/, PATIENCE);
        await isReady(stack, 1);
        assert.equal(await stack.stop('SIGTERM', 90_000), 0);
        await stack.line(/java closed keeping its token after \d+ ms \(status 0, keeping its token \d+ ms\)/);
      });
      assert.match(events(folder), /autorestart file written/);
      await withStack({ ...env, STOP_GRACE: '10' }, async (stack) => {
        await isReady(stack, 1);
        assert.equal(count(stack, /second_factor|was killed while/), 0);
        assert.equal(count(stack, /login attempt/), 0);
        await until('the relay serves', async () => (await stack.status()).relay.state === 'RUNNING');
        const client = await new Client(4004).connect();
        await client.disconnect();
        assert.equal(await stack.stop('SIGTERM', 10_000), 0); // as little as docker stop gives
        await stack.line(/java closed tidily after/);
      });
      assert.equal(logins(folder), 1);
      assert.equal(factors(folder), 1);
    });
  });

  describe(`with the driver ${driver.SESSION_DRIVER}, a restart`, () => {
    test('at its time of day takes the token, and is no illness', async (context) => {
      const folder = folderOf(context), { at, time } = minuteIn(60);
      const env = { ...driver, ...factor, DATA_DIR: folder, TZ: 'UTC', AUTO_RESTART_TIME: time };
      await withStack({ ...env, SESSION_HASTE: '4', STOP_GRACE: '10' }, async (stack) => {
        await isReady(stack, 1);
        assert.ok(Date.now() < at, 'it took too long to be ready');
        const java = await stack.javaPid();
        await until('the time of the plan begins', () => at - Date.now() < 85_000);
        process.kill(java, 'SIGSTOP'); // within it nobody minds
        await new Promise((wake) => setTimeout(wake, Math.min(8000, Math.max(at - Date.now() - 4000, 3000))));
        assert.ok(processes().some((one) => one.pid === java && one.state === 'T'));
        process.kill(java, 'SIGCONT');
        await stack.line(/session paper: ready -> restarting/, MINUTES);
        await isReady(stack, 2);
        assert.equal(count(stack, /stands still|waking it|restarting it/), 0);
        assert.equal(count(stack, /login attempt/), 1);
      });
      assert.equal(logins(folder), 1);
      assert.equal(factors(folder), 1);
      assert.match(events(folder), /auto-restart\n[^]*start gateway settings=\S+ restart=\w+/);
    });
  });
}

describe('a restart', () => {
  test('by hand takes the token', async (context) => {
    const folder = folderOf(context);
    await withStack({ ...factor, PROGRAM: 'tws', DATA_DIR: folder, STOP_GRACE: '10' }, async (stack) => {
      await isReady(stack, 1);
      assert.equal((await stack.ctl('signal', 'USR2', 'ibc')).status, 0);
      await stack.line(/session paper: ready -> restarting \(told to restart\)/);
      await isReady(stack, 2, MINUTES);
      assert.equal(count(stack, /login attempt/), 1);
    });
    assert.equal(factors(folder), 1);
  });

  test('whose token is refused is followed by one full login', async (context) => {
    const folder = folderOf(context);
    const env = { ...factor, PROGRAM: 'tws', DATA_DIR: folder, STOP_GRACE: '10', SIMULATOR_RESUME: 'unrecognized',
      SIMULATOR_FAULT_STARTS: '2' };
    await withStack(env, async (stack) => {
      await isReady(stack, 1);
      await stack.ctl('signal', 'USR2', 'ibc');
      await isReady(stack, 2, MINUTES);
      assert.equal(count(stack, /login attempt/), 2);
      assert.equal(count(stack, /needs_human/), 0);
    });
    assert.equal(logins(folder), 2);
  });

  test('that does not come at its time is noticed, told and made up for', async (context) => {
    const folder = folderOf(context), { time } = minuteIn(60);
    const env = { SESSION_HASTE: '20', DATA_DIR: folder, TZ: 'UTC', AUTO_RESTART_TIME: time, SIMULATOR_QUIRK_NOSETTINGS: 'yes',
      NOTIFY_COMMAND: join(folder, 'notify') };
    writeFileSync(env.NOTIFY_COMMAND, `#!/bin/sh\ncat >> ${folder}/told\n`, { mode: 0o755 });
    await withStack(env, async (stack) => {
      await isReady(stack, 1);
      const java = await stack.javaPid();
      await stack.line(/the gateway has not restarted itself at AUTO_RESTART_TIME: it is restarted/, MINUTES);
      await stack.line(/ready -> restarting \(it did not restart itself at AUTO_RESTART_TIME\)/);
      await isReady(stack, 2);
      assert.notEqual(await stack.javaPid(), java);
      await stack.line(/NOTIFY_COMMAND: delivered: warning/);
      assert.match(readFileSync(join(folder, 'told'), 'utf8'), /"event":"warning".*has not restarted itself/);
      assert.equal(count(stack, /login attempt/), 2);
    });
  });
});

describe('a logoff', () => {
  test('at its time of day ends the gateway, which is logged in again later', async (context) => {
    const folder = folderOf(context), { time } = minuteIn(60);
    const env = { DATA_DIR: folder, TZ: 'UTC', AUTO_LOGOFF_TIME: time };
    await withStack(env, async (stack) => {
      await isReady(stack, 1);
      await stack.line(/session paper: ready -> logged_off/, MINUTES);
      assert.equal(await stack.javaPid(), undefined);
      await isReady(stack, 2, MINUTES);
      assert.equal(count(stack, /login attempt/), 2);
      assert.equal(count(stack, /needs_human/), 0);
    });
  });
});

describe('a container that is killed while it keeps its login', () => {
  test('is told of by the next', async (context) => {
    const folder = folderOf(context);
    const env = { ...factor, DATA_DIR: folder };
    await withStack(env, async (stack) => {
      await isReady(stack, 1);
      const children = [await stack.servicePid('session'), await stack.javaPid()];
      stack.child.kill('SIGTERM');
      await stack.line(/session paper: ready -> stopping/);
      await until('it says so on disk', () => existsSync(join(folder, 'paper/.stopping')));
      stack.child.kill('SIGKILL'); // with all that is in it, as an engine does; java last, for its session would note its end
      for (const pid of children) process.kill(pid, 'SIGKILL');
      await stack.exited;
      await until('nothing is left', () => !processes().some((one) => children.includes(one.pid) && one.state !== 'Z'));
    });
    await withStack({ ...env, STOP_GRACE: '10' }, async (stack) => {
      await stack.line(/the last container was killed while it kept its login.*stop_grace_period: 90s/, PATIENCE);
      await isReady(stack, 1);
      assert.equal(count(stack, /login attempt/), 1);
      assert.equal(existsSync(join(folder, 'paper/.stopping')), false);
    });
  });
});
