// SPDX-License-Identifier: MIT
// The real IBC drives the simulator, which so proves to be like what IBC was made for. IBC_PATH names the folder of its
// IBC.jar, which is not ours to ship: without it there is nothing to test.
import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import readline from 'node:readline';
import { AAPL, Client, EventName } from './client.mjs';
import { freePort } from './simulator_server.mjs';
import { build, until } from './stack.mjs';

const ibc = process.env.IBC_PATH && join(process.env.IBC_PATH, 'IBC.jar');
const program = join(build, 'simulator/Jts/ibgateway/1045');
const java = process.env.JAVA_HOME ? join(process.env.JAVA_HOME, 'bin/java') : 'java';
const SESSION = 'e2etests';

/** An X server of our own, which chooses its display. */
async function startDisplay() {
  const child = spawn('Xvfb', ['-displayfd', '3', '-nolisten', 'tcp', '-screen', '0', '1024x768x24'],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const gone = new Promise((done) => child.on('close', done));
  let said = '';
  child.stdio[3].on('data', (bytes) => { said += bytes; });
  const stop = () => { child.kill(); return gone; };
  await until('Xvfb has a display', () => said.endsWith('\n')).catch(async (error) => { await stop(); throw error; });
  return { name: `:${said.trim()}`, stop };
}

class Ibc {
  lines = [];

  static async start(display, settings, switches = {}) {
    const one = new Ibc();
    one.dir = mkdtempSync(join(tmpdir(), 'ibc-'));
    [one.port, one.commands] = [await freePort(), await freePort()];
    const ini = { TradingMode: 'paper', IbLoginId: 'demo', IbPassword: 'right', AcceptNonBrokerageAccountWarning: 'yes',
      OverrideTwsApiPort: one.port, ReadOnlyApi: 'no', CommandServerPort: one.commands, BindAddress: '127.0.0.1',
      IncludeStackTraceForExceptions: 'yes', ...settings };
    const file = join(one.dir, 'config.ini');
    writeFileSync(file, Object.entries(ini).map(([key, value]) => `${key}=${value}\n`).join(''));
    const classpath = [join(program, 'jars/*'), join(program, '.install4j/i4jruntime.jar'), ibc].join(':');
    one.child = spawn(java, ['-cp', classpath, '-Duser.language=en', '-Duser.country=US', `-DjtsConfigDir=${one.dir}`,
      `-Dibcsessionid=${SESSION}`, 'ibcalpha.ibc.IbcGateway', file],
    { cwd: one.dir, env: { PATH: process.env.PATH, DISPLAY: display, SIMULATOR_USERS: 'demo:right', ...switches },
      stdio: ['ignore', 'pipe', 'pipe'] });
    one.exited = new Promise((done) => one.child.on('close', (code, signal) => done(code ?? signal)));
    for (const stream of [one.child.stdout, one.child.stderr])
      readline.createInterface({ input: stream }).on('line', (line) => one.lines.push(line));
    return one;
  }

  says(pattern) {
    return until(`IBC says ${pattern}`, () => this.lines.some((line) => pattern.test(line)), 30_000)
      .catch((error) => { throw new Error(`${error.message}\n${this.lines.slice(-40).join('\n')}\n${this.events}`); });
  }

  get events() {
    const file = join(this.dir, 'simulator.log');
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }

  /** Gives a command to its command server; the answer. */
  command(text) {
    return new Promise((done, fail) => {
      const socket = net.connect(this.commands, '127.0.0.1', () => socket.write(`${text}\n`));
      readline.createInterface({ input: socket }).once('line', done);
      socket.on('error', fail).setTimeout(10_000, () => fail(new Error(`no answer to ${text}`)));
    });
  }

  async end() {
    this.child.kill('SIGKILL');
    await this.exited;
    rmSync(this.dir, { recursive: true });
  }
}

async function withIbc(settings, switches, act) {
  const display = await startDisplay();
  const one = await Ibc.start(display.name, settings, switches);
  await act(one).finally(() => one.end()).finally(() => display.stop());
}

if (ibc) describe('the real IBC', () => {
  test('logs in to the simulator, configures it, and closes it when told to STOP', async () => {
    await withIbc({}, {}, async (one) => {
      await one.says(/IBC: Login has completed/);
      await one.says(/IBC: Configuration tasks completed/);
      await until('the API listens', () => one.events.includes(`api listening on 127.0.0.1:${one.port}`));
      const client = await new Client(one.port).connect();
      assert.equal(client.accounts, 'DU1234567');
      const filled = client.event(EventName.orderStatus, (_, status) => status === 'Filled');
      client.api.placeOrder(client.nextId, AAPL, client.order(99_999));
      await filled;
      await client.disconnect();
      assert.match(await one.command('STOP'), /^OK Shutting down/);
      assert.equal(await one.exited, 0);
      assert.match(one.events, /dialog "Exit" button "Yes"\n[^]*settings saved\n[^]* exit 0\n$/);
      assert.equal(one.events.match(/ login attempt /g).length, 1);
      assert.doesNotMatch(one.events, /right/);
    });
  });

  test('leaves the sign for a cold restart when the password is wrong', async () => {
    await withIbc({ IbPassword: 'wrong' }, { SIMULATOR_REJECT: 'failed' }, async (one) => {
      assert.equal(await one.exited, 0);
      assert.match(one.events, / login attempt 1 user=demo mode=paper credentials=wrong\n[^]*reject: failed\n/);
      assert.ok(existsSync(join(one.dir, `COLDRESTART${SESSION}`)), one.lines.slice(-20).join('\n'));
      assert.equal(one.events.match(/ login attempt /g).length, 1);
    });
  });

  test('answers a second factor by waiting for it', async () => {
    const switches = { SIMULATOR_TWOFA: 'dialog', SIMULATOR_TWOFA_MODES: 'both', SIMULATOR_TWOFA_SECONDS: '0.5' };
    await withIbc({}, switches, async (one) => {
      await one.says(/IBC: Second Factor Authentication initiated/);
      await one.says(/IBC: Configuration tasks completed/);
      assert.match(one.events, /second factor: ok[^]*logged in as DU1234567/);
    });
  });
});
