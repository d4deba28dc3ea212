// SPDX-License-Identifier: MIT
// kill -9 of each service: it is back without help, what does not depend on it is untouched, no zombie stays.
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { Client } from './client.mjs';
import { Stack, descendants, until } from './stack.mjs';

const dependents = {
  relay: [], web: [], logger: [], x11vnc: [], xvfb: ['session', 'relay', 'x11vnc'], session: ['relay'],
};

describe('kill -9', () => {
  let stack;
  before(async () => { stack = await Stack.start(); });
  after(async () => { await stack?.stop(); });

  async function pids() {
    const entries = Object.keys(dependents).map(async (name) => [name, await stack.servicePid(name)]);
    return Object.fromEntries(await Promise.all(entries));
  }

  for (const name of Object.keys(dependents)) {
    test(`${name} comes back`, async () => {
      const before = await pids();
      process.kill(before[name], 'SIGKILL');
      const back = await until(`${name} runs again`, async () => {
        const now = await pids();
        return now[name] && now[name] !== before[name] && await stack.allRunning() && now;
      }, 40_000);
      for (const other of Object.keys(dependents))
        if (other !== name && !dependents[name].includes(other)) assert.equal(back[other], before[other], `${other} was touched`);
      assert.deepEqual(descendants(stack.pid).filter((one) => one.state === 'Z'), []);
      await (await new Client(4004).connect()).disconnect();
    });
  }

  test('java comes back, and a client trades again', async () => {
    const java = await stack.javaPid();
    const session = await stack.servicePid('session');
    process.kill(java, 'SIGKILL');
    await until('another java runs', async () => {
      const now = await stack.javaPid();
      return now && now !== java && await stack.allRunning();
    }, 40_000);
    assert.equal(await stack.servicePid('session'), session);
    await (await new Client(4004).connect()).disconnect();
  });

  test('java is back only after X is back', async () => {
    const began = stack.lines.length;
    process.kill(await stack.servicePid('xvfb'), 'SIGKILL');
    await until('everything runs again', async () =>
      stack.lines.slice(began).some((line) => /relay STARTING -> RUNNING/.test(line)) && stack.allRunning(), 40_000);
    const lines = stack.lines.slice(began);
    const display = lines.findIndex((line) => /xvfb STARTING -> RUNNING/.test(line));
    const java = lines.findLastIndex((line) => /starting java/.test(line));
    assert.ok(display >= 0 && java > display, lines.join('\n'));
  });
});
