// SPDX-License-Identifier: MIT
// Starts the stack as `make demo` does, and asks it what a user would ask. Every wait has a deadline.
import { spawn, execFile } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import readline from 'node:readline';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
export const build = resolve(root, process.env.GATEHOUSE_BUILD ?? 'build-check');
const stage = process.getuid() === 0 ? '/var/lib/gatehouse-demo' : join(build, 'demo');
export const dataDir = join(stage, 'data');
export const gatehouse = join(stage, 'usr/local/bin/gatehouse');
export const supervisorctl = join(stage, 'usr/local/lib/gatehouse/bin/supervisorctl');

/** A deadline is for what never comes; what comes may take several times as long where other tests run beside. */
const SLOWNESS = 3;

/** For a java that starts, logs in and loads. */
export const PATIENCE = 60_000;

/** Looks every few milliseconds until the condition holds; for what the system tells no event of. */
export async function until(what, condition, milliseconds = 20_000) {
  const deadline = Date.now() + SLOWNESS * milliseconds;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > deadline) throw new Error(`in vain: ${what}`);
    await new Promise((wake) => setTimeout(wake, 20));
  }
}

export function run(command, args = [], env = {}) {
  return new Promise((done) => {
    execFile(command, args, { env: { PATH: process.env.PATH, ...env }, timeout: 60_000 }, (error, stdout, stderr) =>
      done({ status: error ? error.code : 0, stdout, stderr }));
  });
}

/** Every process there is: { pid, ppid, cmdline, environ }; what went away meanwhile is left out. */
export function processes() {
  const all = [];
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
      const [state, ppid] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const read = (name) => readFileSync(`/proc/${pid}/${name}`, 'latin1').replaceAll('\0', ' ');
      all.push({ pid: +pid, ppid: +ppid, state, cmdline: read('cmdline'), environ: read('environ') });
    } catch { /* gone */ }
  }
  return all;
}

export function descendants(pid) {
  const all = processes();
  const found = all.filter((one) => one.pid === pid);
  for (const parent of found) found.push(...all.filter((one) => one.ppid === parent.pid));
  return found;
}

export class Stack {
  lines = [];
  #waiters = [];

  static launch(env = {}) {
    const stack = new Stack();
    stack.dataDir = env.DATA_DIR ?? dataDir;
    const { PATH, HOME, JAVA_HOME } = process.env;
    stack.child = spawn(join(root, 'tools/demo'), [build], {
      cwd: root, env: { PATH, HOME, SESSION_DRIVER: 'native', ...(JAVA_HOME && { JAVA_HOME }), ...env }, stdio: ['ignore', 'pipe', 'pipe'],
    });
    // 'close', not 'exit': what it said last may still be in the pipe when it has ended.
    stack.exited = new Promise((done) => stack.child.on('close', (code, signal) => done(code ?? signal)));
    for (const stream of [stack.child.stdout, stack.child.stderr])
      readline.createInterface({ input: stream }).on('line', (line) => stack.#take(line));
    return stack;
  }

  static async start(env = {}) {
    const stack = Stack.launch(env);
    try {
      stack.ready = await stack.line(/^gatehouse: ready: /, 60_000);
    } catch (error) {
      await stack.stop();
      throw error;
    }
    return stack;
  }

  #take(line) {
    this.lines.push(line);
    this.#waiters = this.#waiters.filter((waiter) => !waiter(line));
  }

  /** The first line that matches, from now on or, unless `later`, already there. */
  line(pattern, milliseconds = 20_000, later = false) {
    const there = later ? undefined : this.lines.find((line) => pattern.test(line));
    if (there !== undefined) return Promise.resolve(there);
    return new Promise((done, fail) => {
      const give = (act, value) => { clearTimeout(timer); act(value); return true; };
      const timer = setTimeout(() => fail(new Error(`no line ${pattern} in:\n${this.#told()}`)), SLOWNESS * milliseconds);
      this.exited.then(() => give(fail, new Error(`ended without a line ${pattern}:\n${this.#told()}`)));
      this.#waiters.push((line) => pattern.test(line) && give(done, line));
    });
  }

  /** What was said last, and what happened inside the simulator meanwhile. */
  #told() {
    const logs = ['paper', 'live'].map((mode) => join(this.dataDir, mode, 'simulator.log')).filter(existsSync);
    return [this.lines, ...logs.map((log) => readFileSync(log, 'utf8').split('\n'))].flatMap((lines) => lines.slice(-60)).join('\n');
  }

  get pid() { return this.child.pid; }

  ctl(...args) { return run(gatehouse, args); }

  /** { name: { state, description } } */
  async status() {
    const { stdout } = await this.ctl('status');
    const services = {};
    for (const line of stdout.split('\n').filter(Boolean)) {
      const [, name, state, description] = /^(\S+) +(\S+) *(.*)$/.exec(line);
      services[name] = { state, description };
    }
    return services;
  }

  async allRunning() {
    const services = Object.values(await this.status());
    return services.length > 0 && services.every((service) => service.state === 'RUNNING');
  }

  async servicePid(name) { return Number((await this.ctl('pid', name)).stdout); }

  async javaPid() {
    const session = await this.servicePid('session');
    return descendants(session).find((one) => / (ibgateway\.GWClient|jclient\.LoginFrame|ibcalpha\.ibc\.Ibc(Gateway|Tws)) /.test(one.cmdline))?.pid;
  }

  get display() {
    const xvfb = descendants(this.pid).find((one) => one.cmdline.startsWith('Xvfb'));
    return xvfb && /:(\d+)/.exec(xvfb.cmdline)[1];
  }

  /** Ends it and gives its exit status; `milliseconds` is what a user would bear. */
  async stop(signal = 'SIGTERM', milliseconds = 40_000) {
    this.child.kill(signal);
    const timeout = new Promise((done) => setTimeout(done, milliseconds, 'did not end').unref());
    const status = await Promise.race([this.exited, timeout]);
    if (status === 'did not end') this.child.kill('SIGKILL');
    return status;
  }
}

export { existsSync, readFileSync, readdirSync, readlinkSync };
