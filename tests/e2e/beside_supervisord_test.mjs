// SPDX-License-Identifier: MIT
// `gatehouse init -c FILE` beside Debian's supervisord with the same file, asked the same by the same supervisorctl and the same
// XML-RPC: what is not in the table of differences is equal. The table is that of docs/services.md.
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bothServers } from './beside.mjs';
import { until } from './stack.mjs';

/* Who is to fail by ending too early has startsecs=20: supervisord sees an end up to a second late, or more on a busy machine. */
const sleeps = 'command=sleep 100000\nstartsecs=0\n';
const programs = `[program:steady]\n${sleeps}
[program:flap]\ncommand=/bin/false\nstartsecs=20\nstartretries=0\n
[program:manual]\n${sleeps}autostart=false\n
[program:slowstart]\ncommand=sleep 100001\nautostart=false\n
[program:nofile]\ncommand=/nonexistent/prog\nautostart=false\nstartretries=0\n
[program:notexec]\ncommand=/etc/passwd\nautostart=false\nstartretries=0\n
[program:isdir]\ncommand=/etc\nautostart=false\nstartretries=0\n
[program:oneshot]\ncommand=sh -c 'exit 0'\nstartsecs=0\nautorestart=unexpected\n
[program:crash]\ncommand=sh -c 'exit 3'\nstartsecs=0\nautorestart=false\n
[program:quick]\ncommand=sh -c 'exit 0'\nautostart=false\nstartsecs=20\nstartretries=0\n
[program:stubborn]\ncommand=sh -c 'trap "" TERM; while :; do sleep 1; done'\nstartsecs=0\nstopwaitsecs=2\nkillasgroup=true\n
[program:nolog]\n${sleeps}stdout_logfile=NONE\nstderr_logfile=NONE\n
[program:joined]\ncommand=sh -c 'echo out; echo err >&2; exec sleep 100000'\nredirect_stderr=true\nstartsecs=0\nstdout_logfile=@/joined.log\n
[program:a]\n${sleeps}[program:b]\n${sleeps}priority=5\n[group:grp]\nprograms=a,b\n
[program:crew]\n${sleeps}process_name=%(program_name)s_%(process_num)02d\nnumprocs=2\n`;

describe('beside the real supervisord', () => {
  let theirs, ours;
  before(async () => {
    [theirs, ours] = bothServers({ programs });
    for (const server of [theirs, ours])
      await until(`${server.name} has come to rest`, async () =>
        existsSync(join(server.folder, 'sock')) && /^flap +FATAL/m.test((await server.ctl(['status'])).stdout), 60_000);
  });
  after(async () => { await theirs?.end(); await ours?.end(); });

  /** The same words to both; `differs` changes what supervisord said into what we say. */
  async function same(words, differs = (said) => said) {
    const [real, mine] = await Promise.all([theirs.ctl(words), ours.ctl(words)]);
    const wanted = { ...real, stdout: differs(real.stdout) };
    assert.deepEqual(mine, wanted, words.join(' '));
  }

  /** Lines of a group: supervisord's come by priority and as they are done, ours by name. */
  const byName = (said) => said.split('\n').slice(0, -1).sort().join('\n').concat('\n');
  const inTwo = (said) => {
    const lines = said.split('\n').slice(0, -1);
    return [...lines.slice(0, 2).sort(), ...lines.slice(2).sort()].join('\n').concat('\n');
  };
  const saysWhy = (said) => said.replace(/^(crash +EXITED +)WHEN/m, '$1Bad exit code 3');

  test('status, pid and avail', async () => {
    await same(['status'], saysWhy);
    for (const words of [['status', 'grp:*'], ['status', 'grp:'], ['status', 'a'], ['status', 'nosuch', 'steady'], ['status', 'nosuch:*'],
      ['status', 'crew:crew_00'], ['status', 'oneshot'], ['avail'], ['pid'], ['pid', 'steady'], ['pid', 'manual'], ['pid', 'nosuch'],
      ['pid', 'grp:a'], ['start'], ['stop'], ['restart'], ['signal'], ['signal', 'HUP'], ['tail'], ['clear'], ['add'], ['remove'],
      ['fg'], ['fg', 'nosuch'], ['fg', 'manual'], ['fg', 'a', 'b'], ['bogus'], ['version', 'x'], ['maintail', '-x']])
      await same(words);
  });

  test('start, stop, restart and signal', async () => {
    for (const words of [['start', 'steady'], ['start', 'nofile'], ['start', 'notexec'], ['start', 'isdir'], ['start', 'flap'],
      ['start', 'quick'], ['status', 'quick'], ['start', 'nosuch'], ['start', 'nosuch:*'], ['start', 'slowstart'], ['start', 'manual', 'nofile'],
      ['start', 'nofile', 'flap'], ['stop', 'manual'], ['stop', 'manual'], ['stop', 'nosuch'], ['stop', 'nosuch:*'], ['stop', 'oneshot'],
      ['stop', 'flap'], ['stop', 'stubborn'], ['start', 'stubborn'], ['restart', 'steady'], ['restart', 'nosuch'], ['stop', 'a'],
      ['signal', 'HUP', 'manual'], ['signal', 'FOO', 'steady'], ['signal', '0', 'steady'], ['signal', '18', 'steady'],
      ['signal', 'CONT', 'nosuch'], ['signal', 'CONT', 'nosuch:*']])
      await same(words);
    for (const words of [['stop', 'grp:*'], ['start', 'grp:*'], ['signal', 'cont', 'grp:*']]) await same(words, byName);
    await same(['restart', 'grp:*'], inTwo);
    await same(['status', 'nofile'], () => 'nofile                           FATAL     can\'t find command \'/nonexistent/prog\'\n');
  });

  test('logs', async () => {
    for (const words of [['tail', 'joined'], ['tail', '-3', 'joined'], ['tail', 'joined', 'stderr'], ['tail', 'nolog'], ['tail', 'nosuch'],
      ['tail', '-x', 'joined'], ['tail', 'joined', 'bogus'], ['clear', 'joined'], ['tail', 'joined'], ['clear', 'nosuch']])
      await same(words);
  });

  test('the set of programs', async () => {
    for (const words of [['add', 'steady'], ['add', 'nosuch'], ['remove', 'steady'], ['remove', 'nosuch'], ['reread'], ['update'],
      ['update', 'nosuch']])
      await same(words);
  });

  test('XML-RPC: values and faults, offsets of logs', async () => {
    await Promise.all([theirs, ours].map((server) => server.ctl(['restart', 'joined'])));
    for (const server of [theirs, ours])
      await until('it has written', () => readFileSync(join(server.folder, 'joined.log'), 'utf8') === 'out\nerr\n');
    const windows = [[0, 0], [0, 3], [2, 4], [-3, 0], [-3, 3], [0, -1], [1000, 5], [1000, 0], [-1000, 0], [6, 5]];
    const calls = [
      ...windows.map((window) => ['supervisor.readProcessStdoutLog', 'joined', ...window]),
      ...windows.map((window) => ['supervisor.tailProcessStdoutLog', 'joined', ...window]),
      ...['getVersion', 'getAPIVersion', 'getState', 'reloadConfig', 'nosuch', '_private'].map((name) => [`supervisor.${name}`]),
      ...['steady', 'manual', 'grp:a', 'a', 'grp:*', 'steady:steady', 'nosuch'].map((name) => ['supervisor.getProcessInfo', name]),
      ['supervisor.readProcessStdoutLog', 'nolog', 0, 0], ['supervisor.tailProcessStdoutLog', 'nolog', 0, 9],
      ['supervisor.readProcessStderrLog', 'joined', 0, 0], ['supervisor.readProcessStdoutLog', 'nosuch', 0, 0],
      ['supervisor.readLog', 0, -1], ['supervisor.readLog', -5, 1],
      ['supervisor.startProcess', 'nosuch'], ['supervisor.startProcess', 'a'], ['supervisor.startProcess', 'steady'],
      ['supervisor.startProcess', 'notexec'], ['supervisor.startProcessGroup', 'nosuch'], ['supervisor.stopProcess', 'manual'],
      ['supervisor.stopProcessGroup', 'nosuch'], ['supervisor.signalProcess', 'steady', 18], ['supervisor.signalProcess', 'steady', 'bad'],
      ['supervisor.signalProcess', 'manual', 'HUP'], ['supervisor.signalProcessGroup', 'nosuch', 'CONT'],
      ['supervisor.clearProcessLogs', 'nosuch'], ['supervisor.sendProcessStdin', 'nosuch', 'x'], ['supervisor.sendRemoteCommEvent', 'a', 'b'],
      ['supervisor.addProcessGroup', 'steady'], ['supervisor.addProcessGroup', 'nosuch'], ['supervisor.removeProcessGroup', 'nosuch'],
      ['supervisor.removeProcessGroup', 'steady'], ['supervisor.getState', 'too many'], ['supervisor.startProcess'],
      ['system.listMethods'], ['system.methodHelp', 'x'], ['system.methodSignature', 'x'], ['system.methodSignature', 'supervisor.startProcess'],
      ['system.multicall', []], ['system.multicall', [{ methodName: 'supervisor.getState' }, { methodName: 'system.multicall', params: [[]] }, {}]],
    ];
    const [real, mine] = await Promise.all([theirs.rpc(calls), ours.rpc(calls)]);
    const unlike = calls.map((call, i) => ({ call, real: real[i], mine: mine[i] }))
      .filter(({ real, mine }) => JSON.stringify(real) !== JSON.stringify(mine));
    assert.deepEqual(unlike, []);
  });

  test('stop all, start all, shutdown', async () => {
    await same(['stop', 'all'], byName);
    await same(['status', 'steady', 'manual']);
    await same(['shutdown']);
    assert.deepEqual(await Promise.all([theirs.exited, ours.exited]), [0, 0]);
  });
});
