// SPDX-License-Identifier: MIT
// The image and a container of it, as a careful host runs them.
import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { container, docker, ended, inspect, isHealthy, logged, logs, must, remove, scratch, tryDocker, until } from './engine.mjs';

const ready = (name) => logged(name, /^gatehouse: ready: /);
const inside = (name, ...command) => docker('exec', name, ...command);
/** Files of the image's own file system that `find` finds by `expression`. */
const find = async (...expression) => (await docker('run', '--rm', '--user', '0', '--entrypoint', 'find', 'ib-simulator', '/', '-xdev',
  '(', '-path', '/proc', '-o', '-path', '/sys', '-o', '-path', '/dev', ')', '-prune', '-o', ...expression, '-print')).split('\n').filter(Boolean);

async function withContainer(options, env, act) {
  const name = await container(options, env);
  try {
    await act(name);
  } finally {
    await remove(name);
  }
}

describe('the image', () => {
  test('starts gatehouse itself, and no shell', async () => {
    const { Config } = await inspect('ib-simulator');
    assert.deepEqual(Config.Entrypoint, ['/usr/local/bin/gatehouse', 'init']);
    assert.deepEqual(Config.Healthcheck.Test, ['CMD', '/usr/local/bin/gatehouse', 'health']);
    assert.equal(Config.StopSignal, 'SIGTERM');
    assert.deepEqual(Object.keys(Config.Volumes), ['/data']);
    for (const name of ['title', 'description', 'version', 'revision', 'licenses'])
      assert.ok(Config.Labels[`org.opencontainers.image.${name}`], name);
  });

  test('has no file that gains rights', async () => {
    assert.deepEqual(await find('-type', 'f', '-perm', '/6000'), []);
  });

  test('has nothing that everybody may write, outside of tmp', async () => {
    const open = await find('(', '-type', 'f', '-o', '-type', 'd', ')', '-perm', '-o+w');
    assert.deepEqual(open.filter((path) => !/^\/(var\/)?tmp(\/|$)|^\/run\/lock$/.test(path)), []);
  });

  test('has no Python, no supervisord, no socat, no compiler, no sources, and no LLVM', async () => {
    const files = await find('-type', 'f');
    assert.deepEqual(files.filter((path) => /\/(python3?(\.\d+)?|supervisord|socat|gcc|cc1|javac|meson|ninja|tclsh\S*)$|^\/src\/|\/libLLVM/.test(path)), []);
  });

  test('keeps the copyright of what it holds, and a true list of its packages', async () => {
    const run = (...command) => docker('run', '--rm', '--entrypoint', command[0], 'ib-simulator', ...command.slice(1));
    assert.match(await run('cat', '/usr/share/doc/xvfb/copyright'), /Copyright/);
    assert.match(await run('dpkg-query', '--show', 'xvfb', 'libgl1', 'x11vnc'), /^x11vnc/m);
    assert.equal(await run('dpkg', '--audit'), '');
  });

  test('records the Java that ran in it', async () => {
    const verified = await docker('run', '--rm', '--entrypoint', 'cat', 'ib-simulator', '/usr/local/share/gatehouse/verified');
    assert.match(verified, /java\.version = (17|21)/);
    assert.match(verified, /jts4launch/);
  });
});

const tmpfs = ['--read-only', '--tmpfs', '/run', '--tmpfs', '/tmp:exec,mode=1777'];
const ways = {
  'with all defaults': [[], {}, /^1000:1000$/],
  'as any other PUID and PGID': [[], { PUID: '23456', PGID: '34567' }, /^23456:34567$/],
  'started as any user of group 0, on a read-only root, without a capability': [['--user', '12345:0', '--cap-drop', 'ALL',
    '--security-opt', 'no-new-privileges', ...tmpfs], {}, /^12345:0$/],
  'started as its default user': [['--user', '1000:1000', '--cap-drop', 'ALL'], {}, /^1000:1000$/],
  'as our compose files start it': [['--cap-drop', 'ALL', ...['CHOWN', 'DAC_OVERRIDE', 'SETGID', 'SETUID'].flatMap((name) => ['--cap-add', name]),
    '--security-opt', 'no-new-privileges', ...tmpfs], {}, /^1000:1000$/],
};

describe('a container', () => {
  for (const [how, [options, env, user]] of Object.entries(ways)) {
    test(`runs ${how}`, async () => {
      await withContainer(options, env, async (name) => {
        await ready(name);
        assert.equal(await inside(name, 'gatehouse', 'health').then((line) => /^Paper: connected/.test(line)), true);
        const rows = (await inside(name, 'supervisorctl', 'status')).split('\n');
        for (const row of rows) assert.match(row, / RUNNING /);
        const owners = await inside(name, 'stat', '-c', '%u:%g', '/proc/1', ...(await inside(name, 'supervisorctl', 'pid', 'all')).split('\n').map((pid) => `/proc/${pid}`));
        // PID 1 cannot be looked into, and its /proc files are root's; what it is, the status file says.
        for (const owner of owners.split('\n').slice(1)) assert.match(owner, user);
        const status = await inside(name, 'cat', '/proc/1/status');
        assert.match(status, new RegExp(`^Uid:\\t${user.source.slice(1).split(':')[0]}\\t`, 'm'));
        for (const set of ['CapPrm', 'CapEff', 'CapAmb']) assert.match(status, new RegExp(`^${set}:\\t0{16}$`, 'm'));
        assert.match(status, /^NoNewPrivs:\t1$/m);
        assert.match(status, /^Seccomp:\t2$/m);
        await docker('stop', '--time', '60', name);
        const { ExitCode } = (await inspect(name)).State;
        assert.equal(ExitCode, 0);
        assert.match(await logs(name), /java closed tidily/);
      });
    });
  }

  test('becomes healthy, and says so to the engine', async () => {
    await withContainer([], {}, async (name) => { await isHealthy(name); });
  });

  test('shows its logs to `tail -f` through a plain exec', async () => {
    await withContainer([], {}, async (name) => {
      await ready(name);
      assert.match(await inside(name, 'timeout', '2', 'supervisorctl', 'tail', '-f', 'ibc').catch((error) => error.message), /session paper: ready/);
    });
  });

  test('that was killed starts again, in spite of the lock that X left', async () => {
    await withContainer([], {}, async (name) => {
      await ready(name);
      await docker('kill', name);
      assert.equal((await inspect(name)).State.ExitCode, 137);
      assert.match(await docker('diff', name), /A \/tmp\/\.X11-unix\/X0/, 'its socket is left');
      // This version of X with this option leaves no lock file; others do, with a number that is another process by now.
      const lock = join(scratch, '.X0-lock');
      writeFileSync(lock, '         7\n');
      await docker('cp', lock, `${name}:/tmp/.X0-lock`);
      await docker('start', name);
      await logged(name, /removing \/tmp\/\.X0-lock/);
      await until('it is ready for the second time', async () => /gatehouse: ready: [^]*gatehouse: ready: /.test(await logs(name)), 180_000);
    });
  });

  test('with a wrong password tries it once more, then stays up, says that it needs you, and logs in no more when started again', async () => {
    await withContainer([], { IB_PASSWORD: 'wrong', SIMULATOR_USERS: 'u:right' }, async (name) => {
      await logged(name, /-> needs_human/);
      const { status, stdout } = await tryDocker('exec', name, 'gatehouse', 'health');
      assert.equal(status, 1);
      assert.match(stdout, /needs you/);
      const attempts = async () => (await logs(name)).split('\n').filter((line) => /login attempt/.test(line)).length;
      assert.equal(await attempts(), 2);
      assert.equal((await inspect(name)).State.Running, true);
      await docker('restart', '--time', '60', name);
      await logged(name, /absent -> needs_human \(refused before/);
      assert.equal(await attempts(), 2);
    });
  });

  test('with bad settings ends with status 78 and says all of them', async () => {
    await withContainer([], { IB_PASSWORD: undefined, TRADING_MODE: 'demo' }, async (name) => {
      const { ExitCode } = await ended(name);
      assert.equal(ExitCode, 78);
      const said = await logs(name);
      assert.match(said, /IB_PASSWORD/);
      assert.match(said, /TRADING_MODE/);
    });
  });

  test('with settings that stay bad is started again ever more rarely', async () => {
    await withContainer(['--restart', 'unless-stopped'], { IB_PASSWORD: undefined }, async (name) => {
      const begin = Date.now();
      for (;;) {
        if ((await inspect(name)).RestartCount >= 5) break;
        assert.ok(Date.now() - begin < 60_000, 'it is started again');
        await new Promise((wake) => setTimeout(wake, 50));
      }
      assert.ok(Date.now() - begin > 100 * (1 + 2 + 4 + 8), 'pauses double');
      assert.ok(!/login attempt/.test(await logs(name)));
    });
  });

  test('whose data belong to another user says the command that helps, which helps', async () => {
    const volume = `gatehouse-test-${process.pid}-data`;
    const mount = ['--volume', `${volume}:/data`];
    try {
      await withContainer(mount, {}, async (name) => {
        await ready(name);
        await docker('stop', '--time', '60', name);
      });
      await withContainer(mount, { PUID: '2000', PGID: '2000' }, async (name) => {
        assert.equal((await ended(name)).ExitCode, 78);
        const said = await logs(name);
        assert.match(said, /DATA_DIR="\/data": .*is not writable by 2000:2000/);
        const [, folder] = /on the host: chown -R 2000:2000 (\S+), which is mounted at \/data/.exec(said);
        await must('chown', ['-R', '2000:2000', folder]);
      });
      await withContainer(mount, { PUID: '2000', PGID: '2000' }, ready);
    } finally {
      await tryDocker('volume', 'rm', '--force', volume);
    }
  });

  test('with a folder of the host made by root takes it, or says what is wrong', async () => {
    // What is told is the path in its file system, which is the host's where nothing else is mounted, as it may be at /tmp.
    const folder = mkdtempSync('/var/tmp/gatehouse-data-');
    const mount = ['--volume', `${folder}:/data`];
    chmodSync(folder, 0o755);
    try {
      await withContainer([...mount, '--user', '1000:1000'], {}, async (name) => {
        assert.equal((await ended(name)).ExitCode, 78);
        assert.ok((await logs(name)).includes(`on the host: chown -R 1000:1000 ${folder}, which is mounted at /data`), await logs(name));
      });
      await withContainer(mount, {}, ready);
      assert.equal(statSync(folder).uid, 1000);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
