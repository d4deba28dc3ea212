// SPDX-License-Identifier: MIT
// What both drivers do alike with a session that is ready: restarts by hand, TWS, a stop that keeps the token.
import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { Client } from './client.mjs';
import { PATIENCE, drivers, event, events, factor, isReady, withStack } from './drivers.mjs';
import { until } from './stack.mjs';

/** The time of restart or logoff, each time that the configuration was applied. */
const times = () => [...events().matchAll(/config applied .*?((?:restart|logoff)=\S+ [AP]M)/g)].map(([, time]) => time);

for (const driver of drivers) describe(`with the driver ${driver},`, () => {
  // IBC does not tell what time was there before: it is set back where the settings name it.
  const daily = driver === 'ibc' ? { AUTO_RESTART_TIME: '01:23 AM' } : { SIMULATOR_API_PORT: '4711' };
  test('a restart by hand needs no login, and leaves the daily restart where it was', () =>
    withStack(driver, { ...daily, SESSION_HASTE: '1' }, 1, async (stack) => {
      await isReady(stack, 1);
      await until('the configuration has settled', async () => (await stack.status()).relay.state === 'RUNNING');
      await until('it is configured', () => times().length === 1);
      assert.equal((await stack.ctl('signal', 'USR2', 'ibc')).status, 0);
      await stack.line(/session paper: ready -> restarting/, PATIENCE);
      await isReady(stack, 2);
      assert.match(events(), /start gateway settings=\S+ restart=\w+/);
      // The program applies what was set after its dialog has closed, and so perhaps after the session is ready.
      await until('it is configured as before, after the restart and for it', () => times().length === 3);
      const [before, , after] = times();
      assert.equal(after, before, events());
      await until('the relay serves again', async () => (await stack.status()).relay.state === 'RUNNING');
      await (await new Client(4004).connect()).disconnect();
    }));

  test('TWS is logged in to once, configured, restarted by hand without a login, and closed tidily', () =>
    withStack(driver, { PROGRAM: 'tws', SIMULATOR_API_PORT: '4711', SESSION_HASTE: '1' }, 1, async (stack) => {
      await isReady(stack, 1);
      await event(/config applied port=7497 /);
      await until('the relay serves', async () => (await stack.status()).relay.state === 'RUNNING');
      assert.equal((await stack.ctl('signal', 'USR2', 'ibc')).status, 0);
      await stack.line(/session paper: ready -> restarting/, PATIENCE);
      await isReady(stack, 2);
      assert.match(events(), /start tws settings=\S+ restart=\w+/);
      await until('the relay serves again', async () => (await stack.status()).relay.state === 'RUNNING');
      assert.equal(await stack.stop(), 0);
      await stack.line(/java closed tidily after \d+ ms \(status 0/);
      assert.match(events(), /settings saved\n[^]*settings saved/);
    }));

  test('a stop within its grace keeps the token of a login that took a second factor', () =>
    withStack(driver, { ...factor, STOP_GRACE: '120', SESSION_HASTE: '1' }, 1, async (stack) => {
      await isReady(stack, 1);
      await until('the relay serves', async () => (await stack.status()).relay.state === 'RUNNING');
      assert.equal(await stack.stop('SIGTERM', 110_000), 0);
      await stack.line(/java closed keeping its token after \d+ ms \(status 0, keeping its token \d+ ms\)/);
      assert.match(events(), /autorestart file written/);
    }));
});
