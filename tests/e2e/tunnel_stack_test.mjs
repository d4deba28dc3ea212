// SPDX-License-Identifier: MIT
// The whole stack with tunnels: what users on two other machines have of it, and what a person sees when a tunnel is gone.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import { rmSync } from 'node:fs';
import { Container, Machine, keygen } from './machines.mjs';
import { Stack, dataDir, gatehouse, run, until } from './stack.mjs';

const VNC = 'seen from afar';
const listen = (...places) => `restrict,port-forwarding,${places.map((place) => `permitlisten="${place}"`).join(',')}`;
const listeners = () => execFileSync('ss', ['-Hltn'], { encoding: 'utf8' });
let near, far, folders, key;

const settings = (more) => ({ VNC_PWD: VNC, SSH_DIR: folders.path('.ssh'), SSH_ALIVE_INTERVAL: '1', SSH_ALIVE_COUNT: '2', SSH_RESTART: '1',
  ...more });

async function withStack(env, act) {
  const stack = Stack.launch(env);
  try {
    stack.ready = await stack.line(/^gatehouse: ready: /, 60_000);
    await act(stack);
  } finally {
    assert.equal(await stack.stop(), 0);
  }
}

/** A receiver of NOTIFY_URL on our loopback. */
function receiver() {
  const bodies = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (bytes) => { body += bytes; });
    request.on('end', () => { bodies.push(JSON.parse(body)); response.end(); });
  });
  return new Promise((done) => server.listen(0, '127.0.0.1', () =>
    done({ bodies, url: `http://127.0.0.1:${server.address().port}/`, close: () => { server.closeAllConnections(); server.close(); } })));
}

describe('the whole stack', () => {
  before(async () => {
    near = await Machine.create();
    far = await Machine.create();
    await near.sshd();
    await far.sshd();
    folders = new Container();
    key = folders.key();
  });

  after(async () => {
    await folders?.remove();
    await far?.remove();
    await near?.remove();
  });

  test('with SSH_TUNNEL=yes is on two machines at once, by API and VNC, and nowhere else', { timeout: 180_000 }, async () => {
    near.authorize(key, listen('127.0.0.1:14001', '127.0.0.1:15900'));
    far.authorize(key, listen(`${far.address}:14002`, '127.0.0.1:15900'));
    const telephone = await receiver();
    const env = settings({ SSH_TUNNEL: 'yes', SSH_USER_TUNNEL: `${near.target},${far.target}`, SSH_VNC_PORT: '15900',
      SSH_REMOTE_PORT: `14001,${far.address}:14002`, NOTIFY_URL: telephone.url });
    try {
      await withStack(env, async (stack) => {
        assert.match(stack.ready, /ready: paper API on 127\.0\.0\.1:4002, .*; not up yet: ssh-tunnel, .*ssh-tunnel:2/);
        await stack.line(/^gatehouse: up: API at 127\.0\.0\.1:14001 of trader@10\.77\.\d+\.2 port 2222$/);
        await stack.line(/^gatehouse: up: API at 10\.77\.\d+\.2:14002 of trader@10\.77\.\d+\.2 port 2222$/);
        assert.match(await near.trade(14001), /"account":"DU/);
        assert.match(await far.trade(14002, far.address), /"account":"DU/);
        await theScreenIsThereToo(stack);
        await theRelayIsOff(stack);
        await thePersonWhoChecksIsTold(env);
        await oneMachineIsAway(stack);
        await aChangedHostKeyIsAnAlarm(stack, telephone);
      });
    } finally {
      telephone.close();
    }
  });

  test('with SSH_TUNNEL=both and two accounts gives each session its forward beside its relay', { timeout: 120_000 }, async () => {
    near.authorize(key, listen('127.0.0.1:14001', '127.0.0.1:14002'));
    const env = settings({ SSH_TUNNEL: 'both', SSH_USER_TUNNEL: near.target, SSH_REMOTE_PORT: '14001,14002', TRADING_MODE: 'both',
      IB_USER_PAPER: 'p', IB_PASSWORD_PAPER: 'q', SIMULATOR_TWOFA: 'none', BIND_ADDRESS: '0.0.0.0', RELAY_ALLOW: '10.77.0.0/16' });
    await withStack(env, async (stack) => {
      await until('both tunnels are up', () => stack.allRunning(), 30_000);
      assert.match(await near.trade(14001), /"account":"U\d/);
      assert.match(await near.trade(14002), /"account":"DU\d/);
      const gate = near.address.replace(/2$/, '1');
      assert.match(await near.trade(4003, gate), /"account":"U\d/);
      assert.match(await near.trade(4004, gate), /"account":"DU\d/);
      const before = await stack.servicePid('ssh-tunnel');
      process.kill(await stack.servicePid('session-paper'), 'SIGKILL');
      await until('the port of the session that is gone goes too', () => !near.listens(14002));
      assert.ok(near.listens(14001));
      await until('it comes back', () => stack.allRunning(), 40_000);
      assert.equal(await stack.servicePid('ssh-tunnel'), before);
      assert.match(await near.trade(14002), /"account":"DU\d/);
    });
  });
});

async function theScreenIsThereToo(stack) {
  await stack.line(/^gatehouse: up: VNC at 127\.0\.0\.1:15900 of /);
  assert.match(await near.letsIn(15900, VNC), /^true$/m);
  assert.match(await near.letsIn(15900, 'another'), /^false$/m);
}

async function theRelayIsOff(stack) {
  const services = await stack.status();
  assert.equal(services.relay, undefined);
  assert.match(services['ssh-tunnel'].description, /^pid \d+, uptime .*; API at 127\.0\.0\.1:14001 of trader@10\.77\.\d+\.2 port 2222$/);
  assert.match(services['ssh-tunnel:2'].description, /; API at 10\.77\.\d+\.2:14002 of trader@/);
  assert.match(listeners(), /127\.0\.0\.1\]?:4002 /);
  assert.doesNotMatch(listeners(), /:400[34] |(?:0\.0\.0\.0|\*):4002 /);
}

async function thePersonWhoChecksIsTold(env) {
  const { status, stdout } = await run(gatehouse, ['tunnel-check'],
    { ...env, IB_USER: 'demo', IB_PASSWORD: 'demo', DATA_DIR: dataDir, BIND_ADDRESS: '127.0.0.1' });
  assert.equal(status, 0, stdout);
  assert.match(stdout, /^ssh-tunnel:2: API at 10\.77/m);
  assert.equal(stdout.match(/ok +remote port +held by the service that runs/g)?.length, 4, stdout);
  assert.equal(stdout.match(/ok +API +answers at the far end, \d+ ms/g)?.length, 2, stdout);
}

async function oneMachineIsAway(stack) {
  near.pull();
  await until('its description says so', async () => {
    const { state, description } = (await stack.status())['ssh-tunnel'];
    return state === 'STARTING' && /^10\.77\.\d+\.2: (?:has gone silent|does not answer); next try in \d+ s/.test(description);
  }, 30_000);
  assert.match(await far.trade(14002, far.address), /"account":"DU/);
  near.plug();
  await until('it is back', async () => (await stack.status())['ssh-tunnel'].state === 'RUNNING', 40_000);
  assert.match(await near.trade(14001), /"account":"DU/);
}

async function aChangedHostKeyIsAnAlarm(stack, telephone) {
  await far.killSshd();
  for (const name of ['host', 'host.pub']) rmSync(`${far.dir}/${name}`);
  keygen(`${far.dir}/host`, { owner: 54321 });
  await far.sshd();
  const told = await until('the notification arrives', () => telephone.bodies.find(({ source }) => source === 'ssh-tunnel:2'), 30_000);
  assert.equal(told.event, 'warning');
  assert.match(told.text, /^ssh-tunnel:2: warning: API at 10\.77.*: host key: the host key is NOT the one known: somebody may be in between/);
  const { state, description } = (await stack.status())['ssh-tunnel:2'];
  assert.equal(state, 'FATAL');
  assert.match(description, /^10\.77\.\d+\.2: host key has changed, now ssh-ed25519 SHA256:\S{43}; API at /);
  assert.match((await stack.ctl('start', 'ssh-tunnel:2')).stdout, /ERROR/);
  assert.match(await near.trade(14001), /"account":"DU/);
}
