// SPDX-License-Identifier: MIT
// Debian's own supervisorctl against our server, and our client beside it: the same words, the same exit statuses. Then
// Python's xmlrpc.client, and bytes no client sends.
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import net from 'node:net';
import { Stack, gatehouse, run, supervisorctl, until } from './stack.mjs';

const debian = '/usr/bin/supervisorctl';
const env = { SUPERVISORD_UI_USER: 'me', SUPERVISORD_UI_PASS: 'a secret' };
const http = ['-s', 'http://127.0.0.1:9001', '-u', 'me', '-p', 'a secret'];
const socket = '/run/gatehouse/supervisor.sock';
const unix = ['-s', `unix://${socket}`];
const python = '/usr/bin/python3';

/** What differs from second to second. */
function settle(text) {
  return text.replace(/pid \d+, uptime [\d:]+/g, 'pid N, uptime T').replace(/[A-Z][a-z]{2} \d\d \d\d:\d\d [AP]M/g, 'WHEN').trimEnd();
}

/** Runs a command until it has printed what matches; gives all it printed. */
function follow(command, args, pattern, milliseconds = 20_000) {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: process.env.PATH, PYTHONUNBUFFERED: '1' } });
    let text = '';
    const timer = setTimeout(() => { child.kill('SIGKILL'); fail(new Error(`no ${pattern} in:\n${text}`)); }, milliseconds);
    const take = (bytes) => {
      text += bytes;
      if (!pattern.test(text)) return;
      clearTimeout(timer);
      child.kill('SIGKILL');
      done(text);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
  });
}

/** Sends bytes, one piece after the other; gives all that came until the other end closed or `enough` matches. */
function exchange(to, pieces, enough = /$^/, milliseconds = 40_000) {
  return new Promise((done, fail) => {
    const connection = net.connect(to);
    let text = '';
    const finish = (act, value) => { clearTimeout(timer); connection.destroy(); act(value); };
    const timer = setTimeout(() => finish(fail, new Error(`no end of:\n${text}`)), milliseconds);
    connection.on('data', (bytes) => { text += bytes.toString('latin1'); if (enough.test(text)) finish(done, text); });
    connection.on('close', () => finish(done, text));
    connection.on('error', () => finish(done, text));
    connection.on('connect', () => { for (const piece of pieces) connection.write(piece); });
  });
}

function call(method, params = '') {
  return `<?xml version='1.0'?>\n<methodCall>\n<methodName>${method}</methodName>\n<params>\n${params}</params>\n</methodCall>\n`;
}

function post(body, headers = '') {
  return `POST /RPC2 HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml\r\n${headers}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

describe("supervisord's language", () => {
  let stack;
  before(async () => { stack = await Stack.start(env); });
  after(async () => { await stack?.stop(); });

  /** Both real ways, and ours beside it. */
  async function same(words, status, pattern) {
    const [first, ...others] = [
      await run(debian, [...unix, ...words]), await run(debian, [...http, ...words]), await run(gatehouse, words),
      await run(supervisorctl, [...unix, ...words]),
    ];
    assert.equal(first.status, status, `${words.join(' ')}: ${first.stdout}${first.stderr}`);
    assert.match(first.stdout, pattern);
    for (const other of others) {
      assert.equal(settle(other.stdout), settle(first.stdout));
      assert.equal(other.status, status);
    }
  }

  /** Changes something: each way in its turn, from the same state. */
  async function sameChange(words, status, output, prepare) {
    const ways = [[debian, unix], [debian, http], [gatehouse, []], [supervisorctl, unix]];
    for (const [command, options] of ways) {
      for (const preparation of prepare ?? []) await run(gatehouse, preparation);
      const answer = await run(command, [...options, ...words]);
      assert.equal(settle(answer.stdout), output, `${command} ${words.join(' ')}`);
      assert.equal(answer.status, status, `${command} ${words.join(' ')}`);
    }
  }

  test('what only tells is told alike', async () => {
    await same(['status'], 0, /^logger {27}RUNNING   pid \d+, uptime 0:/);
    await same(['status', 'web', 'nosuch'], 4, /^nosuch: ERROR \(no such process\)\nweb /);
    await same(['status', 'nosuch:*'], 4, /^nosuch: ERROR \(no such group\)/);
    await same(['status', 'relay:*', 'web:web'], 0, /^relay .*\nweb /);
    await same(['pid'], 0, /^\d+\n$/);
    await same(['pid', 'relay', 'nosuch'], 1, /^\d+\nNo such process nosuch\n$/);
    await same(['pid', 'all'], 0, /^(\d+\n){6}$/);
    await same(['version'], 0, /^\d+\.\d+\.\d+\n$/);
    await same(['avail'], 0, /^logger {27}in use    auto      999:\d+\n/);
    await same(['reread'], 0, /^No config updates to processes$/m);
    await same(['update'], 0, /^$/);
    await same(['update', 'nosuch'], 1, /^ERROR: no such group: nosuch$/m);
    await same(['add', 'relay'], 0, /^ERROR: process group already active$/m);
    await same(['add', 'nosuch'], 1, /^ERROR: no such process\/group: nosuch$/m);
    await same(['remove', 'relay'], 1, /^ERROR: process\/group still running: relay$/m);
    const bogus = await run(supervisorctl, [...unix, 'bogus']);
    assert.deepEqual(bogus, await run(debian, [...unix, 'bogus']));
    assert.equal(bogus.stdout, '*** Unknown syntax: bogus\n');
  });

  test('logs are told alike', async () => {
    await same(['tail', '-60', 'session'], 0, /./);
    await same(['tail', 'session'], 0, /loading -> ready/);
    await same(['tail', 'session', 'stderr'], 1, /^session: ERROR \(no log file\)$/m);
    await same(['tail', 'nosuch'], 1, /^nosuch: ERROR \(no such process name\)$/m);
    await same(['tail', '-x', 'session'], 1, /^Error: bad argument -x$/m);
    await same(['tail', 'session', 'bogus'], 1, /^Error: bad channel 'bogus'$/m);
    await same(['maintail', '-100'], 0, /./);
    await same(['fg', 'nosuch'], 1, /^ERROR: bad process name supplied$/m);
  });

  test('starting, stopping and signalling is told alike', async () => {
    const down = [['stop', 'relay']], up = [['start', 'relay']];
    await sameChange(['stop', 'relay'], 0, 'relay: stopped', up);
    await sameChange(['stop', 'relay'], 0, 'relay: ERROR (not running)', down);
    await same(['status', 'relay'], 3, /^relay {28}STOPPED   [A-Z]/);
    await same(['pid', 'relay'], 7, /^0\n$/);
    await same(['signal', 'HUP', 'relay'], 7, /^relay: ERROR \(not running\)$/m);
    await sameChange(['start', 'relay'], 0, 'relay: started', down);
    await sameChange(['start', 'relay'], 0, 'relay: ERROR (already started)', up);
    await sameChange(['restart', 'relay'], 0, 'relay: stopped\nrelay: started', up);
    await sameChange(['stop', 'relay:*'], 0, 'relay: stopped', up);
    await sameChange(['start', 'socat'], 0, 'socat: started', down);
    await same(['start', 'nosuch'], 1, /^nosuch: ERROR \(no such process\)$/m);
    await same(['start', 'nosuch:*'], 2, /^nosuch: ERROR \(no such group\)$/m);
    await same(['stop', 'nosuch:*'], 1, /^nosuch: ERROR \(no such group\)$/m);
    await same(['stop', 'nosuch'], 1, /^nosuch: ERROR \(no such process\)$/m);
    await same(['signal', 'FOO', 'relay'], 1, /^relay: ERROR \(bad signal name\)$/m);
    await same(['signal', '0', 'all'], 0, /^relay: signalled\nsession: signalled\n/);
    await sameChange(['clear', 'relay', 'nosuch'], 1, 'relay: cleared\nnosuch: ERROR (no such process)');
    await sameChange(['clear', 'x11vnc', 'xvfb'], 0, 'x11vnc: cleared\nxvfb: cleared');
  });

  test('everything is stopped but what answers, and started', async () => {
    const stopped = await run(debian, [...http, 'stop', 'all']);
    assert.equal(stopped.stdout, 'relay: stopped\nsession: stopped\nx11vnc: stopped\nxvfb: stopped\n');
    assert.equal(stopped.status, 0);
    await same(['status'], 3, /^logger +RUNNING .*\nrelay +STOPPED/);
    const started = await run(debian, [...http, 'start', 'all']);
    assert.equal(started.stdout, 'relay: started\nsession: started\nx11vnc: started\nxvfb: started\n');
    assert.ok(await stack.allRunning());
  });

  test('web does not stop under the one who asks it, and its own client restarts it', async () => {
    const { status, stdout } = await run(debian, [...unix, 'stop', 'web']);
    assert.equal(status, 1);
    assert.match(stdout, /gatehouse restart web/);
    const before = await stack.servicePid('web');
    assert.equal((await run(gatehouse, ['restart', 'web'])).stdout, 'web: stopped\nweb: started\n');
    assert.notEqual(await stack.servicePid('web'), before);
    assert.equal((await run(debian, [...unix, 'status', 'web'])).status, 0);
  });

  test('a wrong password lets nobody in', async () => {
    const { status, stdout } = await run(debian, ['-s', 'http://127.0.0.1:9001', '-u', 'me', '-p', 'wrong', 'status']);
    assert.equal(status, 1);
    assert.match(stdout, /^Server requires authentication\n/);
  });

  for (const [name, options] of [['unix', unix], ['http', http]])
    test(`tail -f and maintail -f follow, ${name}`, async () => {
      const following = follow(debian, [...options, 'maintail', '-f'], /relay STARTING -> RUNNING[^]*relay RUNNING -> STOPPING[^]*relay STARTING -> RUNNING/);
      let seen = false;
      following.then(() => { seen = true; }, () => { seen = true; });
      await until('it follows', async () => { await run(gatehouse, ['restart', 'relay']); return seen; });
      assert.match(await following, /^==> Press Ctrl-C to exit <==\n/);
      assert.match(await follow(debian, [...options, 'tail', '-f', 'session'], /-> ready/), /==> Press/);
      assert.match(await follow(debian, [...options, 'tail', '-f', 'nosuch'], /status code 404/), /Cannot read/);
    });

  test('our own tail -f and fg follow', async () => {
    assert.match(await follow(gatehouse, ['tail', '-f', 'session'], /-> ready/), /^==> Press Ctrl-C to exit <==\n/);
    assert.match(await follow(gatehouse, ['maintail', '-f'], /RUNNING/), /^==> Press Ctrl-C to exit <==\n/);
  });

  test("python's xmlrpc.client is understood", async () => {
    const program = `
import json, sys, xmlrpc.client
server = xmlrpc.client.ServerProxy('http://me:a%20secret@127.0.0.1:9001/RPC2')
def fault(call):
    try: return call()
    except xmlrpc.client.Fault as error: return [error.faultCode, error.faultString]
supervisor = server.supervisor
print(json.dumps({
  'methods': server.system.listMethods(), 'signature': server.system.methodSignature('supervisor.startProcess'),
  'help': server.system.methodHelp('supervisor.shutdown'), 'state': supervisor.getState(), 'reload': supervisor.reloadConfig(),
  'info': supervisor.getProcessInfo('relay'), 'config': supervisor.getAllConfigInfo()[0],
  'multi': server.system.multicall([{'methodName': 'supervisor.getVersion'}, {'methodName': 'supervisor.stopProcess', 'params': ['relay']},
    {'methodName': 'supervisor.startProcess', 'params': ['relay', True]}, {'methodName': 'no.such'}, {'methodName': 'system.multicall', 'params': [[]]}, {}]),
  'tail': supervisor.tailProcessStdoutLog('relay', 0, 10), 'group': supervisor.stopProcessGroup('relay'), 'started': supervisor.startProcess('relay:*'),
  'stdin': fault(lambda: supervisor.sendProcessStdin('relay', 'x')), 'event': supervisor.sendRemoteCommEvent('a', 'b'),
  'faults': [fault(call) for call in (lambda: supervisor.getProcessInfo('nosuch'), lambda: supervisor.getProcessInfo(5), lambda: supervisor.getProcessInfo(),
    lambda: supervisor.readLog(-5, 5), lambda: supervisor.signalProcess('relay', 'FOO'), lambda: supervisor.startProcess('relay'),
    lambda: supervisor.removeProcessGroup('relay'), lambda: supervisor._private(), lambda: server.a.b.c())],
}))`;
    const { status, stdout, stderr } = await run(python, ['-c', program]);
    assert.equal(status, 0, stderr);
    const said = JSON.parse(stdout);
    assert.equal(said.methods.length, 41);
    assert.deepEqual(said.methods, [...said.methods].sort());
    assert.deepEqual(said.signature, ['boolean', 'string', 'boolean']);
    assert.ok(said.help.length > 10);
    assert.deepEqual(said.state, { statecode: 1, statename: 'RUNNING' });
    assert.deepEqual(said.reload, [[[], [], []]]);
    assert.deepEqual(Object.keys(said.info), ['name', 'group', 'start', 'stop', 'now', 'state', 'statename', 'spawnerr', 'exitstatus',
      'logfile', 'stdout_logfile', 'stderr_logfile', 'pid', 'description']);
    assert.equal(Object.keys(said.config).length, 29);
    assert.deepEqual(said.multi.slice(0, 4), ['3.0', true, true, { faultCode: 1, faultString: 'UNKNOWN_METHOD' }]);
    assert.equal(said.multi[4].faultString, 'INCORRECT_PARAMETERS: Recursive system.multicall forbidden');
    assert.equal(said.multi[5].faultString, 'INCORRECT_PARAMETERS: No methodName');
    assert.equal(said.tail[0].length, 10);
    assert.equal(said.tail[2], true);
    assert.deepEqual(said.group, [{ name: 'relay', group: 'relay', status: 80, description: 'OK' }]);
    assert.deepEqual(said.started, [{ name: 'relay', group: 'relay', status: 80, description: 'OK' }]);
    assert.equal(said.stdin[0], 20);
    assert.equal(said.event, true);
    assert.deepEqual(said.faults, [[10, 'BAD_NAME: nosuch'], [2, 'INCORRECT_PARAMETERS'], [2, 'INCORRECT_PARAMETERS'],
      [3, 'BAD_ARGUMENTS'], [11, 'BAD_SIGNAL: FOO'], [60, 'ALREADY_STARTED: relay'], [91, 'STILL_RUNNING: relay'],
      [1, 'UNKNOWN_METHOD'], [1, 'UNKNOWN_METHOD']]);
  });

  test('requests on one connection are answered in order, also behind one that takes time', async () => {
    const stop = post(call('supervisor.stopProcess', '<param><value>relay</value></param>'));
    const start = post(call('supervisor.startProcess', '<param><value>relay</value></param>'));
    const version = post(call('supervisor.getVersion'), 'Connection: close\r\n');
    const text = await exchange(socket, [stop + start + version]);
    assert.deepEqual(text.match(/HTTP\/1.1 \d+ \w+/g), ['HTTP/1.1 200 OK', 'HTTP/1.1 200 OK', 'HTTP/1.1 200 OK']);
    assert.match(text, /<boolean>1<\/boolean>[^]*<boolean>1<\/boolean>[^]*<string>3\.0<\/string>/);
  });

  test('one that waits keeps nobody else waiting', async () => {
    await run(gatehouse, ['stop', 'session']);
    const waiting = run(debian, [...unix, 'start', 'session']);
    await until('it starts', async () => (await stack.status()).session.state === 'STARTING');
    assert.equal((await run(debian, [...unix, 'pid'])).status, 0);
    assert.equal((await stack.status()).session.state, 'STARTING'); // it still waits
    assert.equal((await waiting).stdout, 'session: started\n');
    await until('all run', () => stack.allRunning());
  });

  test('what is no request is refused, and nobody is worse off', async () => {
    const body = call('supervisor.getPID');
    const cases = [
      [post('<methodCall/>', 'Connection: close\r\n'), 400],
      [post('<!DOCTYPE a [<!ENTITY b "c">]><methodCall><methodName>&b;</methodName></methodCall>', 'Connection: close\r\n'), 400],
      [post('<value>'.repeat(20_000 / 7), 'Connection: close\r\n'), 400],
      [post(body, 'Origin: http://evil.example\r\nConnection: close\r\n'), 403],
      [post(body, 'Sec-Fetch-Site: cross-site\r\nConnection: close\r\n'), 403],
      ['POST /RPC2 HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n', 413],
      ['POST /RPC2 HTTP/1.1\r\nHost: x\r\nContent-Length: 70000\r\n\r\n', 413],
      ['GET /RPC2 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 405],
      ['GET /logtail/..%2f..%2fetc%2fpasswd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 404],
      ['GET /logtail/relay/bogus HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 404],
      [`GET / HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(40_000)}\r\n\r\n`, 431],
    ];
    for (const [request, status] of cases) {
      const text = await exchange(socket, [request]);
      assert.match(text, new RegExp(`^HTTP/1.1 ${status} `), `${request.slice(0, 80)} got ${text.slice(0, 80)}`);
    }
    await exchange(socket, ['HELLO\r\n\r\n']);
    const chunked = `POST /RPC2 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n${Buffer.byteLength(body).toString(16)}\r\n${body}\r\n0\r\n\r\n`;
    assert.match(await exchange(socket, [chunked]), /^HTTP\/1.1 200 OK[^]*<int>\d+<\/int>/);
    assert.ok(await stack.allRunning());
  });

  test('metrics are in the format of Prometheus, to the letter', async () => {
    const url = 'http://127.0.0.1:9001/metrics';
    assert.equal((await fetch(url)).status, 401);
    const answer = await fetch(url, { headers: { authorization: `Basic ${Buffer.from('me:a secret').toString('base64')}` } });
    assert.equal(answer.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8');
    const types = {}, samples = new Map();
    let family;
    for (const line of (await answer.text()).replace(/\n$/, '').split('\n')) {
      const told = /^# (HELP|TYPE) ([a-z_]+) (.+)$/.exec(line);
      if (told?.[1] === 'HELP') { family = told[2]; assert.ok(!(family in types), `${family} twice`); continue; }
      if (told) { assert.equal(told[2], family); assert.match(told[3], /^(gauge|counter)$/); types[family] = told[3]; continue; }
      const sample = /^([a-z_]+)(\{[a-z]+="[^"\\\n]*"(?:,[a-z]+="[^"\\\n]*")*\})? (NaN|[-+]?[0-9.]+(?:e[-+]?[0-9]+)?)$/.exec(line);
      assert.ok(sample, `no sample: ${line}`);
      assert.equal(sample[1], family);
      assert.equal(types[family] === 'counter', family.endsWith('_total'));
      assert.ok(!samples.has(sample[1] + (sample[2] ?? '')), `${line} twice`);
      samples.set(sample[1] + (sample[2] ?? ''), Number(sample[3]));
    }
    assert.equal(samples.get('gatehouse_ready'), 1);
    assert.equal(samples.get('gatehouse_service_state{service="relay",state="RUNNING"}'), 1);
    assert.equal(samples.get('gatehouse_session_state{mode="paper",state="ready"}'), 1);
    assert.ok(samples.get('gatehouse_service_resident_memory_bytes{service="session"}') > 50e6);
    assert.ok(samples.get('gatehouse_api_latency_seconds{mode="paper"}') >= 0);
  });

  test('who is slow is shut out in the end, and keeps nobody else waiting', async () => {
    const slow = exchange({ host: '127.0.0.1', port: 9001 }, ['POST /RPC2 HTTP/1.1\r\nHost: x\r\nAuthorization: Basic bWU6YSBzZWNyZXQ=\r\nContent-Length: 500\r\n\r\n<method']);
    assert.equal((await run(debian, [...http, 'pid'])).status, 0);
    assert.doesNotMatch(await slow, / 200 /);
  });

  test('without a gatehouse both say so alike', async () => {
    for (const words of [['status'], ['pid'], ['start', 'relay']]) {
      const nobody = ['-s', 'unix:///run/nobody/supervisor.sock'];
      const real = await run(debian, [...nobody, ...words]), ours = await run(supervisorctl, [...nobody, ...words]);
      assert.deepEqual(ours, real);
    }
  });

  test('reload restarts, shutdown stops: the answer comes before the end', async () => {
    const before = await stack.servicePid('relay');
    const reload = await run(debian, [...unix, 'reload']);
    assert.deepEqual(reload, { status: 0, stdout: 'Restarted supervisord\n', stderr: '' });
    await until('all run again', async () => {
      const now = await stack.servicePid('relay');
      return now && now !== before && stack.allRunning();
    }, 60_000);
    assert.deepEqual(await run(debian, [...unix, 'shutdown']), { status: 0, stdout: 'Shut down\n', stderr: '' });
    assert.equal(await stack.exited, 0);
    assert.match((await run(debian, [...unix, 'shutdown'])).stdout, /^ERROR: unix:.* no such file \(already shut down\?\)\n$/);
    assert.equal((await run(debian, [...unix, 'status'])).status, 4);
  });
});
