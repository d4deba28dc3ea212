// SPDX-License-Identifier: MIT
// The user's own programs beside a gateway: the bot of the guide trades while the session is ready, and Debian's supervisorctl
// and XML-RPC know it, groups, both of its logs, and what cannot be started.
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { chmodSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PATIENCE, Stack, gatehouse, readFileSync, readdirSync, root, run, until } from './stack.mjs';

const debian = '/usr/bin/supervisorctl';
const unix = ['-s', 'unix:///run/gatehouse/supervisor.sock'];
const others = `[program:feed]
command=/bin/sh -c 'echo to stdout; echo to stderr >&2; exec sleep 1000'
process_name=%(program_name)s_%(process_num)02d
numprocs=2
startsecs=0
[program:watcher]
command=/bin/sleep 1000
startsecs=0
[group:desk]
programs=feed,watcher
[program:missing]
command=/no/such/program
autostart=false
startretries=0
[program:text]
command=/etc/passwd
autostart=false
startretries=0
[program:wrong]
command=/bin/false
autostart=false
startretries=0
`;

describe('programs of the user', () => {
  let stack, folder;
  before(async () => {
    folder = mkdtempSync('/var/tmp/gatehouse-programs-');
    chmodSync(folder, 0o755);
    cpSync(join(root, 'docs/guides/bot'), folder, { recursive: true });
    const modules = join(root, 'tests/e2e/node_modules');
    for (const name of readdirSync(modules).filter((one) => !/^\.|playwright/.test(one)))
      cpSync(join(modules, name), join(folder, 'node_modules', name), { recursive: true });
    writeFileSync(join(folder, 'others.conf'), others);
    stack = await Stack.start({ PROGRAMS_DIR: folder });
  });
  after(async () => { await stack?.stop(); rmSync(folder, { recursive: true, force: true }); });

  const ctl = async (...words) => { const { status, stdout } = await run(debian, [...unix, ...words]); return { status, stdout }; };

  test('the bot of the guide starts when the session is ready, and trades', async () => {
    await stack.line(/^bot +\| .*connected to port 4002|bot.*connected to port 4002/);
    await stack.line(/bot.*order \d+: Filled, 1 filled/);
    const at = (pattern) => stack.lines.findIndex((line) => pattern.test(line));
    assert.ok(at(/session STARTING -> RUNNING/) >= 0);
    assert.ok(at(/session STARTING -> RUNNING/) < at(/bot STOPPED -> STARTING/));
  });

  test('groups have the names and the words that supervisorctl gives them', async () => {
    await until('the group runs', async () => (await ctl('status', 'desk:*')).status === 0);
    const { stdout } = await ctl('status', 'desk:*');
    assert.deepEqual(stdout.trimEnd().split('\n').map((row) => row.split(/ +/).slice(0, 2)),
      [['desk:feed_00', 'RUNNING'], ['desk:feed_01', 'RUNNING'], ['desk:watcher', 'RUNNING']]);
    const rows = (text) => text.replace(/pid \d+, uptime \S+/g, '').trimEnd();
    assert.equal(rows((await run(gatehouse, ['status', 'desk:*'])).stdout), rows(stdout));
    assert.deepEqual(await ctl('stop', 'desk:watcher'), { status: 0, stdout: 'desk:watcher: stopped\n' });
    assert.deepEqual(await ctl('start', 'desk:*'), { status: 0, stdout: 'desk:watcher: started\n' });
    assert.deepEqual(await ctl('stop', 'watcher'), { status: 1, stdout: 'watcher: ERROR (no such process)\n' });
    const { stdout: avail } = await ctl('avail');
    assert.match(avail, /^desk:feed_00 +in use +auto +999:999$/m);
    assert.match(avail, /^missing +in use +manual +999:999$/m);
  });

  test('standard output and standard error are two logs, for both clients', async () => {
    for (const command of [[debian, unix], [gatehouse, []]]) {
      const ask = (...words) => run(command[0], [...command[1], ...words]);
      assert.equal((await ask('tail', 'desk:feed_00')).stdout.trim(), 'to stdout');
      assert.equal((await ask('tail', 'desk:feed_00', 'stderr')).stdout.trim(), 'to stderr');
    }
    assert.deepEqual(await ctl('clear', 'desk:feed_00'), { status: 0, stdout: 'desk:feed_00: cleared\n' });
    assert.equal((await ctl('tail', 'desk:feed_00', 'stderr')).stdout.trim(), '');
    assert.equal((await ctl('tail', 'desk:feed_01', 'stderr')).stdout.trim(), 'to stderr');
  });

  test('what cannot be started is told as supervisord tells it', async () => {
    for (const command of [[debian, unix], [gatehouse, []]]) {
      const ask = async (name) => { const { status, stdout } = await run(command[0], [...command[1], 'start', name]); return [status, stdout]; };
      assert.deepEqual(await ask('missing'), [1, 'missing: ERROR (no such file)\n']);
      assert.deepEqual(await ask('text'), [1, 'text: ERROR (file is not executable)\n']);
      assert.deepEqual(await ask('wrong'), [7, 'wrong: ERROR (spawn error)\n']);
    }
    assert.match((await ctl('status', 'missing')).stdout, /^missing +FATAL +can't find command '\/no\/such\/program'$/m);
  });

  test("python's xmlrpc.client sees groups, stderr logs and the numbers of faults", async () => {
    const program = `
import http.client, json, socket, xmlrpc.client
class Connection(http.client.HTTPConnection):
    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect('/run/gatehouse/supervisor.sock')
class Transport(xmlrpc.client.Transport):
    def make_connection(self, host): return Connection('localhost')
supervisor = xmlrpc.client.ServerProxy('http://localhost', transport=Transport()).supervisor
def fault(call):
    try: return call()
    except xmlrpc.client.Fault as error: return [error.faultCode, error.faultString]
print(json.dumps({
  'info': supervisor.getProcessInfo('desk:feed_01'), 'stdout': supervisor.readProcessStdoutLog('desk:feed_01', 0, 0),
  'stderr': supervisor.readProcessStderrLog('desk:feed_01', 0, 0), 'tail': supervisor.tailProcessStderrLog('desk:feed_01', 0, 4),
  'missing': fault(lambda: supervisor.startProcess('missing')), 'text': fault(lambda: supervisor.startProcess('text')),
  'wrong': supervisor.getProcessInfo('wrong'), 'bare': fault(lambda: supervisor.getProcessInfo('feed_01')),
  'group': supervisor.signalProcessGroup('desk', 'CONT'), 'config': [c for c in supervisor.getAllConfigInfo() if c['name'] == 'feed_01'][0],
}))`;
    const { status, stdout, stderr } = await run('/usr/bin/python3', ['-c', program]);
    assert.equal(status, 0, stderr);
    const said = JSON.parse(stdout);
    assert.deepEqual([said.info.group, said.info.name, said.info.statename, said.info.exitstatus], ['desk', 'feed_01', 'RUNNING', 0]);
    assert.match(said.info.stderr_logfile, /desk\.feed_01-stderr\.log$/);
    assert.deepEqual([said.stdout, said.stderr, said.tail], ['to stdout\n', 'to stderr\n', ['err\n', 10, true]]);
    assert.deepEqual(said.missing, [20, "NO_FILE: can't find command '/no/such/program'"]);
    assert.deepEqual(said.text, [21, "NOT_EXECUTABLE: command at '/etc/passwd' is not executable"]);
    assert.deepEqual([said.wrong.statename, said.wrong.exitstatus, said.wrong.pid], ['FATAL', 1, 0]);
    assert.deepEqual(said.bare, [10, 'BAD_NAME: feed_01']);
    assert.deepEqual(said.group.map((one) => [one.group, one.name, one.status]),
      [['desk', 'feed_00', 80], ['desk', 'feed_01', 80], ['desk', 'watcher', 80]]);
    assert.deepEqual([said.config.group, said.config.startsecs, said.config.autostart], ['desk', 0, true]);
  });

  test('a session that is stopped takes the bot down first, and brings it back', async () => {
    const before = stack.lines.length;
    assert.equal((await ctl('restart', 'ibc')).status, 0);
    await stack.line(/bot.*leaving/);
    const filled = () => stack.lines.slice(before).filter((line) => /bot.*order \d+: Filled/.test(line)).length;
    await until('it trades again', () => filled() > 0, 60_000);
    const at = (pattern) => stack.lines.findIndex((line, index) => index >= before && pattern.test(line));
    assert.ok(at(/bot STOPPING -> STOPPED/) >= 0);
    assert.ok(at(/bot STOPPING -> STOPPED/) < at(/session RUNNING -> STOPPING/));
  });

  test('at the end the bot leaves before the session closes, and nobody is killed', async () => {
    await until('all that shall run runs', async () => (await ctl('status', 'bot', 'session', 'relay')).status === 0);
    const before = stack.lines.length;
    assert.equal(await stack.stop('SIGTERM', 100_000), 0);
    const at = (pattern) => stack.lines.findIndex((line, index) => index >= before && pattern.test(line));
    assert.ok(at(/bot.*leaving/) >= 0);
    assert.ok(at(/bot STOPPING -> STOPPED/) < at(/session RUNNING -> STOPPING/));
    assert.ok(!stack.lines.slice(before).some((line) => /SIGKILL/.test(line)));
  });
});

describe('a bot that ignores its stop signal, in a stop of everything', () => {
  const factor = { SIMULATOR_TWOFA: 'dialog', SIMULATOR_TWOFA_MODES: 'both', SIMULATOR_TWOFA_SECONDS: '0.5' };
  let folder, data;
  before(() => {
    folder = mkdtempSync('/var/tmp/gatehouse-stubborn-');
    data = join(folder, 'data');
    chmodSync(folder, 0o755);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const events = () => readFileSync(join(data, 'paper/simulator.log'), 'utf8');

  /** Up, with the bot, and down again by SIGTERM, within the time that the container has. */
  async function upAndDown(env, { stopwaitsecs, grace }) {
    writeFileSync(join(folder, 'bot.conf'), `[program:bot]\ncommand=/bin/sh -c 'trap "" TERM; echo deaf; while :; do sleep 1; done'
depends_on=ibc\nstartsecs=0\nstopwaitsecs=${stopwaitsecs}\nkillasgroup=true\n`);
    const stack = Stack.launch({ ...env, DATA_DIR: data, PROGRAMS_DIR: folder, STOP_GRACE: `${grace}` });
    try {
      await stack.line(/bot.*deaf/, PATIENCE);
      await until('all runs', () => stack.allRunning());
    } catch (error) {
      await stack.stop('SIGTERM', grace * 1000);
      throw error;
    }
    const before = stack.lines.length, began = performance.now();
    assert.equal(await stack.stop('SIGTERM', grace * 1000), 0, stack.lines.slice(before).join('\n'));
    assert.ok(performance.now() - began < grace * 1000);
    const at = (pattern) => stack.lines.findIndex((line, index) => index >= before && pattern.test(line));
    const killed = stack.lines.slice(before).flatMap((line) => /(\S+) has not stopped in time: killed/.exec(line)?.[1] ?? []);
    assert.deepEqual(killed, ['bot'], stack.lines.slice(before).join('\n'));
    assert.ok(at(/bot STOPPING -> STOPPED/) < at(/session RUNNING -> STOPPING/));
    return stack;
  }

  test('and takes all the time it may, is killed early enough for the gateway to close tidily', async () => {
    const stack = await upAndDown({}, { stopwaitsecs: 600, grace: 45 });
    await stack.line(/a stop can take \d+ s \(bot 600 s, session 30 s, .*STOP_GRACE says/);
    await stack.line(/java closed tidily after \d+ ms/);
    assert.match(events(), /exit 0\n$/);
  });

  test('and is killed soon, the gateway keeps its settings and the token of its login', async () => {
    const env = { ...factor, PROGRAM: 'tws' };
    const first = await upAndDown(env, { stopwaitsecs: 2, grace: 100 });
    await first.line(/java closed keeping its token after \d+ ms/);
    const logins = events().match(/ login attempt \d+ /g).length;
    const second = await upAndDown(env, { stopwaitsecs: 2, grace: 45 });
    assert.ok(!second.lines.some((line) => /login attempt|second_factor/.test(line)), second.lines.join('\n'));
    await second.line(/java closed tidily after \d+ ms/);
    assert.equal(events().match(/ login attempt \d+ /g).length, logins);
  });
});
