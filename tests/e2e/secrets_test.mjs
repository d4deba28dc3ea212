// SPDX-License-Identifier: MIT
// Every secret, by value, by file and by the names of other images: after the start none of them is in an environment, a command
// line, a file or the output of anything that runs, nor in the memory of those whom it does not concern.
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { closeSync, chmodSync, mkdtempSync, openSync, readSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Stack, dataDir, descendants, existsSync, readFileSync } from './stack.mjs';

const isRoot = process.getuid() === 0;

/** A word nobody else has; nothing here holds it whole but this table. */
const secret = (name) => `Geheim-${name}-${process.pid}-xyzzy`;

const SECRETS = {
  user: secret('user'), password: secret('password'), vnc: 'Ge$heim8', pagePassword: secret('page'), passphrase: secret('phrase'),
  notify: `http://127.0.0.1:9/${secret('notify')}`, totp: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', rdp: secret('rdp'), fix: secret('fix'),
};

/** The files below a folder, sockets and the like left out. */
function files(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

/** Whether a process has these bytes in memory that it can write: what it was started with, heap, stacks. */
function remembers(pid, word) {
  const wanted = Buffer.from(word);
  const memory = openSync(`/proc/${pid}/mem`, 'r');
  try {
    for (const line of readFileSync(`/proc/${pid}/maps`, 'latin1').split('\n')) {
      const [, from, to] = /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(line) ?? [];
      if (!from) continue;
      const bytes = Buffer.alloc(parseInt(to, 16) - parseInt(from, 16));
      try {
        readSync(memory, bytes, 0, bytes.length, parseInt(from, 16));
      } catch { continue; /* not there any more */ }
      if (bytes.includes(wanted)) return true;
    }
    return false;
  } finally {
    closeSync(memory);
  }
}

describe('secrets', () => {
  let stack, folder;

  before(async () => {
    folder = mkdtempSync('/tmp/gatehouse-secrets-');
    chmodSync(folder, 0o755);
    const inFile = (name, text) => {
      writeFileSync(join(folder, name), `${text}\n`, { mode: 0o644 });
      return join(folder, name);
    };
    stack = await Stack.start({
      TWS_USERID: SECRETS.user, TWS_PASSWORD_FILE: inFile('password', SECRETS.password), VNC_SERVER_PASSWORD: SECRETS.vnc,
      SIMULATOR_USERS: `${SECRETS.user}:${SECRETS.password}`,
      SUPERVISORD_UI_USER: 'somebody', SUPERVISORD_UI_PASS_FILE: inFile('page', SECRETS.pagePassword),
      SSH_PASSPHRASE: SECRETS.passphrase, NOTIFY_URL: SECRETS.notify, TOTP_KEY: SECRETS.totp, PASSWD: SECRETS.rdp,
      IBC_FIXPassword_FILE: inFile('fix', SECRETS.fix),
    });
  });

  after(async () => {
    await stack?.stop();
    rmSync(folder, { recursive: true });
  });

  test('reach those who need them: the login succeeded', async () => {
    const services = await stack.status();
    for (const name of ['session', 'relay', 'x11vnc', 'web']) assert.equal(services[name]?.state, 'RUNNING', JSON.stringify(services));
  });

  test('are in no environment and no command line', () => {
    for (const one of descendants(stack.pid))
      for (const [name, word] of Object.entries(SECRETS))
        assert.ok(!one.environ.includes(word) && !one.cmdline.includes(word), `${name}: ${one.cmdline}`);
  });

  test('nor are the names of their variables in an environment', () => {
    for (const one of descendants(stack.pid))
      assert.doesNotMatch(one.environ, /TWS_USERID|TWS_PASSWORD|VNC_|SUPERVISORD_|SSH_PASS|NOTIFY|TOTP|PASSWD|SIMULATOR|FIX/);
  });

  test('are in no file and no line of output', () => {
    for (const path of [...files(dataDir), ...(existsSync('/run/gatehouse') ? files('/run/gatehouse') : [])]) {
      if (statSync(path).size > 1 << 24) continue;
      const text = readFileSync(path);
      for (const [name, word] of Object.entries(SECRETS))
        if (name !== 'user' || !path.endsWith('simulator.log')) assert.ok(!text.includes(word), `${name} in ${path}`);
    }
    for (const [name, word] of Object.entries(SECRETS)) assert.ok(!stack.lines.some((line) => line.includes(word)), name);
  });

  // Only root may look into the memory of a process that wants nobody to; elsewhere the kernel has answered the question.
  test('are forgotten by init and unknown to services that have no use for them', () => {
    const all = descendants(stack.pid).filter((one) => one.state !== 'Z');
    const web = all.find((one) => /gatehouse-web/.test(one.cmdline));
    if (isRoot) assert.ok(remembers(web.pid, SECRETS.pagePassword), 'what is in a memory is found there');
    const concerned = [[/GWClient|gatehouse session/, /user|password|totp|fix/], [/x11vnc/, /vnc/], [/gatehouse-web/, /page/],
      [/gatehouse-notify/, /notify/]];
    for (const one of all) {
      const [, may] = concerned.find(([pattern]) => pattern.test(one.cmdline)) ?? [null, /^$/];
      for (const [name, word] of Object.entries(SECRETS)) {
        if (may.test(name)) continue;
        if (isRoot) assert.ok(!remembers(one.pid, word), `${name} in the memory of ${one.cmdline}`);
        else assert.throws(() => remembers(one.pid, word), /EACCES|EPERM/);
      }
    }
  });
});
