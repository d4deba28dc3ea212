// SPDX-License-Identifier: MIT
// The simulator's API server alone, in a JVM of its own, and raw connections to it. Every wait has a deadline.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import readline from 'node:readline';
import { build, until } from './stack.mjs';

const jars = join(build, 'simulator/Jts/ibgateway/1045/jars/*');
const java = process.env.JAVA_HOME ? join(process.env.JAVA_HOME, 'bin/java') : 'java';
const PATIENCE = 15_000;

export function freePort() {
  return new Promise((done) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

/** The API server in a JVM of its own, with the given switches. */
export class Server {
  errors = '';

  static launch(switches = {}, { env = {}, file = '' } = {}) {
    const server = new Server();
    server.dir = mkdtempSync(join(tmpdir(), 'simulator-api-'));
    if (file) writeFileSync(join(server.dir, 'simulator.properties'), file);
    const properties = Object.entries(switches).map(([key, value]) => `-Dsimulator.${key}=${value}`);
    const options = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-cp', jars, ...properties];
    server.child = spawn(java, [...options, 'simulator.ApiOnly', server.dir],
      { env: { PATH: process.env.PATH, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    server.child.stderr.on('data', (bytes) => { server.errors += bytes; });
    server.exited = new Promise((done) => server.child.on('close', (code, signal) => done(code ?? signal)));
    return server;
  }

  static async start(switches = {}) {
    const port = switches['api.port'] ?? await freePort();
    const server = Server.launch({ 'api.port': port, 'api.readonly': 'no', 'market.interval': 50, ...switches });
    server.port = port;
    const lines = readline.createInterface({ input: server.child.stdout });
    await within('the API listens', (done, fail) => {
      lines.on('line', (line) => line.includes(`listening on port ${port}`) && done());
      server.exited.then((status) => fail(new Error(`ended with ${status}: ${server.errors}`)));
    });
    return server;
  }

  get log() {
    const file = join(this.dir, 'simulator.log');
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }

  event(pattern) { return until(`event ${pattern}`, () => pattern.exec(this.log), PATIENCE); }

  dial() { return new Wire(this.port); }

  async stop() {
    this.child.kill('SIGKILL');
    await this.exited;
    const mistakes = this.log.match(/api error: .*/g);
    rmSync(this.dir, { recursive: true });
    assert.equal(mistakes, null);
  }
}

function within(what, act) {
  return new Promise((done, fail) => {
    const timer = setTimeout(() => fail(new Error(`in vain: ${what}`)), PATIENCE);
    act((value) => { clearTimeout(timer); done(value); }, (error) => { clearTimeout(timer); fail(error); });
  });
}

export async function withServer(switches, act) {
  const server = await Server.start(switches);
  await act(server).finally(() => server.stop());
}

// ---- bytes

export function frame(body) {
  const bytes = Buffer.from(body);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

export const text = (...fields) => fields.map((field) => `${field}\0`).join('');
export const message = (...fields) => frame(text(...fields));
export const hello = (range) => Buffer.concat([Buffer.from('API\0'), frame(range)]);
export const startApi = (id) => message(71, 2, id, '');

/** One connection: writes bytes, takes out frames or bare fields. */
export class Wire {
  bytes = Buffer.alloc(0);
  ended = false;
  #waiter = () => {};

  constructor(port) {
    this.socket = net.connect({ port, host: '127.0.0.1', noDelay: true });
    this.socket.on('data', (bytes) => { this.bytes = Buffer.concat([this.bytes, bytes]); this.#waiter(); });
    this.socket.on('close', () => { this.ended = true; this.#waiter(); });
    this.socket.on('error', () => {});
  }

  #take(what, find) {
    return within(what, (done, fail) => {
      this.#waiter = () => {
        const found = find();
        if (found !== undefined) done(found);
        else if (this.ended) fail(new Error(`closed before ${what}`));
      };
      this.#waiter();
    });
  }

  #cut(length) {
    const taken = this.bytes.subarray(0, length);
    this.bytes = this.bytes.subarray(length);
    return taken;
  }

  send(...pieces) {
    this.socket.write(Buffer.concat(pieces.map((piece) => Buffer.from(piece))));
    return this;
  }

  /** The next frame, as it is. */
  raw() {
    return this.#take('a frame', () => {
      const length = this.bytes.length < 4 ? Infinity : this.bytes.readUInt32BE(0) + 4;
      return this.bytes.length < length ? undefined : this.#cut(length).subarray(4);
    });
  }

  /** The next frame as fields. */
  async frame() { return (await this.raw()).toString().slice(0, -1).split('\0'); }

  /** The next frame that begins with these fields. */
  async find(...first) {
    for (;;) {
      const found = await this.frame();
      if (first.every((field, i) => found[i] === String(field))) return found;
    }
  }

  /** The next field of a conversation without frames. */
  field() {
    return this.#take('a field', () => {
      const at = this.bytes.indexOf(0);
      return at < 0 ? undefined : this.#cut(at + 1).toString().slice(0, -1);
    });
  }

  close() { return this.#take('the end', () => this.ended || undefined); }

  async bye() {
    this.socket.end();
    await this.close();
  }

  /** Has said hello and begun. */
  async begin(id, range = 'v100..193') {
    this.send(hello(range));
    [this.version] = await this.frame();
    this.send(startApi(id));
    return this;
  }

  async time() {
    this.send(message(49, 1));
    const [, , seconds] = await this.find(49);
    assert.ok(Math.abs(seconds - Date.now() / 1000) < 5);
  }
}
