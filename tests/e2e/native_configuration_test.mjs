// SPDX-License-Identifier: MIT
// What the native driver sets in the program's own configuration, and TWS from login to close.
import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { PATIENCE, events, event, withStack, ready } from './native.mjs';

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
