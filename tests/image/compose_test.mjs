// SPDX-License-Identifier: MIT
// Every compose file as a user runs it: up, healthy, traded with from where it promises, stopped tidily, up again.
import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Machine, keygen } from '../e2e/machines.mjs';
import { root } from '../e2e/stack.mjs';
import { letsIn } from '../e2e/vnc.mjs';
import { base, docker, inspect, isHealthy, logs, must, scratch, tryDocker, until } from './engine.mjs';

const password = 'S3cret "pass\'word=#ä';
const peer = `gatehouse-test-${process.pid}-peer`;

class Project {
  constructor(file, env, { service = 'ib-gateway', secrets } = {}) {
    this.service = service;
    this.name = `gatehouse-test-${basename(file, '.yaml')}`;
    this.folder = mkdtempSync(join(scratch, 'project-'));
    cpSync(join(root, file), join(this.folder, 'compose.yaml'));
    this.setEnv({ IB_IMAGE: 'ib-simulator', ...env });
    if (!secrets) return;
    mkdirSync(join(this.folder, 'secrets'), { mode: 0o700 });
    for (const [name, value] of Object.entries(secrets)) writeFileSync(join(this.folder, 'secrets', name), `${value}\n`, { mode: 0o600 });
  }

  setEnv(env) {
    writeFileSync(join(this.folder, '.env'), Object.entries(env).map(([name, value]) => `${name}=${value}\n`).join(''));
  }

  compose(...args) {
    return must('docker-compose', ['--project-name', this.name, '--file', 'compose.yaml', ...args], { cwd: this.folder, seconds: 240 });
  }

  /** Up, and ready for the nth time. */
  async up(times = 1) {
    await this.compose('up', '--detach');
    this.container = await this.compose('ps', '--quiet', this.service);
    await until(`${this.name} is ready`, async () => (await logs(this.container)).split('gatehouse: ready: ').length > times, 180_000)
      .catch(async (error) => { throw new Error(`${error.message}:\n${(await logs(this.container)).slice(-3000)}`); });
  }

  ctl(...args) { return this.compose('exec', '-T', this.service, ...args); }

  down() { return this.compose('down', '--volumes', '--timeout', '60'); }
}

/** Buys one share from where `from` is: this machine, or the network of a container or of the process with that number. */
async function trade(host, port, from = 'host') {
  const script = [process.execPath, join(root, 'tests/e2e/trade.mjs'), host, String(port)];
  const [file, ...args] = from === 'host' ? script
    : ['nsenter', '--net', '--target', String(typeof from === 'number' ? from : (await inspect(from)).State.Pid), '--', ...script];
  return JSON.parse(await must(file, args, { seconds: 90 }));
}

async function withPeer(network, act) {
  await docker('run', '--detach', '--name', peer, '--network', network, base, 'tail', '-f', '/dev/null');
  try {
    return await act(peer);
  } finally {
    await tryDocker('rm', '--force', peer);
  }
}

/** What a user does: see the state, stop, see that it ended well, start again, trade on; nobody is asked for a second factor again. */
async function stopAndGoOn(project, tradeAgain, secondFactors = 1) {
  const asked = async () => (await logs(project.container)).split('-> second_factor').length - 1;
  assert.match(await project.ctl('supervisorctl', 'status'), /^session +RUNNING/m);
  assert.equal(await asked(), secondFactors);
  const before = await tradeAgain();
  await project.compose('stop');
  assert.equal((await inspect(project.container)).State.ExitCode, 0);
  if (!secondFactors) assert.match(await logs(project.container), /java closed tidily after \d+ ms/);
  await project.up(2);
  const later = await tradeAgain();
  assert.equal(later.account, before.account);
  assert.ok(later.orderId > before.orderId, 'the settings were kept: order numbers go on');
  assert.equal(await asked(), secondFactors, await logs(project.container));
}

const account = {
  IB_USER: 'trader', IB_PASSWORD: 'word', SIMULATOR_USERS: 'trader:word', VNC_PWD: 'vnc-p4ss',
  SIMULATOR_TWOFA: 'dialog', SIMULATOR_TWOFA_MODES: 'both',
};

describe('compose file', () => {
  const withProject = (file, env, options, act) => async () => {
    const project = new Project(file, env, options);
    try {
      await project.up();
      await act(project);
    } finally {
      await project.down().catch(() => { });
    }
  };

  test('compose.yaml: the host and other containers trade, nobody beyond this machine', withProject('compose.yaml', account, {}, async (project) => {
    await isHealthy(project.container);
    const { HostConfig, NetworkSettings } = await inspect(project.container);
    for (const [bound] of Object.values(NetworkSettings.Ports).filter(Boolean)) assert.equal(bound.HostIp, '127.0.0.1');
    assert.equal(HostConfig.ReadonlyRootfs, true);
    assert.ok(HostConfig.Memory > 0);
    assert.ok(HostConfig.PidsLimit > 0);
    assert.equal(HostConfig.RestartPolicy.Name, 'unless-stopped');
    assert.deepEqual(HostConfig.LogConfig, { Type: 'json-file', Config: { 'max-size': '10m', 'max-file': '5' } });
    assert.equal((await inspect(project.container)).Config.StopTimeout, 120);
    assert.equal(await letsIn(5900, 'vnc-p4ss'), true);
    assert.equal((await fetch('http://127.0.0.1:9001/healthz')).status, 200);
    await withPeer(`${project.name}_default`, async (from) => {
      const address = (await docker('exec', from, 'getent', 'hosts', 'ib-gateway')).split(' ')[0];
      assert.match((await trade(address, 4004, from)).account, /^DU/);
    });
    await stopAndGoOn(project, () => trade('127.0.0.1', 4002));
  }));

  test('host-local.yaml: programs of the host trade on the program\'s own port, and nothing else listens beyond loopback',
    withProject('image/compose/host-local.yaml', { ...account, TRADING_MODE: 'live' }, {}, async (project) => {
      assert.ok(!/^relay/m.test(await project.ctl('supervisorctl', 'status').catch((error) => error.message)));
      await withPeer('bridge', async (from) => {
        const gateway = (await inspect(from)).NetworkSettings.Gateway;
        await assert.rejects(trade(gateway, 4001, from));
      });
      await stopAndGoOn(project, () => trade('127.0.0.1', 4001));
    }));

  test('host-ssh.yaml: the client\'s machine trades on a port of its own, through a tunnel that the container dials', async () => {
    const machine = await Machine.create();
    try {
      await machine.sshd();
      const env = { ...account, SSH_USER_TUNNEL: machine.target, SSH_REMOTE_PORT: '14001' };
      const project = new Project('image/compose/host-ssh.yaml', env);
      mkdirSync(join(project.folder, 'ssh'));
      const key = join(project.folder, 'ssh/id_ed25519');
      keygen(key, { owner: 1000 });
      machine.authorize(readFileSync(`${key}.pub`, 'utf8'), 'restrict,port-forwarding,permitlisten="127.0.0.1:14001"');
      try {
        await project.up();
        await stopAndGoOn(project, async () => {
          await until('the tunnel is up', () => machine.listens(14001), 60_000);
          return trade('127.0.0.1', 14001, machine.holder.pid);
        });
      } finally {
        await project.down().catch(() => { });
      }
    } finally {
      await machine.remove();
    }
  });

  test('external.yaml: who is named in RELAY_ALLOW trades from elsewhere, others are turned away', async () => {
    await withPeer('bridge', async (from) => {
      const { Gateway, IPAddress } = (await inspect(from)).NetworkSettings;
      await withProject('image/compose/external.yaml', { ...account, RELAY_ALLOW: `${IPAddress}/32` }, {}, async (project) => {
        await assert.rejects(trade('127.0.0.1', 4004));
        await stopAndGoOn(project, () => trade(Gateway, 4004, from));
      })();
    });
  });

  test('external.yaml: does not start without RELAY_ALLOW', async () => {
    const project = new Project('image/compose/external.yaml', account);
    await assert.rejects(project.compose('up', '--detach'), /name the addresses that may connect/);
  });

  test('both.yaml: live and paper at the same time', withProject('image/compose/both.yaml', { ...account, SIMULATOR_USERS: '', IB_USER_PAPER: 'p', IB_PASSWORD_PAPER: 'q' }, {}, async (project) => {
    assert.match((await trade('127.0.0.1', 4001)).account, /^U/);
    await stopAndGoOn(project, () => trade('127.0.0.1', 4002), 2);
  }));

  test('secrets.yaml: logs in with secrets that no `docker inspect` shows', withProject('image/compose/secrets.yaml', {}, {
    secrets: { ib_user: 'trader', ib_password: password, vnc_password: 'vnc-p4ss' },
  }, async (project) => {
    const shown = await docker('inspect', project.container) + await docker('image', 'inspect', 'ib-simulator');
    for (const secret of [password, JSON.stringify(password).slice(1, -1), 'trader', 'vnc-p4ss']) assert.ok(!shown.includes(secret), secret);
    assert.equal(await letsIn(5900, 'vnc-p4ss'), true);
    await stopAndGoOn(project, () => trade('127.0.0.1', 4002), 0);
  }));

  test('tws.yaml: TWS on its own ports', withProject('image/compose/tws.yaml', { ...account, PROGRAM: 'tws' }, { service: 'ib-tws' }, async (project) => {
    await stopAndGoOn(project, () => trade('127.0.0.1', 7497));
  }));
});
