// SPDX-License-Identifier: MIT
// First light: the ready line, a real client through the whole chain, the state as a user sees it, a tidy end.
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { AAPL, Client, EventName } from './client.mjs';
import { letsIn } from './vnc.mjs';
import { Stack, dataDir, descendants, existsSync, gatehouse, processes, readFileSync, readdirSync, readlinkSync, run, supervisorctl } from './stack.mjs';

const password = 'S3cret-$\\"\'#=ä pass';
const vncPassword = 'vnc-p4ss';
const pagePassword = 'page-p4ssw0rd';

describe('make demo', () => {
  let stack;
  before(async () => {
    stack = await Stack.start({
      IB_USER: 'trader', IB_PASSWORD: password, SIMULATOR_USERS: `trader:${password}`,
      VNC_PWD: vncPassword, SUPERVISORD_UI_USER: 'me', SUPERVISORD_UI_PASS: pagePassword,
    });
  });
  after(async () => { await stack?.stop(); });

  test('prints one line that a script can wait for', () => {
    assert.equal(stack.ready, 'gatehouse: ready: paper API on 127.0.0.1:4004, VNC on 127.0.0.1:5900, '
      + 'status page on http://127.0.0.1:9001');
    assert.equal(stack.lines.filter((line) => line.includes('gatehouse: ready:')).length, 1);
  });

  test('logs in once, and says so', async () => {
    await stack.line(/session paper: ready: JVM to login window \d+ ms, login \d+ ms, API \d+ ms/);
    assert.equal(stack.lines.filter((line) => /session paper: login attempt/.test(line)).length, 1);
  });

  describe('a real client through the relay', () => {
    let client;
    before(async () => { client = await new Client(4004).connect(); });

    test('gets its account, an order id and the time', async () => {
      assert.match(client.accounts, /^DU\d+/);
      assert.ok(client.nextId > 0);
      client.api.reqCurrentTime();
      const [time] = await client.event(EventName.currentTime);
      assert.ok(Math.abs(time - Date.now() / 1000) < 5);
    });

    test('sees prices move', async () => {
      const prices = [];
      client.api.reqMktData(1001, AAPL, '', false, false);
      await client.event(EventName.tickPrice, (id, field, price) => {
        if (id === 1001 && field === 4) prices.push(price);
        return new Set(prices).size >= 3;
      });
      client.api.cancelMktData(1001);
      assert.ok(prices.every((price) => price > 0));
    });

    test('gets contract details', async () => {
      client.api.reqContractDetails(1002, AAPL);
      const [, details] = await client.event(EventName.contractDetails, (id) => id === 1002);
      assert.equal(details.contract.conId, 265598);
      assert.match(details.longName, /APPLE/);
    });

    test('gets historical bars', async () => {
      const bars = [];
      client.api.reqHistoricalData(1003, AAPL, '', '1 D', '1 hour', 'TRADES', 1, 1, false);
      await client.event(EventName.historicalData, (id, time, open, high, low, close) => {
        if (id !== 1003) return false;
        if (String(time).startsWith('finished')) return true;
        bars.push({ open, high, low, close });
        return false;
      });
      assert.ok(bars.length >= 2);
      for (const bar of bars) assert.ok(bar.low <= Math.min(bar.open, bar.close) && bar.high >= Math.max(bar.open, bar.close));
    });

    test('has a limit order filled', async () => {
      const id = client.nextId++;
      const executed = client.event(EventName.execDetails, (_, contract, execution) => execution.orderId === id);
      const filled = client.event(EventName.orderStatus, (order, status) => order === id && status === 'Filled');
      client.api.placeOrder(id, AAPL, client.order(99_999));
      const [, , execution] = await executed;
      const [, , quantity, remaining] = await filled;
      assert.equal(execution.side, 'BOT');
      assert.deepEqual([quantity, remaining], [1, 0]);
    });

    test('has another cancelled', async () => {
      const id = client.nextId++;
      const resting = client.event(EventName.orderStatus, (order, status) => order === id && /Submitted$/.test(status));
      client.api.placeOrder(id, AAPL, client.order(1));
      await resting;
      const cancelled = client.event(EventName.orderStatus, (order, status) => order === id && status === 'Cancelled');
      client.api.cancelOrder(id);
      await cancelled;
    });

    test('disconnects cleanly', async () => { await client.disconnect(); });
  });

  test('status shows every service running, as gatehouse and as supervisorctl', async () => {
    for (const command of [gatehouse, supervisorctl]) {
      const { status, stdout } = await run(command, ['status']);
      assert.equal(status, 0);
      const rows = stdout.trim().split('\n');
      assert.deepEqual(rows.map((row) => row.split(/ +/)[0]), ['logger', 'relay', 'session', 'web', 'x11vnc', 'xvfb']);
      for (const row of rows) assert.match(row, / RUNNING   pid \d+, uptime 0:\d\d:\d\d$/);
    }
    assert.equal((await run(supervisorctl, ['-c', '/etc/supervisord.conf', 'status', 'ibc', 'socat'])).status, 0);
  });

  test('health says connected', async () => {
    const { status, stdout } = await stack.ctl('health');
    assert.equal(status, 0);
    assert.match(stdout, /^Paper: connected since /);
  });

  test('the page shows the state to those who know the password', async () => {
    const get = (path, headers = {}) => fetch(`http://127.0.0.1:9001${path}`, { headers });
    const authorization = `Basic ${Buffer.from(`me:${pagePassword}`).toString('base64')}`;
    assert.equal((await get('/healthz')).status, 200);
    assert.equal((await get('/readyz')).status, 200);
    assert.equal((await get('/')).status, 401);
    const page = await (await get('/', { authorization })).text();
    assert.match(page, /Paper: connected since/);
    for (const name of ['logger', 'relay', 'session', 'web', 'x11vnc', 'xvfb']) assert.match(page, new RegExp(name));
    const state = await (await get('/status.json', { authorization })).json();
    assert.equal(state.sessions[0].state, 'ready');
    assert.equal(state.sessions[0].attempts, 1);
  });

  test('VNC lets in who knows the password, and nobody else', async () => {
    assert.equal(await letsIn(5900, vncPassword), true);
    assert.equal(await letsIn(5900, 'wrong'), false);
  });

  test('the passwords are in no command line, no environment, no file and no line of the log', () => {
    const secrets = [password, vncPassword, pagePassword].map((secret) => Buffer.from(secret).toString('latin1'));
    const stackProcesses = descendants(stack.pid);
    assert.ok(stackProcesses.length >= 7);
    const files = readdirSync(dataDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    assert.ok(files.length >= 5);
    for (const secret of secrets) {
      for (const one of processes().filter((other) => other.pid !== process.pid)) {
        assert.ok(!one.cmdline.includes(secret), `in the command line of ${one.cmdline}`);
        assert.ok(!one.environ.includes(secret), `in the environment of ${one.cmdline}`);
      }
      for (const file of files)
        assert.ok(!readFileSync(`${file.path}/${file.name}`, 'latin1').includes(secret), `in ${file.name}`);
      assert.ok(!stack.lines.join('\n').includes(secret), 'in the output');
    }
  });

  test('nothing runs as root, and PID 1 has libc alone and no inet socket', async () => {
    for (const one of descendants(stack.pid))
      assert.match(readFileSync(`/proc/${one.pid}/status`, 'utf8'), process.getuid() ? /Uid:/ : /Uid:\t1000\t1000\t1000\t1000/);
    const { stdout } = await run('ldd', [gatehouse]);
    const libraries = stdout.trim().split('\n').map((line) => line.trim().split(/[ /]/)[0]).filter(Boolean);
    assert.deepEqual(libraries.filter((name) => !/^(linux-vdso|libc\.so|ld-linux)/.test(name)), []);
    const maps = readFileSync(`/proc/${stack.pid}/maps`, 'utf8');
    assert.ok(!/\.so/.test(maps.replaceAll(/lib(c\.so|c-2)|ld-linux[^\n]*|libc[^\n]*/g, '')));
    const inet = ['tcp', 'tcp6', 'udp', 'udp6'].flatMap((name) =>
      readFileSync(`/proc/net/${name}`, 'utf8').split('\n').slice(1).map((line) => line.trim().split(/ +/)[9]));
    const fds = readdirSync(`/proc/${stack.pid}/fd`).map((fd) => { try { return socketOf(stack.pid, fd); } catch { return ''; } });
    assert.ok(fds.some((name) => name), 'the descriptors can be seen');
    for (const inode of fds.filter(Boolean)) assert.ok(!inet.includes(inode));
  });

  test('SIGTERM closes the gateway tidily and leaves nothing behind', async () => {
    const display = stack.display;
    const left = descendants(stack.pid).map((one) => one.pid);
    const runDir = existsSync('/run/gatehouse') ? '/run/gatehouse' : undefined;
    assert.equal(await stack.stop(), 0);
    assert.ok(stack.lines.some((line) => /session paper: java closed tidily after \d+ ms/.test(line)), stack.lines.slice(-20).join('\n'));
    const there = processes().filter((one) => left.includes(one.pid));
    assert.deepEqual(there.map((one) => one.cmdline), []);
    assert.ok(!existsSync(`/tmp/.X${display}-lock`));
    assert.ok(!existsSync(`/tmp/.X11-unix/X${display}`));
    if (runDir) assert.deepEqual(readdirSync(runDir), []);
  });

  test('a second one right after works, and Ctrl-C ends it', async () => {
    stack = await Stack.start();
    assert.equal(await stack.stop('SIGINT'), 0);
  });
});

function socketOf(pid, fd) {
  return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? '';
}
