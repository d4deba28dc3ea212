// SPDX-License-Identifier: MIT
// What the tests ask of the container engine that DOCKER_HOST names; tests/image/with_engine starts one.
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, until as untilSoon } from '../e2e/stack.mjs';

export const base = 'gatehouse-test/debian';
export const scratch = mkdtempSync(join(tmpdir(), 'check-image-'));

/** What is asked here is a process of its own: often enough would leave the engine no time for its work. */
export const until = (what, condition, milliseconds) => untilSoon(what, async () => {
  const value = await condition();
  if (!value) await new Promise((wake) => setTimeout(wake, 200));
  return value;
}, milliseconds);

const environment = { PATH: process.env.PATH, HOME: scratch, DOCKER_HOST: process.env.DOCKER_HOST };

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

/** Builds an image as `make image` does, from `context`; gives { status, stdout, stderr }. */
export function build(image, { tag = image, context = root, buildkit = false, env = {}, args = [] } = {}) {
  const builder = { BASE: base, TAG: tag, ENGINE: client, DOCKER_BUILDKIT: buildkit ? '1' : '0', BUILDKIT_PROGRESS: 'plain', ...env };
  return command(join(context, 'tools/image'), [image, '--network', 'host', ...args], { seconds: 1200, env: builder, cwd: context });
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

process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));
if (!process.env.DOCKER_HOST) throw new Error('no engine: tests/image/with_engine starts one');
