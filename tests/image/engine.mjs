// SPDX-License-Identifier: MIT
// A container engine for the tests: one that already answers, or Debian's dockerd, started here with a folder of its own; a base
// image made by debootstrap, because nothing can be pulled; and what the tests ask of it.
import { execFile, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, until as untilSoon } from '../e2e/stack.mjs';

const place = '/var/tmp/gatehouse-check-image';
const debian = process.env.GATEHOUSE_DEBIAN ?? 'bookworm';
export const base = `gatehouse-test/debian:${debian}`;
export const scratch = mkdtempSync(join(tmpdir(), 'check-image-'));

/** What is asked here is a process of its own: often enough would leave the engine no time for its work. */
export const until = (what, condition, milliseconds) => untilSoon(what, async () => {
  const value = await condition();
  if (!value) await new Promise((wake) => setTimeout(wake, 200));
  return value;
}, milliseconds);

let daemon;
let environment = { PATH: process.env.PATH, HOME: scratch };

/** Runs to its end: { status, stdout, stderr }; what takes longer than `seconds` is ended and counts as status "timeout". */
export function command(file, args, { seconds = 180, env = {}, cwd = root } = {}) {
  const options = { cwd, env: { ...environment, ...env }, timeout: seconds * 1000, killSignal: 'SIGKILL', maxBuffer: 1 << 26 };
  return new Promise((done) => {
    execFile(file, args, options, (error, stdout, stderr) =>
      done({ status: error ? (error.killed ? 'timeout' : error.code) : 0, stdout, stderr }));
  });
}

/** The same, and an error unless its status is 0; gives its output without the last newline. */
export async function must(file, args, options) {
  const { status, stdout, stderr } = await command(file, args, options);
  if (status !== 0) throw new Error(`${file} ${args.join(' ')}: status ${status}\n${stdout.slice(-4000)}\n${stderr.slice(-4000)}`);
  return stdout.trimEnd();
}

// Debian's own client goes with Debian's engine; another one in the PATH may not know the builder it has.
const client = existsSync('/usr/bin/docker') ? '/usr/bin/docker' : 'docker';
export const docker = (...args) => must(client, args);
export const tryDocker = (...args) => command(client, args);

const answers = async () => (await command(client, ['version', '--format', '{{.Server.Version}}'], { seconds: 20 })).status === 0;

async function startDaemon(driver) {
  const log = join(place, 'dockerd.log'), socket = join(place, 'docker.sock');
  mkdirSync(place, { recursive: true });
  const output = openSync(log, 'w');
  daemon = spawn('dockerd', ['--data-root', join(place, 'data'), '--exec-root', join(place, 'exec'), '--pidfile', join(place, 'pid'),
    '--host', `unix://${socket}`, '--storage-driver', driver], { stdio: ['ignore', output, output] });
  closeSync(output);
  daemon.on('error', () => { });
  environment = { ...environment, DOCKER_HOST: `unix://${socket}` };
  const gone = new Promise((done) => daemon.on('exit', done));
  daemon.gone = gone;
  const up = await until('dockerd answers', async () => daemon.exitCode !== null || daemon.pid === undefined || await answers(), 120_000)
    .then(() => daemon.exitCode === null && daemon.pid !== undefined).catch(() => false);
  if (up) return;
  daemon.kill('SIGTERM');
  throw new Error(`dockerd does not start here with ${driver}:\n${existsSync(log) ? readFileSync(log, 'utf8').slice(-3000) : ''}`);
}

/** An engine that answers at DOCKER_HOST or the usual place is used; else one is started, and ended by `stop`. */
async function start() {
  if (process.env.DOCKER_HOST) environment.DOCKER_HOST = process.env.DOCKER_HOST;
  if (await answers()) return;
  rmSync(join(place, 'pid'), { force: true });
  await startDaemon('overlay2').catch(() => startDaemon('vfs'));
}

export async function stop() {
  rmSync(scratch, { recursive: true, force: true });
  if (!daemon) return;
  daemon.kill('SIGTERM');
  await daemon.gone;
  rmSync(place, { recursive: true, force: true });
}

/** Debian in an image, by debootstrap, as small as it gets. */
async function importBase() {
  if ((await tryDocker('image', 'inspect', base)).status === 0) return;
  const folder = join(scratch, 'debian');
  await must('debootstrap', ['--variant=minbase', debian, folder], { seconds: 900 });
  await must('sh', ['-c', `tar -C "$1" --exclude=./proc/* --exclude=./sys/* --exclude=./var/cache/apt/archives/*.deb -c . |
    ${client} import - "$2"`, 'sh', folder, base], { seconds: 400 });
  rmSync(folder, { recursive: true });
}

/** Builds an image as `make image` does, from `context`; gives { status, stdout, stderr }. */
export function build(image, { tag = image, context = root, buildkit = false, env = {}, args = [] } = {}) {
  const builder = { BASE: base, ENGINE: client, DOCKER_BUILDKIT: buildkit ? '1' : '0', BUILDKIT_PROGRESS: 'plain', ...env };
  return command(join(context, 'tools/image'), [image, '--network', 'host', '--tag', tag, ...args], { seconds: 1200, env: builder, cwd: context });
}

/** ib-simulator, built once. */
export async function buildSimulator() {
  const { status, stdout, stderr } = await build('ib-simulator');
  if (status !== 0) throw new Error(`ib-simulator cannot be built:\n${stdout.slice(-3000)}\n${stderr.slice(-3000)}`);
}

export const inspect = async (name) => JSON.parse(await docker('inspect', name))[0];

/** Both streams of a container's log. */
export async function logs(name) {
  const { stdout, stderr } = await tryDocker('logs', name);
  return stdout + stderr;
}

/** Waits until the log has a line that matches, and gives it; fails at once when the container has ended without one. */
export function logged(name, pattern, milliseconds = 180_000) {
  return until(`${pattern} in the log of ${name}`, async () => {
    const running = (await inspect(name)).State.Running;
    const line = (await logs(name)).split('\n').find((one) => pattern.test(one));
    if (!line && !running) throw new Error(`${name} ended without ${pattern}:\n${(await logs(name)).slice(-3000)}`);
    return line;
  }, milliseconds).catch(async (error) => {
    throw new Error(`${error.message}\n${(await logs(name)).slice(-3000)}`);
  });
}

export const ended = (name, milliseconds = 180_000) =>
  until(`${name} ends`, async () => { const { State } = await inspect(name); return !State.Running && State; }, milliseconds);

export const isHealthy = (name, milliseconds = 180_000) =>
  until(`${name} is healthy`, async () => (await inspect(name)).State.Health?.Status === 'healthy', milliseconds);

let count = 0;
/** Starts a container of ib-simulator that is removed, with its volumes, by `remove`. */
export async function container(options, env = {}, image = 'ib-simulator') {
  const name = `gatehouse-test-${process.pid}-${count++}`;
  const variables = Object.entries({ IB_USER: 'u', IB_PASSWORD: 'p', ...env }).filter(([, value]) => value !== undefined)
    .flatMap(([key, value]) => ['--env', `${key}=${value}`]);
  await docker('run', '--detach', '--name', name, ...variables, ...options, image);
  return name;
}

export const remove = (...names) => tryDocker('rm', '--force', '--volumes', ...names);

// Who interrupts the tests leaves no engine behind.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stop().finally(() => process.exit(1)));

await start();
await importBase();
