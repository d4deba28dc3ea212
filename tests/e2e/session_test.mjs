// SPDX-License-Identifier: MIT
// What a login can meet: refused, second factor, a window nobody knows, two accounts at once.
import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from './client.mjs';
import { Stack, until } from './stack.mjs';

async function withStack(env, act) {
  const stack = Stack.launch({ STOP_GRACE: '10', ...env }); // no token is kept here
  try {
    await act(stack);
  } finally {
    await stack.stop();
  }
}

const attempts = (stack, name) => stack.lines.filter((line) => line.includes(`session ${name}: login attempt`)).length;

describe('a login', () => {
  for (const how of ['failed', 'unrecognized']) {
    test(`refused as "${how}" is tried once more, a person is called, and a new container leaves it to them`, async (context) => {
      const folder = mkdtempSync(join(tmpdir(), 'session-'));
      context.after(() => rmSync(folder, { recursive: true, force: true }));
      const env = { IB_USER: 'u', IB_PASSWORD: 'wrong', SIMULATOR_USERS: 'u:right', SIMULATOR_REJECT: how,
        SESSION_HASTE: '20', DATA_DIR: folder };
      await withStack(env, async (stack) => {
        await stack.line(/session paper: .* -> needs_human/);
        const { stdout, status } = await stack.ctl('health');
        assert.equal(status, 1);
        assert.match(stdout, /Paper: needs you/);
        await until('java has ended', async () => !await stack.javaPid());
        assert.equal(attempts(stack, 'paper'), 2);
        assert.equal((await stack.status()).relay.state, 'STOPPED');
      });
      await withStack(env, async (stack) => {
        await stack.line(/session paper: absent -> needs_human \(refused before: /);
        assert.equal(attempts(stack, 'paper'), 0);
        assert.equal(await stack.javaPid(), undefined);
        const { status } = await stack.ctl('retry', 'ibc');
        assert.equal(status, 0);
        await stack.line(/session paper: login attempt 1/);
      });
    });
  }

  test('waits for the second factor of a live account, then is ready', async () => {
    await withStack({ TRADING_MODE: 'live', SIMULATOR_TWOFA: 'dialog', SIMULATOR_TWOFA_SECONDS: '1' }, async (stack) => {
      await stack.line(/session live: .* -> second_factor/);
      assert.match(await stack.line(/^gatehouse: ready: /), /live API on 127\.0\.0\.1:4003/);
      const client = await new Client(4003).connect();
      assert.match(client.accounts, /^U\d+/);
      await client.disconnect();
    });
  });

  test('a window nobody knows is reported and never clicked', async () => {
    await withStack({ SIMULATOR_UNKNOWN: 'Something New' }, async (stack) => {
      const line = await stack.line(/session paper: unknown window "Something New"/);
      assert.match(line, /buttons/);
      const { SUPERVISORD_UI_USER: user = 'demo' } = {};
      const password = /password (\w+)$/.exec(stack.lines.find((one) => one.startsWith('demo: status page')))[1];
      const headers = { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` };
      await until('it is on the page', async () =>
        /Something New/.test(await (await fetch('http://127.0.0.1:9001/', { headers })).text()));
    });
  });

  test('two accounts run side by side, each with its own port and folder', async () => {
    const env = { TRADING_MODE: 'both', IB_USER_PAPER: 'p', IB_PASSWORD_PAPER: 'q', SIMULATOR_TWOFA: 'none' };
    await withStack(env, async (stack) => {
      const ready = await stack.line(/^gatehouse: ready: /, 60_000);
      assert.match(ready, /live API on 127\.0\.0\.1:4003, paper API on 127\.0\.0\.1:4004/);
      const [live, paper] = await Promise.all([new Client(4003).connect(), new Client(4004).connect()]);
      assert.match(live.accounts, /^U\d+/);
      assert.match(paper.accounts, /^DU\d+/);
      await Promise.all([live.disconnect(), paper.disconnect()]);
      const before = await stack.servicePid('session');
      process.kill(await stack.servicePid('session-paper'), 'SIGKILL');
      await until('the other comes back', () => stack.allRunning(), 40_000);
      assert.equal(await stack.servicePid('session'), before);
    });
  });
});
