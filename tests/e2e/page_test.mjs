// SPDX-License-Identifier: MIT
// The page in a real browser, as somebody with a phone at 3 a.m. meets it. Pictures of it are kept in output/.
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { appendFileSync, existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from './client.mjs';
import { Browser, address, login, phone } from './browser.mjs';
import { Stack, dataDir, until } from './stack.mjs';

let stack, browser;
const open = (options, path) => browser.open(options, path);
const shoot = (page, name) => browser.shoot(page, name);
const close = (page) => browser.close(page);

describe('the page, with a login', () => {
  before(async () => {
    browser = await Browser.start();
    stack = await Stack.start({ SUPERVISORD_UI_USER: login.username, SUPERVISORD_UI_PASS: login.password, VNC_PWD: 'vncpass1' });
  });
  after(async () => {
    await browser?.end();
    await stack?.stop();
  });

  test('says first what matters, and then each service', async () => {
    const page = await open();
    assert.match(await page.textContent('h1'), /^Paper: connected since /);
    assert.equal(await page.locator('.services .state.good').count(), 6);
    await page.waitForSelector('#live.live');
    await page.waitForFunction(() => document.getElementById('picture').naturalWidth > 100);
    await shoot(page, 'wide');
    await close(page);
  });

  test('shows a client of the API when it comes and when it goes', async () => {
    const page = await open();
    assert.equal(await page.locator('.clients').count(), 0);
    const client = await new Client(4004).connect();
    await page.waitForSelector('.clients summary:has-text("client 7")');
    await page.click('.clients summary');
    await page.waitForSelector('.clients dt:has-text("startApi")');
    await shoot(page, 'client');
    await client.disconnect();
    await page.waitForSelector('.clients', { state: 'detached' });
    await close(page);
  });

  test('shows the picture of the screen, which is not blank', async () => {
    const page = await open();
    await page.waitForFunction(() => document.getElementById('picture').naturalWidth > 100);
    const colours = await page.evaluate(() => {
      const picture = document.getElementById('picture');
      const canvas = document.createElement('canvas');
      canvas.width = picture.naturalWidth;
      canvas.height = picture.naturalHeight;
      canvas.getContext('2d').drawImage(picture, 0, 0);
      return new Set(new Uint32Array(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.buffer)).size;
    });
    assert.ok(colours >= 4, `${colours} colours`);
    await close(page);
  });

  test('noVNC shows the screen after the VNC password, and a wrong one is refused', async () => {
    const page = await open({}, '/screen');
    await page.fill('input[type=password]', 'wrong');
    await page.click('button');
    await page.waitForSelector('#live.lost:has-text("refused")');
    await page.waitForSelector('#password:not([hidden])');
    await page.fill('input[type=password]', 'vncpass1');
    await page.click('button');
    await page.waitForSelector('#live.live');
    await page.waitForFunction(() => {
      const canvas = document.querySelector('#vnc canvas');
      if (!canvas?.width) return false;
      const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      return new Set(new Uint32Array(pixels.data.buffer)).size >= 4;
    });
    await shoot(page, 'screen');
    await close(page);
  });

  test('a log is read, filtered and followed', async () => {
    const page = await open({}, '/service?name=session');
    await page.waitForSelector('#following:has-text("live")');
    await page.waitForFunction(() => /login/.test(document.getElementById('lines').textContent));
    await page.fill('input[type=search]', 'READY');
    const lines = (await page.textContent('#lines')).trim().split('\n');
    assert.ok(lines.length > 0 && lines.every((line) => /ready/i.test(line)), lines.join('\n'));
    await page.fill('input[type=search]', '');
    await shoot(page, 'service');
    await close(page);
  });

  test('a log goes on after an interruption, without a line missing or twice', async () => {
    const file = join(dataDir, 'log/relay.log');
    const tell = (from, to) => { for (let i = from; i <= to; i++) appendFileSync(file, `told ${i}.\n`); };
    const page = await open({}, '/service?name=relay');
    await page.waitForSelector('#following:has-text("live")');
    tell(1, 40);
    await page.waitForFunction(() => document.getElementById('lines').textContent.includes('told 40.'));
    const [before, { status }] = [await stack.servicePid('web'), await stack.ctl('restart', 'web')];
    assert.equal(status, 0);
    tell(41, 60);
    renameSync(file, `${file}.1`);
    stack.child.kill('SIGUSR2');
    await until('there is a new file', () => existsSync(file));
    tell(61, 80);
    await until('the page is served again', async () => ![0, before].includes(await stack.servicePid('web')));
    await page.waitForFunction(() => document.getElementById('lines').textContent.includes('told 80.'));
    const told = (await page.textContent('#lines')).match(/told \d+/g);
    assert.deepEqual(told, Array.from({ length: 80 }, (_, i) => `told ${i + 1}`));
    await close(page);
  });

  test('a log in a tab that nobody sees holds no connection, and goes on when it is looked at again', async () => {
    const file = join(dataDir, 'log/relay.log');
    const tell = (from, to) => { for (let i = from; i <= to; i++) appendFileSync(file, `hidden ${i}.\n`); };
    const hide = (hidden) => page.evaluate((value) => {
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => value });
      document.dispatchEvent(new Event('visibilitychange'));
    }, hidden);
    const page = await open({}, '/service?name=relay');
    await page.waitForSelector('#following:has-text("live")');
    tell(1, 20);
    await page.waitForFunction(() => document.getElementById('lines').textContent.includes('hidden 20.'));
    const isStream = (request) => /log-events/.test(request.url());
    const [ended] = await Promise.all([page.waitForEvent('requestfailed', isStream), hide(true)]);
    assert.doesNotMatch(ended.url(), /after=/);
    tell(21, 40);
    const [asked] = await Promise.all([page.waitForRequest(isStream), hide(false)]);
    assert.match(asked.url(), /after=[0-9a-f]+-[0-9a-f]+-[0-9a-f]+&/);
    await page.waitForFunction(() => document.getElementById('lines').textContent.includes('hidden 40.'));
    const told = (await page.textContent('#lines')).match(/hidden \d+/g);
    assert.deepEqual(told, Array.from({ length: 40 }, (_, i) => `hidden ${i + 1}`));
    await close(page);
  });

  test('the log of gatehouse itself is read and followed as those of its services', async () => {
    const page = await open(phone);
    await page.click('a:has-text("gatehouse’s own log")');
    await page.waitForSelector('#following:has-text("live")');
    await page.waitForFunction(() => /session STARTING -> RUNNING/.test(document.getElementById('lines').textContent));
    assert.equal((await stack.ctl('restart', 'relay')).status, 0);
    await page.waitForFunction(() => /relay STOPPING -> STOPPED/.test(document.getElementById('lines').textContent));
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
    await shoot(page, 'phone-supervisor');
    await close(page);
  });

  test('the end of a log stays in view until one scrolls up, and a log emptied is seen empty', async () => {
    const file = join(dataDir, 'log/relay.log');
    const tell = (word) => appendFileSync(file, `${word} `.repeat(3).concat('\n').repeat(100));
    const isAtEnd = () => {
      const shown = document.getElementById('lines');
      return shown.scrollTop + shown.clientHeight >= shown.scrollHeight - 2;
    };
    const page = await open({}, '/service?name=relay');
    await page.waitForSelector('#following:has-text("live")');
    tell('many');
    await page.waitForFunction(() => document.getElementById('lines').textContent.includes('many'));
    await page.waitForFunction(isAtEnd);
    await page.evaluate(() => { document.getElementById('lines').scrollTop = 0; });
    await page.waitForFunction(() => !document.getElementById('follow').checked);
    tell('more');
    await page.waitForFunction(() => document.getElementById('lines').textContent.includes('more'));
    assert.equal(await page.evaluate(() => document.getElementById('lines').scrollTop), 0);
    await page.check('#follow');
    assert.ok(await page.evaluate(isAtEnd));
    assert.equal((await stack.ctl('clear', 'relay')).status, 0);
    await page.waitForFunction(() => document.getElementById('lines').textContent === '');
    await close(page);
  });

  test('a service is restarted after a question, and the change is watched live', async () => {
    const [watcher, page] = [await open(), await open(phone, '/service?name=relay')];
    const before = await stack.servicePid('relay');
    await page.click('a.button:has-text("Restart")');
    assert.match(await page.textContent('h1'), /Restart relay\?/);
    await shoot(page, 'confirm');
    await page.click('button.primary');
    await page.waitForURL('**/service?name=relay');
    await until('it is another process', async () => ![0, before].includes(await stack.servicePid('relay')));
    const pid = await stack.servicePid('relay');
    await watcher.waitForFunction((now) => document.querySelector('.services').textContent.includes(now), String(pid));
    await close(page);
    await close(watcher);
  });

  test('what would log in anew says so before it is done', async () => {
    const page = await open(phone, '/confirm?action=restart&name=session');
    assert.match(await page.textContent('main'), /may ask for your second factor/);
    await page.goto(`${address}/confirm?action=restart&name=relay`);
    assert.doesNotMatch(await page.textContent('main'), /second factor/);
    await close(page);
  });

  test('what a page of somebody else sends is refused, and so is a stale token', async () => {
    const headers = { authorization: `Basic ${Buffer.from(`${login.username}:${login.password}`).toString('base64')}` };
    const page = await open({}, '/confirm?action=restart&name=relay');
    const token = await page.inputValue('input[name=token]');
    const post = (body, more) => fetch(`${address}/action`, { method: 'POST', redirect: 'manual',
      headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded', ...more }, body: new URLSearchParams(body) });
    const right = { token, action: 'restart', name: 'relay' };
    const before = await stack.servicePid('relay');
    assert.equal((await post(right, {})).status, 403);
    assert.equal((await post(right, { origin: 'http://evil.example' })).status, 403);
    assert.equal((await post(right, { origin: address, 'sec-fetch-site': 'cross-site' })).status, 403);
    assert.equal((await post({ ...right, token: token.replace(/./g, '0') }, { origin: address })).status, 403);
    assert.equal(await stack.servicePid('relay'), before);
    assert.equal((await post({ ...right, name: 'nobody' }, { origin: address })).status, 404);
    assert.equal((await fetch(`${address}/action`, { headers })).status, 405);
    await close(page);
  });

  test('without JavaScript there are state, logs, filter and actions all the same', async () => {
    const page = await open({ javaScriptEnabled: false });
    assert.match(await page.textContent('h1'), /^Paper: connected since /);
    await page.click('.services a:has-text("session")');
    assert.match(await page.textContent('#lines'), /ready/);
    await page.fill('input[type=search]', 'ready');
    await page.click('button:has-text("Filter")');
    const lines = (await page.textContent('#lines')).trim().split('\n');
    assert.ok(lines.every((line) => /ready/i.test(line)), lines.join('\n'));
    await page.goto(`${address}/service?name=x11vnc`);
    const before = await stack.servicePid('x11vnc');
    await page.click('a.button:has-text("Restart")');
    await page.click('button.primary');
    assert.match(page.url(), /service\?name=x11vnc$/);
    await until('it is another process', async () => ![0, before].includes(await stack.servicePid('x11vnc')));
    await close(page);
  });

  test('nothing is wider than a phone of 360 pixels', async () => {
    for (const [name, path] of [['phone', '/'], ['phone-service', '/service?name=session'], ['phone-confirm', '/confirm?action=stop&name=relay']]) {
      const page = await open(phone, path);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360, path);
      await shoot(page, name);
      await close(page);
    }
  });

  test('a wrong password shows nothing', async () => {
    const page = await open({ httpCredentials: { ...login, password: 'wrong' } });
    assert.equal(page.answer.status(), 401);
    assert.doesNotMatch(await page.textContent('body'), /connected|session/);
    await close(page);
  });
});

describe('the page, without credentials set', () => {
  before(async () => {
    browser = await Browser.start();
    stack = await Stack.start({ SUPERVISORD_UI_USER: '', SUPERVISORD_UI_PASS: '', VNC_PWD: 'vncpass1' });
  });
  after(async () => {
    await browser?.end();
    await stack?.stop();
  });

  test('shows the state and nothing else', async () => {
    const page = await open({ httpCredentials: undefined });
    assert.match(await page.textContent('h1'), /^Paper: connected since /);
    assert.match(await page.textContent('.hint'), /SUPERVISORD_UI_USER/);
    assert.equal(await page.locator('a[href^=service], #picture, .button').count(), 0);
    for (const path of ['/service?name=session', '/screen', '/screen.png', '/confirm?action=stop&name=relay', '/logtail/session'])
      assert.equal((await page.goto(address + path)).status(), 403, path);
    await page.context().close();
  });
});
