// SPDX-License-Identifier: MIT
// Bad input: one clear list of problems, exit status 78, nothing started.
import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
import net from 'node:net';
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
    assert.match(stderr, /4 problems/);
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

  test('a second one beside the first says which ports and folder are taken', async () => {
    const first = await Stack.start();
    const second = Stack.launch({ DISPLAY: ':77' });
    assert.equal(await second.exited, 78);
    assert.match(second.lines.join('\n'), /127\.0\.0\.1:4004: another program does already/);
    assert.ok(await first.allRunning());
    assert.ok(existsSync(gatehouse), 'its files are still there');
    assert.ok(descendants(first.pid).length >= 7);
    assert.equal(await first.stop(), 0);
  });
});
