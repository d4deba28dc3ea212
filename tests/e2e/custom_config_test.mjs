// SPDX-License-Identifier: MIT
// CUSTOM_CONFIG=yes: the user's own files are used, and stay as they are. The half with IBC needs one: IBC_PATH.
import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from './client.mjs';
import { Stack, readFileSync } from './stack.mjs';

const JTS_INI = '[Logon]\nLocale=de\nTimeZone=Asia/Tokyo\n\n[Mine]\nkept=yes\n';
const CONFIG_INI = `# mine
IbLoginId=jdoe
IbPassword=own $ecret
TradingMode=paper
OverrideTwsApiPort=4002
AcceptNonBrokerageAccountWarning=yes
CommandServerPort=7462
BindAddress=127.0.0.1
ExistingSessionDetectedAction=primary
`;

/** A data folder as a user mounts it; whoever is root gives it to the user that everything runs as. */
async function withFiles(files, env, act) {
  const folder = mkdtempSync(join(tmpdir(), 'custom-'));
  const own = (path) => process.getuid() === 0 && chownSync(path, 1000, 1000);
  mkdirSync(join(folder, 'paper'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  for (const path of [folder, join(folder, 'paper'), ...Object.keys(files).map((name) => join(folder, name))]) own(path);
  const stack = await Stack.start({ DATA_DIR: folder, CUSTOM_CONFIG: 'yes', ...env });
  try {
    await act(stack, (name) => readFileSync(join(folder, name), 'utf8'));
  } finally {
    await stack.stop();
    rmSync(folder, { recursive: true });
  }
}

describe('with CUSTOM_CONFIG=yes', () => {
  test('the driver native leaves jts.ini to its owner', async () => {
    await withFiles({ 'paper/jts.ini': JTS_INI }, {}, async (stack, read) => {
      const lines = read('paper/jts.ini');
      for (const line of ['TimeZone=Asia/Tokyo', 'Locale=de', 'kept=yes']) assert.match(lines, new RegExp(`^${line}$`, 'm'));
      assert.doesNotMatch(lines, /New_York|TrustedIPs/);
    });
  });

  if (process.env.IBC_PATH) test('the driver ibc logs in by the config.ini that is there, and changes no byte of it', async () => {
    const env = { SESSION_DRIVER: 'ibc', IBC_PATH: process.env.IBC_PATH, SIMULATOR_USERS: 'jdoe:own $ecret', IB_USER: 'other' };
    await withFiles({ 'config.ini': CONFIG_INI, 'paper/jts.ini': JTS_INI }, env, async (stack, read) => {
      const client = await new Client(4004).connect();
      await client.disconnect();
      assert.match(read('paper/simulator.log'), /login attempt 1 user=jdoe mode=paper credentials=ok/);
      assert.equal(read('config.ini'), CONFIG_INI);
      assert.match(read('paper/jts.ini'), /^TimeZone=Asia\/Tokyo$/m);
      await stack.line(/IB_USER and IB_PASSWORD have no effect with CUSTOM_CONFIG=yes/);
    });
  });
});
