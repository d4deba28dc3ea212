// SPDX-License-Identifier: MIT
// Bad input: one clear list of problems, exit status 78, nothing started.
import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
import net from 'node:net';
import { dirname, join } from 'node:path';
import { Stack, dataDir, descendants, existsSync, gatehouse, processes, run } from './stack.mjs';

/** What init has started: its children have its data folder as their home. */
function ours() {
  return processes().filter((one) => one.environ.includes(`HOME=${dataDir}`)).map((one) => one.cmdline);
}

async function refused(env) {
  const running = ours();
  const stack = Stack.launch(env);
  assert.equal(await stack.exited, 78);
  assert.deepEqual(ours(), running, 'nothing was started');
  return stack.lines.join('\n');
}

describe('bad settings', () => {
  test('an unknown trading mode', async () => {
    const output = await refused({ TRADING_MODE: 'demo' });
    assert.match(output, /gatehouse: 1 problem in the settings; nothing was started:/);
    assert.match(output, /TRADING_MODE="demo": is none of paper, live, both; for example TRADING_MODE=paper/);
  });

  test('a missing user, a wrong port and a file that is not there are told together', async () => {
    const { status, stderr } = await run(gatehouse, ['init'], {
      SUPERVISORD_UI_PORT: '0', IB_PASSWORD_FILE: '/no/such/file', SSH_TUNNEL: 'yes',
    });
    assert.equal(status, 78);
    assert.match(stderr, /5 problems/);
    assert.match(stderr, /GATEWAY_PATH="\/opt\/Jts": holds no gateway/);
    assert.match(stderr, /SSH_USER_TUNNEL: is missing: SSH_TUNNEL=yes needs it/);
    assert.match(stderr, /IB_USER: is missing/);
    assert.match(stderr, /SUPERVISORD_UI_PORT="0"/);
    assert.match(stderr, /IB_PASSWORD_FILE="\/no\/such\/file": cannot be read/);
  });

  test('a port somebody else listens on', async () => {
    const other = net.createServer().listen(9001, '127.0.0.1');
    await new Promise((listening) => other.on('listening', listening));
    const output = await refused({}).finally(() => other.close());
    assert.match(output, /SUPERVISORD_UI_PORT: the status page cannot listen on 127\.0\.0\.1:9001: another program does already/);
  });

  test('the check says what a start would say, all at once, and makes nothing', async () => {
    const other = net.createServer().listen(4004, '127.0.0.1');
    await new Promise((listening) => other.on('listening', listening));
    const settings = { IB_USER: 'u', IB_PASSWORD: 'p', GATEWAY_PATH: '/no/gateway', SESSION_DRIVER: 'ibc', IBC_PATH: '/no/ibc',
      DATA_DIR: '/dev/null/data', RUN_DIR: '/dev/null/run', BIND_ADDRESS: '127.0.0.1', SUPERVISORD_UI_PORT: '4002', PROGRAMS_DIR: '/no/programs',
      NOTIFY_COMMAND: '/no/notify', NOTIFY_CA: '/no/ca.pem', START_SCRIPTS: '/no/start.d', JAVA_HOME: '/no/java', DISPLAY: '0' };
    const check = await run(gatehouse, ['config', '--check'], settings);
    const start = await run(gatehouse, ['init'], settings);
    other.close();
    assert.deepEqual([check.status, start.status], [78, 78]);
    const lines = (text) => text.split('\n').filter((line) => line.startsWith('  ')).sort();
    assert.deepEqual(lines(check.stderr), lines(start.stderr));
    for (const name of ['GATEWAY_PATH', 'IBC_PATH', 'DATA_DIR', 'RUN_DIR', 'TRADING_MODE', 'SUPERVISORD_UI_PORT', 'PROGRAMS_DIR', 'NOTIFY_COMMAND',
      'NOTIFY_CA', 'START_SCRIPTS', 'JAVA_HOME', 'DISPLAY'])
      assert.match(check.stderr, new RegExp(`^  ${name}(=|:)`, 'm'));
    assert.ok(!existsSync('/no'));
    assert.doesNotMatch(check.stderr, /SESSION_DRIVER/, 'IBC_PATH says it');
  });

  test('beside a running one the check looks at all but what that one holds, and says so', async () => {
    const stack = await Stack.start();
    const environment = { IB_USER: 'u', IB_PASSWORD: 'p', DATA_DIR: dataDir, GATEWAY_PATH: join(dirname(gatehouse), '../lib/gatehouse/simulator/Jts'),
      SESSION_DRIVER: 'native', IBC_PATH: '/no/ibc' }; // for which native has no use
    try {
      const { status, stdout, stderr } = await run(gatehouse, ['config', '--check'], environment);
      assert.equal(status, 0, stderr);
      assert.match(stdout, /no problem in the settings\n.*a gatehouse runs here, so whether ports and display are free was not looked at/);
      const json = JSON.parse((await run(gatehouse, ['config', '--check', '--json'], environment)).stdout);
      assert.deepEqual([json.ok, json.ports_checked], [true, false]);
    } finally {
      assert.equal(await stack.stop(), 0);
    }
  });

  test('a second one beside the first says which ports and folder are taken', async () => {
    const first = await Stack.start();
    const second = Stack.launch({ DISPLAY: ':77' });
    assert.equal(await second.exited, 78);
    assert.match(second.lines.join('\n'), /127\.0\.0\.1:4002: another program does already/);
    assert.match(second.lines.join('\n'), /127\.0\.0\.1:4004: another program does already/);
    assert.ok(await first.allRunning());
    assert.ok(existsSync(gatehouse), 'its files are still there');
    assert.ok(descendants(first.pid).length >= 7);
    assert.equal(await first.stop(), 0);
  });
});
