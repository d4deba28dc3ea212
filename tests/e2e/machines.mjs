// SPDX-License-Identifier: MIT
// Other machines: network namespaces with a cable each and a real sshd in them, and tunnels that dial them. Needs root.
import { after, before, test } from 'node:test';
import { spawn, execFileSync } from 'node:child_process';
import { chmodSync, chownSync, copyFileSync, mkdirSync, mkdtempSync, openSync, closeSync, readFileSync, readlinkSync, rmSync,
  writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import readline from 'node:readline';
import { Server } from './simulator_server.mjs';
import { build, descendants, until } from './stack.mjs';

const PATIENCE = 20_000;
const here = dirname(fileURLToPath(import.meta.url));
const TRADER = 54321; // the user on the other machines; sshd runs as it, without rights
const MORTAL = ['--pdeathsig', 'KILL']; // what a test that is killed leaves behind goes with it, namespaces and cables too
export const CONTAINER_UID = 12345; // a uid without a name, as --user and PUID make them

/** What a process writes, line by line, and waiting for a line. */
export class Lines {
  all = [];
  #waiting = [];

  constructor(...streams) {
    for (const stream of streams) readline.createInterface({ input: stream }).on('line', (line) => this.#take(line));
  }

  #take(line) {
    this.all.push({ at: Date.now(), line });
    this.#waiting = this.#waiting.filter((look) => !look(line));
  }

  get text() { return this.all.map(({ line }) => line).join('\n'); }

  /** The first line that matches, among those from number `from` on. */
  wait(pattern, { from = 0, milliseconds = PATIENCE } = {}) {
    const there = this.all.slice(from).find(({ line }) => pattern.test(line));
    if (there) return Promise.resolve(there.line);
    return new Promise((done, fail) => {
      const timer = setTimeout(() => fail(new Error(`no line ${pattern} in:\n${this.text}`)), milliseconds);
      this.#waiting.push((line) => pattern.test(line) && (clearTimeout(timer), done(line), true));
    });
  }
}

export function keygen(path, { passphrase = '', owner = 0, mode = 0o600 } = {}) {
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', passphrase, '-f', path]);
  chmodSync(path, mode);
  chownSync(path, owner, owner);
}

export class Machine {
  static #count = 0;

  static async create({ behind } = {}) {
    const machine = new Machine();
    machine.number = ++Machine.#count;
    machine.cable = `gh${process.pid % 10000}x${machine.number}`;
    machine.address = `10.77.${machine.number}.2`;
    machine.dir = mkdtempSync(join(tmpdir(), 'gatehouse-machine-'));
    chmodSync(machine.dir, 0o755);
    machine.holder = spawn('setpriv', [...MORTAL, 'unshare', '-n', 'sleep', 'infinity'], { stdio: 'ignore' });
    const ours = readlinkSync('/proc/self/ns/net');
    const theirs = (pid) => { try { return readlinkSync(`/proc/${pid}/ns/net`); } catch { return ours; } };
    await until('a network namespace', () => theirs(machine.holder.pid) !== ours);
    const near = behind ? (...args) => behind.run(...args) : (...args) => execFileSync(args[0], args.slice(1), { stdio: 'pipe' });
    near('ip', 'link', 'add', machine.cable, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', String(machine.holder.pid));
    near('ip', 'address', 'add', `10.77.${machine.number}.1/24`, 'dev', machine.cable);
    near('ip', 'link', 'set', machine.cable, 'up');
    machine.run('ip', 'address', 'add', `${machine.address}/24`, 'dev', 'eth0');
    machine.run('ip', 'link', 'set', 'lo', 'up');
    machine.run('ip', 'link', 'set', 'eth0', 'up');
    keygen(join(machine.dir, 'host'), { owner: TRADER });
    return machine;
  }

  spawn(command, args, options = {}) {
    return spawn('nsenter', ['-t', String(this.holder.pid), '-n', 'setpriv', ...MORTAL, command, ...args], options);
  }

  run(command, ...args) {
    return execFileSync('nsenter', ['-t', String(this.holder.pid), '-n', command, ...args], { encoding: 'utf8', stdio: 'pipe' });
  }

  get target() { return `trader@${this.address}:2222`; }

  authorize(publicKey, options) { writeFileSync(join(this.dir, 'authorized_keys'), `${options} ${publicKey}`); }

  async sshd(more = '') {
    writeFileSync(join(this.dir, 'sshd_config'), `
      Port 2222\nHostKey ${this.dir}/host\nPidFile none\nAuthorizedKeysFile ${this.dir}/authorized_keys\nUsePAM no
      StrictModes no\nPasswordAuthentication no\nKbdInteractiveAuthentication no\nLogLevel VERBOSE\nGatewayPorts clientspecified\n${more}\n`);
    writeFileSync(join(this.dir, 'passwd'), `trader:x:${TRADER}:${TRADER}::/:/bin/sh\n`);
    writeFileSync(join(this.dir, 'group'), `trader:x:${TRADER}:\n`);
    const env = { PATH: process.env.PATH, LD_PRELOAD: 'libnss_wrapper.so', NSS_WRAPPER_PASSWD: join(this.dir, 'passwd'),
      NSS_WRAPPER_GROUP: join(this.dir, 'group') };
    this.server = this.spawn('setpriv', [`--reuid=${TRADER}`, `--regid=${TRADER}`, '--clear-groups', ...MORTAL, '/usr/sbin/sshd', '-D', '-e',
      '-f', join(this.dir, 'sshd_config')], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.log = new Lines(this.server.stderr);
    await this.log.wait(/Server listening/);
  }

  async killSshd() {
    const gone = new Promise((done) => this.server.on('exit', done));
    for (const { pid } of descendants(this.server.pid).reverse()) try { process.kill(pid, 'SIGKILL'); } catch { /* gone */ }
    await gone;
  }

  /** The cable out of its socket, and in again. */
  pull() { this.run('ip', 'link', 'set', 'eth0', 'down'); }
  plug() { this.run('ip', 'link', 'set', 'eth0', 'up'); }

  /** Everything that comes and goes is dropped, and nobody is told. */
  swallow() {
    this.#hole('input', 'iifname', 'eth0', 'drop');
    this.#hole('output', 'oifname', 'eth0', 'drop');
  }

  deliver() { this.run('nft', 'delete', 'table', 'ip', 'hole'); }

  /** As a router that has lost its memory: the connections there are now are dropped for good, without a word to anybody. */
  forgetConnections() {
    const peers = this.run('ss', '-Htn', 'state', 'established', 'sport = :2222').trim().split('\n');
    const ports = peers.map((line) => line.trim().split(/\s+/).at(-1).split(':').at(-1));
    this.#hole('input', 'tcp', 'sport', `{ ${ports.join(', ')} }`, 'drop');
    this.#hole('output', 'tcp', 'dport', `{ ${ports.join(', ')} }`, 'drop');
  }

  #hole(chain, ...rule) {
    this.run('nft', 'add', 'table', 'ip', 'hole');
    this.run('nft', 'add', 'chain', 'ip', 'hole', chain, `{ type filter hook ${chain} priority 0; policy accept; }`);
    this.run('nft', 'add', 'rule', 'ip', 'hole', chain, ...rule);
  }

  /** A thin line, on which packets queue up, and some get lost. */
  thin({ kilobits, percentLost }) {
    this.run('tc', 'qdisc', 'add', 'dev', 'eth0', 'root', 'tbf', 'rate', `${kilobits}kbit`, 'burst', '2kb', 'latency', '2s');
    this.#hole('input', 'iifname', 'eth0', 'numgen', 'random', 'mod', '100', '<', String(percentLost), 'drop');
  }

  widen() {
    this.run('tc', 'qdisc', 'delete', 'dev', 'eth0', 'root');
    this.deliver();
  }

  /** Who dials that port on this machine gets a web server, as careless firewall rules make it; the function given back ends that. */
  async hijack(port) {
    const code = `require('http').createServer((q, a) => a.end('hello')).listen(15001, '127.0.0.1', () => console.log('serves'))`;
    const child = this.spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
    await new Lines(child.stdout).wait(/serves/);
    this.run('nft', 'add', 'table', 'ip', 'thief');
    this.run('nft', 'add', 'chain', 'ip', 'thief', 'output', '{ type nat hook output priority -100; }');
    this.run('nft', 'add', 'rule', 'ip', 'thief', 'output', 'tcp', 'dport', String(port), 'redirect', 'to', ':15001');
    return () => new Promise((done) => {
      this.run('nft', 'delete', 'table', 'ip', 'thief');
      child.on('exit', done);
      child.kill('SIGKILL');
    });
  }

  /** Takes a port of this machine away; the function given back frees it. */
  async occupy(port) {
    const code = `require('net').createServer().listen(${port}, '127.0.0.1', () => console.log('taken'))`;
    const child = this.spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
    await new Lines(child.stdout).wait(/taken/);
    return () => new Promise((done) => { child.on('exit', done); child.kill('SIGKILL'); });
  }

  /** A trading program on this machine: connects to a port of its own, buys, and says what came of it. */
  trade(port, address = '127.0.0.1') { return this.#say([join(here, 'trade.mjs'), address, String(port)]); }

  /** What a port of this machine says to who dials it. */
  hear(port) {
    return this.#say(['-e', `require('net').connect(${port}, '127.0.0.1').pipe(process.stdout)`]);
  }

  /** A VNC client on this machine. */
  letsIn(port, password) {
    const code = `import { letsIn } from '${join(here, 'vnc.mjs')}'; console.log(await letsIn(${port}, '${password}'));`;
    return this.#say(['--input-type=module', '-e', code]);
  }

  #say(args) {
    return new Promise((done) => {
      const child = this.spawn(process.execPath, args);
      let said = '';
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => { said += bytes; });
      const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
      child.on('close', () => { clearTimeout(timer); done(said); });
    });
  }

  listens(port) { return this.run('ss', '-Hltn', `sport = :${port}`).trim() !== ''; }

  async remove() {
    if (this.server && this.server.exitCode === null && this.server.signalCode === null) await this.killSshd();
    this.holder.kill('SIGKILL');
    rmSync(this.dir, { recursive: true });
  }
}

/** The folders of a container: SSH_DIR as a mount, RUN_DIR, DATA_DIR, and the executable where every uid may run it. */
export class Container {
  tunnels = [];

  constructor() {
    this.dir = mkdtempSync(join(tmpdir(), 'gatehouse-tunnel-'));
    chmodSync(this.dir, 0o755);
    for (const name of ['run', 'data', '.ssh']) mkdirSync(join(this.dir, name));
    for (const name of ['run', 'data']) chownSync(join(this.dir, name), CONTAINER_UID, CONTAINER_UID);
    copyFileSync(join(build, 'gatehouse'), join(this.dir, 'gatehouse'));
    chmodSync(join(this.dir, 'gatehouse'), 0o755);
  }

  path(...names) { return join(this.dir, ...names); }

  /** As a mount often is: of another owner, and open to all. */
  key(name = 'id_ed25519', passphrase = '') {
    keygen(this.path('.ssh', name), { passphrase, mode: 0o644 });
    return readFileSync(this.path('.ssh', `${name}.pub`), 'utf8');
  }

  environment(settings) {
    return { IB_USER: 'u', IB_PASSWORD: 'p', TZ: 'UTC', SSH_TUNNEL: 'yes', SSH_DIR: this.path('.ssh'), RUN_DIR: this.path('run'),
      DATA_DIR: this.path('data'), SSH_ALIVE_INTERVAL: '1', SSH_ALIVE_COUNT: '2', SSH_RESTART: '1', ...settings };
  }

  #spawn(args, options) {
    return this.spawn(this.path('gatehouse'), args, options);
  }

  /** Something that runs as this container's user, and not longer than the test. */
  spawn(command, args, options) {
    const user = [`--reuid=${CONTAINER_UID}`, `--regid=${CONTAINER_UID}`, '--clear-groups'];
    return spawn('setpriv', [...user, ...MORTAL, command, ...args], { cwd: '/', ...options });
  }

  /** An agent that holds a new key; gives its socket and the public key. */
  async agent() {
    const socket = this.path('run/agent.sock'), key = this.path('run/id_agent');
    const agent = this.spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'inherit'] });
    await new Lines(agent.stdout).wait(/SSH_AUTH_SOCK/);
    keygen(key, { owner: CONTAINER_UID });
    const user = { uid: CONTAINER_UID, gid: CONTAINER_UID };
    execFileSync('ssh-add', ['-q', key], { ...user, env: { PATH: process.env.PATH, SSH_AUTH_SOCK: socket }, stdio: 'pipe' });
    rmSync(key);
    this.tunnels.push({ child: agent, exited: new Promise((done) => agent.on('exit', done)) });
    return { socket, publicKey: readFileSync(`${key}.pub`, 'utf8') };
  }

  /** The service, as init starts it: its settings on descriptor 4. */
  tunnel(settings, name = 'ssh-tunnel') {
    const file = this.path('settings');
    const pairs = Object.entries(this.environment(settings)).map(([key, value]) => `${key}=${value}\0`);
    writeFileSync(file, pairs.join(''));
    const fd = openSync(file, 'r');
    const { PATH } = process.env;
    const child = this.#spawn(['tunnel', name], { env: { PATH, LANG: 'C.UTF-8' }, stdio: ['ignore', 'pipe', 'pipe', 'ignore', fd] });
    closeSync(fd);
    const tunnel = new Lines(child.stdout, child.stderr);
    tunnel.child = child;
    tunnel.exited = new Promise((done) => child.on('exit', (code, signal) => done(code ?? signal)));
    tunnel.stop = async () => { child.kill('SIGTERM'); return tunnel.exited; };
    this.tunnels.push(tunnel);
    return tunnel;
  }

  check(settings, ...names) {
    const { PATH } = process.env;
    const env = { PATH, LANG: 'C.UTF-8', ...this.environment({ PUID: String(CONTAINER_UID), PGID: String(CONTAINER_UID), ...settings }) };
    return new Promise((done) => {
      const child = this.#spawn(['tunnel-check', ...names], { env, stdio: ['ignore', 'pipe', 'pipe'] });
      let said = '';
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => { said += bytes; });
      const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
      child.on('close', (code, signal) => { clearTimeout(timer); done({ status: code ?? signal, said }); });
    });
  }

  async remove() {
    for (const tunnel of this.tunnels) {
      tunnel.child.kill('SIGKILL');
      await tunnel.exited;
    }
    rmSync(this.dir, { recursive: true });
  }
}

/** Scenes, each with a container of its own whose key is allowed. Each suite opens the house for itself, because the files share a
    process and the gateway's port: a client's machine with its sshd, and a gateway's API here. */
export function theatre({ api, line }) {
  const house = {};

  house.open = (sshd = '') => {
    before(async () => {
      house.gateway = await Server.start({ 'api.port': api });
      house.client = await Machine.create();
      await house.client.sshd(sshd);
    });

    after(async () => {
      await house.client?.remove();
      await house.gateway?.stop();
    });
  };

  house.scene = (name, act, timeout = 120_000) => test(name, { timeout }, async (context) => {
    house.container = new Container();
    house.key = house.container.key();
    house.client.authorize(house.key, line);
    try {
      await act(context);
    } finally {
      await house.container.remove();
    }
  });
  return house;
}
