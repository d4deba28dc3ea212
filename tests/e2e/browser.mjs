// SPDX-License-Identifier: MIT
// The page in Debian's Chromium. Pictures of it are kept in output/.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { root } from './stack.mjs';

const output = join(root, 'tests/e2e/output');
const wide = { viewport: { width: 1280, height: 900 }, colorScheme: 'light' };

export const address = 'http://127.0.0.1:9001';
export const login = { username: 'night', password: 'watch-pass' };
export const phone = { viewport: { width: 360, height: 740 }, colorScheme: 'dark', hasTouch: true, isMobile: true };

export class Browser {
  static async start() {
    mkdirSync(output, { recursive: true });
    const browser = new Browser();
    browser.chromium = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
    return browser;
  }

  /** A page, logged in; `answer` is how its request was answered. */
  async open(options = {}, path = '/') {
    const context = await this.chromium.newContext({ httpCredentials: login, ...wide, ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    page.problems = [];
    page.on('pageerror', (error) => page.problems.push(String(error)));
    page.on('console', (line) => line.type() === 'error' && /Content Security/.test(line.text()) && page.problems.push(line.text()));
    page.answer = await page.goto(address + path);
    return page;
  }

  shoot(page, name) { return page.screenshot({ path: join(output, `page-${name}.png`), fullPage: true }); }

  /** Nothing may have gone wrong on it. */
  async close(page) {
    assert.deepEqual(page.problems, []);
    await page.context().close();
  }

  end() { return this.chromium.close(); }
}
