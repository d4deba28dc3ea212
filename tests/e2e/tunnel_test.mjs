// SPDX-License-Identifier: MIT
// SSH tunnels against real sshds on other machines.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { chownSync, existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { Container, Machine, assertFast, keygen, recovery } from './machines.mjs';
import { Server } from './simulator_server.mjs';
import { processes } from './stack.mjs';

const API = 4002, THERE = 14001; // different on purpose: mixed up, nothing would work
const LINE = `restrict,port-forwarding,permitlisten="127.0.0.1:${THERE}"`;
const KEEPALIVE = 2000, REDIAL = 1000, SLACK = 4000; // of Container.environment; machines that test are slow
let client, gateway, container, key;

const settings = (more = {}) => ({ SSH_USER_TUNNEL: client.target, SSH_REMOTE_PORT: String(THERE), ...more });

before(async () => {
  gateway = await Server.start({ 'api.port': API });
  client = await Machine.create();
  await client.sshd();
});

after(async () => {
  await client?.remove();
  await gateway?.stop();
});

function scene(name, act) {
  test(name, { timeout: 120_000 }, async () => {
    container = new Container();
    key = container.key();
    client.authorize(key, LINE);
    try {
      await act();
    } finally {
      await container.remove();
    }
  });
}

describe('a tunnel', () => {
  scene('brings the API to the port asked for on the client\'s machine, and a program there trades through it', async () => {
    const tunnel = container.tunnel(settings());
    await tunnel.wait(/^up: API at 127\.0\.0\.1:14001 of trader@/);
    assert.ok(client.listens(THERE), 'the remote port listens there');
    assert.ok(!client.listens(API), 'the gateway\'s own number does not');
    await tunnel.wait(/the API answers at the far end, \d+ ms/);
    assert.match(await client.trade(THERE), /^bought for DU/m);
    assert.equal(await tunnel.stop(), 0);
    assert.ok(!processes().some(({ cmdline }) => cmdline.includes(client.target)), 'no ssh is left');
  });

  scene('learns a host key once, shows its fingerprint, and keeps it', async () => {
    const tunnel = container.tunnel(settings());
    await tunnel.wait(/host key of 10\.77\.\d+\.2 was not known and is now: ssh-ed25519 SHA256:\S+;/);
    await tunnel.wait(/^up: /);
    await tunnel.stop();
    assert.match(readFileSync(container.path('data/ssh/known_hosts'), 'utf8'), /ssh-ed25519/);
    const second = container.tunnel(settings());
    await second.wait(/^up: /);
    assert.doesNotMatch(second.text, /was not known/);
  });

  scene('stops for good when the host key has changed, and says which', async () => {
    const tunnel = container.tunnel(settings());
    await tunnel.wait(/^up: /);
    await tunnel.stop();
    await client.killSshd();
    for (const name of ['host', 'host.pub']) rmSync(`${client.dir}/${name}`);
    keygen(`${client.dir}/host`, { owner: 54321 });
    await client.sshd();
    const again = container.tunnel(settings());
    assert.equal(await again.exited, 78);
    await again.wait(/host key: the host key is NOT the one known.*now ssh-ed25519 SHA256:.*data\/ssh\/known_hosts/);
  });

  scene('is strict where a known_hosts is mounted', async () => {
    writeFileSync(container.path('.ssh/known_hosts'), '');
    const tunnel = container.tunnel(settings());
    assert.equal(await tunnel.exited, 78);
    await tunnel.wait(/host key is not known, and a known_hosts that is mounted is strict/);
    const { address } = client;
    writeFileSync(container.path('.ssh/known_hosts'), `[${address}]:2222 ${readFileSync(`${client.dir}/host.pub`, 'utf8')}`);
    await container.tunnel(settings()).wait(/^up: /);
    assert.ok(!existsSync(container.path('data/ssh')), 'nothing is learned');
  });
});

describe('keys', () => {
  scene('open with their passphrase, which no argument, environment or file shows', async () => {
    const passphrase = 'correct horse "battery" \'staple\'';
    client.authorize(container.key('id_locked', passphrase), LINE);
    const tunnel = container.tunnel(settings({ SSH_PASSPHRASE: passphrase }));
    await tunnel.wait(/^up: /);
    for (const { cmdline, environ } of processes()) assert.ok(!`${cmdline} ${environ}`.includes('correct horse'));
    for (const folder of ['run', 'data', 'data/ssh'])
      for (const entry of readdirSync(container.path(folder), { withFileTypes: true }))
        if (entry.isFile()) assert.doesNotMatch(readFileSync(container.path(folder, entry.name), 'latin1'), /correct horse|PRIVATE KEY/);
  });

  scene('with a wrong passphrase end the tunnel, and it says so', async () => {
    client.authorize(container.key('id_locked', 'right words'), LINE);
    const tunnel = container.tunnel(settings({ SSH_PASSPHRASE: 'wrong words' }));
    assert.equal(await tunnel.exited, 78);
    await tunnel.wait(/authentication: the key is the right one, but the passphrase does not open it/);
    const silent = container.tunnel(settings());
    assert.equal(await silent.exited, 78);
    await silent.wait(/the key has a passphrase, and SSH_PASSPHRASE is not given/);
  });

  scene('that are missing or unreadable are named', async () => {
    for (const name of ['id_ed25519', 'id_ed25519.pub']) rmSync(container.path('.ssh', name));
    const tunnel = container.tunnel(settings());
    assert.equal(await tunnel.exited, 78);
    await tunnel.wait(/key: there is no usable key \(no usable key in .*\.ssh: mount a folder with a private key/);
    keygen(container.path('.ssh/id_ed25519'), { mode: 0o600 });
    const closed = container.tunnel(settings());
    assert.equal(await closed.exited, 78);
    await closed.wait(/id_ed25519: Permission denied \(belongs to 0:0, mode 600; this runs as 12345:12345\)/);
  });

  scene('that are refused are not offered again for a minute', async () => {
    client.authorize('ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA nobody\n', LINE);
    const tunnel = container.tunnel(settings());
    await tunnel.wait(/authentication: every key is refused.*next try in 60 s/);
  });
});

describe('a tunnel that breaks', () => {
  scene('comes back after the cable was pulled', async () => {
    const tunnel = container.tunnel(settings());
    await tunnel.wait(/^up: /);
    client.pull();
    await tunnel.wait(/network: the far side has gone silent/);
    const down = tunnel.all.length;
    await tunnel.wait(/network: .*next try in 2 s/, { from: down });
    client.plug();
    assertFast(await recovery(tunnel), KEEPALIVE + 4 * REDIAL + SLACK);
    assert.match(await client.trade(THERE), /^bought for DU/m);
  });

  scene('comes back after its connection was swallowed without a word', async () => {
    const tunnel = container.tunnel(settings());
    await tunnel.wait(/^up: /);
    client.swallow();
    const begun = Date.now();
    await tunnel.wait(/network: the far side has gone silent/);
    assertFast(Date.now() - begun, KEEPALIVE + 1000 + SLACK);
    client.deliver();
    assertFast(await recovery(tunnel), REDIAL + SLACK);
  });

  scene('comes back after sshd was killed and started', async () => {
    const tunnel = container.tunnel(settings());
    await tunnel.wait(/^up: /);
    await client.killSshd();
    await tunnel.wait(/network: the connection was closed from there.*next try in 1 s/);
    await client.sshd();
    assertFast(await recovery(tunnel), 4 * REDIAL + SLACK);
    assert.match(await client.trade(THERE), /^bought for DU/m);
  });

  scene('says that the port is taken, and takes it when it is free', async () => {
    const free = await client.occupy(THERE);
    const tunnel = container.tunnel(settings());
    await tunnel.wait(/remote port: the port is taken there/);
    await free();
    assertFast(await recovery(tunnel), 8 * REDIAL + SLACK);
  });

  scene('says that listening is not allowed', async () => {
    client.authorize(key, 'restrict,port-forwarding,permitlisten="127.0.0.1:9"');
    await container.tunnel(settings()).wait(/remote port: listening there is not allowed.*permitlisten/);
  });
});

describe('a bastion', () => {
  let bastion, inner;

  before(async () => {
    bastion = await Machine.create();
    inner = await Machine.create({ behind: bastion });
    await bastion.sshd();
    await inner.sshd();
  });

  after(async () => {
    await inner?.remove();
    await bastion?.remove();
  });

  function through(name, options) {
    scene(name, async () => {
      bastion.authorize(key, 'restrict,port-forwarding');
      inner.authorize(key, LINE);
      const tunnel = container.tunnel(settings({ SSH_USER_TUNNEL: inner.target, SSH_OPTIONS: options() }));
      await tunnel.wait(/^up: /);
      assert.match(await inner.trade(THERE), /^bought for DU/m);
    });
  }

  through('is passed by ProxyJump, with the same keys and known hosts', () => `-J ${bastion.target}`);
  // The inner ssh is the user's own: it finds keys and known hosts as any ssh does.
  through('is passed by ProxyCommand, split as a shell would', () => {
    writeFileSync(container.path('.ssh/id_hop'), readFileSync(container.path('.ssh/id_ed25519')), { mode: 0o600 });
    chownSync(container.path('.ssh/id_hop'), 12345, 12345);
    const options = `-i ${container.path('.ssh/id_hop')} -o StrictHostKeyChecking=accept-new -o UserKnownHostsFile=${container.path('data/hop')}`;
    return `-o ProxyCommand='ssh ${options} -W "%h:%p" -p 2222 trader@${bastion.address}'`;
  });
});
