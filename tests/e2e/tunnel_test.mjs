// SPDX-License-Identifier: MIT
// SSH tunnels against real sshds on other machines.
import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { chownSync, existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { Machine, keygen, theatre } from './machines.mjs';
import { processes } from './stack.mjs';

const API = 4002, THERE = 14001; // different on purpose: mixed up, nothing would work
const LINE = `restrict,port-forwarding,permitlisten="127.0.0.1:${THERE}"`;
const house = theatre({ api: API, line: LINE });
const { scene } = house;
const settings = (more = {}) => ({ SSH_USER_TUNNEL: house.client.target, SSH_REMOTE_PORT: String(THERE), ...more });

describe('a tunnel', () => {
  house.open();

  scene('brings the API to the port asked for on the client\'s machine, and a program there trades through it', async () => {
    const tunnel = house.container.tunnel(settings());
    await tunnel.wait(/^up: API at 127\.0\.0\.1:14001 of trader@/);
    assert.ok(house.client.listens(THERE), 'the remote port listens there');
    assert.ok(!house.client.listens(API), 'the gateway\'s own number does not');
    await tunnel.wait(/the API answers at the far end, \d+ ms/);
    assert.match(await house.client.trade(THERE), /"account":"DU/);
    assert.equal(await tunnel.stop(), 0);
    assert.ok(!processes().some(({ cmdline }) => cmdline.includes(house.client.target)), 'no ssh is left');
  });

  scene('learns a host key once, shows its fingerprint, and keeps it', async () => {
    const tunnel = house.container.tunnel(settings());
    await tunnel.wait(/host key of 10\.77\.\d+\.2 was not known and is now: ssh-ed25519 SHA256:\S+;/);
    await tunnel.wait(/^up: /);
    await tunnel.stop();
    assert.match(readFileSync(house.container.path('data/ssh/known_hosts'), 'utf8'), /ssh-ed25519/);
    const second = house.container.tunnel(settings());
    await second.wait(/^up: /);
    assert.doesNotMatch(second.text, /was not known/);
  });

  scene('stops for good when the host key has changed, and says which', async () => {
    const tunnel = house.container.tunnel(settings());
    await tunnel.wait(/^up: /);
    await tunnel.stop();
    await house.client.killSshd();
    for (const name of ['host', 'host.pub']) rmSync(`${house.client.dir}/${name}`);
    keygen(`${house.client.dir}/host`, { owner: 54321 });
    await house.client.sshd();
    const again = house.container.tunnel(settings());
    assert.equal(await again.exited, 78);
    await again.wait(/host key: the host key is NOT the one known.*now ssh-ed25519 SHA256:.*data\/ssh\/known_hosts/);
  });

  scene('is strict where a known_hosts is mounted', async () => {
    writeFileSync(house.container.path('.ssh/known_hosts'), '');
    const tunnel = house.container.tunnel(settings());
    assert.equal(await tunnel.exited, 78);
    await tunnel.wait(/host key is not known, and a known_hosts that is mounted is strict/);
    const { address } = house.client;
    writeFileSync(house.container.path('.ssh/known_hosts'), `[${address}]:2222 ${readFileSync(`${house.client.dir}/host.pub`, 'utf8')}`);
    await house.container.tunnel(settings()).wait(/^up: /);
    assert.ok(!existsSync(house.container.path('data/ssh')), 'nothing is learned');
  });
});

describe('keys', () => {
  house.open();

  scene('open with their passphrase, which no argument, environment or file shows', async () => {
    const passphrase = 'correct horse "battery" \'staple\'';
    house.client.authorize(house.container.key('id_locked', passphrase), LINE);
    const tunnel = house.container.tunnel(settings({ SSH_PASSPHRASE: passphrase }));
    await tunnel.wait(/^up: /);
    for (const { cmdline, environ } of processes()) assert.ok(!`${cmdline} ${environ}`.includes('correct horse'));
    for (const folder of ['run', 'data', 'data/ssh'])
      for (const entry of readdirSync(house.container.path(folder), { withFileTypes: true }))
        if (entry.isFile()) assert.doesNotMatch(readFileSync(house.container.path(folder, entry.name), 'latin1'), /correct horse|PRIVATE KEY/);
  });

  scene('with a wrong passphrase end the tunnel, and it says so', async () => {
    house.client.authorize(house.container.key('id_locked', 'right words'), LINE);
    const tunnel = house.container.tunnel(settings({ SSH_PASSPHRASE: 'wrong words' }));
    assert.equal(await tunnel.exited, 78);
    await tunnel.wait(/authentication: the key is the right one, but the passphrase does not open it/);
    const silent = house.container.tunnel(settings());
    assert.equal(await silent.exited, 78);
    await silent.wait(/the key has a passphrase, and SSH_PASSPHRASE is not given/);
  });

  scene('that are missing or unreadable are named', async () => {
    for (const name of ['id_ed25519', 'id_ed25519.pub']) rmSync(house.container.path('.ssh', name));
    const tunnel = house.container.tunnel(settings());
    assert.equal(await tunnel.exited, 78);
    await tunnel.wait(/key: there is no usable key \(none in .*\.ssh: mount a folder with a private key/);
    keygen(house.container.path('.ssh/id_ed25519'), { mode: 0o600 });
    const closed = house.container.tunnel(settings());
    assert.equal(await closed.exited, 78);
    await closed.wait(/id_ed25519 belongs to 0:0, mode 600, not readable by 12345:12345; on the host: chown 12345:12345 id_ed25519/);
  });

  scene('in an agent whose socket is mounted are used', async () => {
    for (const name of ['id_ed25519', 'id_ed25519.pub']) rmSync(house.container.path('.ssh', name));
    const { socket, publicKey } = await house.container.agent();
    house.client.authorize(publicKey, LINE);
    const tunnel = house.container.tunnel(settings({ SSH_AUTH_SOCK: socket }));
    await tunnel.wait(/^up: /);
    assert.match(await house.client.trade(THERE), /"account":"DU/);
  });

  scene('that are refused are not offered again for a minute', async () => {
    house.client.authorize('ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA nobody\n', LINE);
    const tunnel = house.container.tunnel(settings());
    await tunnel.wait(/authentication: every key is refused.*next try in 60 s/);
  });
});

describe('VNC and RDP', () => {
  house.open();

  scene('have a tunnel of their own, with the ports asked for, which leads to theirs here', async () => {
    const answers = (port, word) => new Promise((done) => {
      const server = createServer((socket) => socket.end(word)).listen(port, '127.0.0.1', () => done(server));
    });
    const servers = await Promise.all([answers(5900, 'this is 5900'), answers(3389, 'this is 3389')]);
    try {
      house.client.authorize(house.key, 'restrict,port-forwarding,permitlisten="127.0.0.1:15900",permitlisten="127.0.0.1:13389"');
      const wishes = { PROGRAM: 'tws', VNC_PWD: 'v', SSH_VNC_PORT: '15900', SSH_RDP_PORT: '13389' };
      const tunnel = house.container.tunnel(settings(wishes), 'ssh-tunnel-vnc');
      await tunnel.wait(/^up: VNC at 127\.0\.0\.1:15900, RDP at 127\.0\.0\.1:13389 of trader@/);
      assert.match(await house.client.hear(15900), /this is 5900/);
      assert.match(await house.client.hear(13389), /this is 3389/);
    } finally {
      for (const server of servers) server.close();
    }
  });
});

describe('a bastion', () => {
  house.open();

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
      bastion.authorize(house.key, 'restrict,port-forwarding');
      inner.authorize(house.key, LINE);
      const tunnel = house.container.tunnel(settings({ SSH_USER_TUNNEL: inner.target, SSH_OPTIONS: options() }));
      await tunnel.wait(/^up: /);
      assert.match(await inner.trade(THERE), /"account":"DU/);
    });
  }

  through('is passed by ProxyJump, with the same keys and known hosts', () => `-J ${bastion.target}`);
  // The inner ssh is the user's own: it finds keys and known hosts as any ssh does.
  through('is passed by ProxyCommand, split as a shell would', () => {
    writeFileSync(house.container.path('.ssh/id_hop'), readFileSync(house.container.path('.ssh/id_ed25519')), { mode: 0o600 });
    chownSync(house.container.path('.ssh/id_hop'), 12345, 12345);
    const options = `-i ${house.container.path('.ssh/id_hop')} -o StrictHostKeyChecking=accept-new -o UserKnownHostsFile=${house.container.path('data/hop')}`;
    return `-o ProxyCommand='ssh ${options} -W "%h:%p" -p 2222 trader@${bastion.address}'`;
  });
});
