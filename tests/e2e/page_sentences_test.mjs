// SPDX-License-Identifier: MIT
// The sentences that matter, each from a real stack that is in that state: said on the page, readable on a phone in the dark and on
// a screen in the light. Pictures of all are kept in output/, to be looked at.
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { Browser, login, phone } from './browser.mjs';
import { PATIENCE, Stack } from './stack.mjs';

const desk = { viewport: { width: 1100, height: 800 }, colorScheme: 'light' };
const PLANNED = { AUTO_RESTART_TIME: '11:59 PM' };
const FACTOR = { SIMULATOR_TWOFA: 'dialog', SIMULATOR_TWOFA_MODES: 'both', SIMULATOR_TWOFA_SECONDS: '600' };

/** What the stack is given, what is done when it is ready, what the page says then, and in which tone. */
const sentences = {
  connected: { env: PLANNED, line: /^gatehouse: ready: /, says: /^Paper: connected since [\d:]+$/, more: /next restart /, tone: 'good' },
  restarting: { env: PLANNED, line: /^gatehouse: ready: /, act: (stack) => stack.ctl('signal', 'USR2', 'ibc'),
    says: /^Paper: restarting since [\d:]+$/, more: /for \d/, tone: 'busy' },
  'second-factor': { env: FACTOR, line: /-> second_factor/, says: /^Paper: waits for your second factor since [\d:]+$/,
    more: /IBKR Mobile/, tone: 'act' },
  refused: { env: { IB_USER: 'trader', IB_PASSWORD: 'wrong', SIMULATOR_USERS: 'trader:right', SESSION_HASTE: '20' }, line: /-> needs_human/,
    says: /^Paper: needs you/, more: /password\. No further attempt is made until somebody acts\./, tone: 'alarm' },
  'lost-servers': { env: { SIMULATOR_UPSTREAM_LOST_AFTER: '1' }, line: /^gatehouse: ready: /,
    says: /^Paper: connected, but the gateway has lost its servers; since [\d:]+$/, more: /./, tone: 'busy' },
  'unknown-window': { env: { SIMULATOR_UNKNOWN: 'Something New' }, line: /unknown window "Something New"/, says: /^Paper: connected/,
    more: /A window nobody knows is open[^]*Something New/, tone: 'act' },
};

describe('the sentence that matters', () => {
  let browser;
  before(async () => { browser = await Browser.start(); });
  after(() => browser?.end());

  async function show(name, options, { says, more, tone }) {
    const page = await browser.open(options);
    await page.waitForFunction((pattern) => new RegExp(pattern).test(document.querySelector('.session h1')?.textContent), says.source,
      { timeout: PATIENCE });
    await page.waitForFunction((pattern) => new RegExp(pattern).test(document.querySelector('.session').textContent), more.source,
      { timeout: PATIENCE });
    await page.waitForFunction((name) => document.querySelector('.session').classList.contains(name), tone);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), options.viewport.width);
    await browser.shoot(page, name);
    await browser.close(page);
  }

  for (const [name, { env, line, act, ...sentence }] of Object.entries(sentences))
    test(name, async () => {
      const stack = Stack.launch({ ...env, SUPERVISORD_UI_USER: login.username, SUPERVISORD_UI_PASS: login.password, VNC_PWD: 'vncpass1' });
      try {
        await stack.line(line, PATIENCE);
        await act?.(stack);
        await show(`${name}-phone`, phone, sentence);
        await show(`${name}-desk`, desk, sentence);
      } finally {
        await stack.stop();
      }
    });
});
