// SPDX-License-Identifier: MIT
// The recipe of ib-gateway and ib-tws, with a vendor on loopback whose installers have the shape of the real ones.
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../e2e/stack.mjs';
import { build, command, container, docker, inspect, isHealthy, logged, must, remove, scratch } from './engine.mjs';
import { RdpClient } from './rdp.mjs';
import { VendorServer, hollowInstaller, ibcArchive, layouts, makeInstaller } from './vendor.mjs';

const version = '10.45.1j';
const context = join(scratch, 'context');
const versions = join(context, 'image/versions');
// IBC is GPL and not ours to ship: what needs one that runs is tested where one is installed.
const realIbc = process.env.IBC_PATH && join(process.env.IBC_PATH, 'IBC.jar');
const noNetwork = { INSTALLER_BASE: 'http://127.0.0.1:9/installers', IBC_BASE: 'http://127.0.0.1:9/ibc' };

/** What the recipe takes in, of this working copy, in a folder whose image/versions the tests may write. */
async function copyContext() {
  const files = (await must('git', ['-c', `safe.directory=${root}`, 'ls-files', '--cached', '--others', '--exclude-standard'])).split('\n');
  for (const file of files.filter((one) => existsSync(join(root, one)))) cpSync(join(root, file), join(context, file), { recursive: true });
}

/** The program and the Java of ib-simulator, as parts of an installer. */
async function takeParts(program) {
  const parts = join(scratch, `parts-${program}`), at = program === 'tws' ? '/opt/Jts/1045' : '/opt/Jts/ibgateway/1045';
  mkdirSync(parts);
  const name = (await docker('create', 'ib-simulator')).trim();
  await docker('cp', `${name}:${at}/.`, join(parts, 'program'));
  await docker('cp', `${name}:/opt/java`, join(parts, 'java'));
  await remove(name);
  // Ours is of the JDK that built it; the programs' is 17.
  const release = join(parts, 'java/release');
  writeFileSync(release, readFileSync(release, 'utf8').replace(/^JAVA_VERSION=.*$/m, 'JAVA_VERSION="17.0.16"'));
  await must('mv', [join(parts, `program/${program}1`), join(parts, `program/${program}`)]);
  return parts;
}

describe('the recipe of the real programs', () => {
  let server, installers = {};
  const release = (...args) => command(join(context, 'tools/release'), args, { env: server.environment, cwd: context });
  const offer = async (layout) => {
    server.offerAll(version, (program) => installers[program === 'tws' ? 'tws' : layout]);
    writeFileSync(versions, readFileSync(join(root, 'image/versions'), 'utf8'));
    const { status, stdout, stderr } = await release('check');
    assert.equal(status, 10, stdout + stderr);
  };
  const make = (image, options) => build(image, { context, buildkit: true, env: server.environment, ...options });

  before(async () => {
    await copyContext();
    const parts = await takeParts('ibgateway');
    for (const layout of layouts) installers[layout] = makeInstaller(join(scratch, `${layout}.sh`), parts, layout);
    installers.tws = makeInstaller(join(scratch, 'tws.sh'), await takeParts('tws'), 'private');
    server = await new VendorServer().start();
    server.ibc([{ tag: '99.0.1' }], { '99.0.1': ibcArchive(scratch, 'ibc', realIbc ? readFileSync(realIbc) : 'the jar') });
  });
  after(async () => { await server.stop(); });

  for (const layout of layouts) {
    test(`finds the Java where the layout "${layout}" has it, and starts the program with it`, async () => {
      await offer(layout);
      const tag = `gatehouse-test/gateway:${layout.toLowerCase()}`;
      const { status, stdout, stderr } = await make('ib-gateway', { tag });
      assert.equal(status, 0, stdout.slice(-1500) + stderr.slice(-1500));
      const list = await docker('run', '--rm', '--entrypoint', 'find', tag, '/opt', '-maxdepth', '4', '-not', '-path', '/opt/java/*/*');
      for (const path of ['/opt/java/bin', `/opt/Jts/ibgateway/${version}/jars`, `/opt/Jts/ibgateway/${version}/ibgateway1`, '/opt/ibc/IBC.jar', '/opt/ibc/LICENSE.txt'])
        assert.ok(list.split('\n').includes(path), `${path} in\n${list}`);
      assert.ok(!new RegExp(`/${version}/(ibgateway|jre)$`, 'm').test(list), list);
      const config = await docker('run', '--rm', '--entrypoint', 'cat', tag, `/opt/Jts/ibgateway/${version}/.install4j/inst_jre.cfg`);
      assert.equal(config, '/opt/java');
      const name = await container(['--network', 'none'], { SESSION_DRIVER: 'native' }, tag);
      try {
        await logged(name, /starting java \(10\.45\.1j \/opt\/Jts\/ibgateway\/10\.45\.1j\)/);
        await logged(name, /^gatehouse: ready: /);
      } finally {
        await remove(name);
      }
    });
  }

  if (realIbc) test('has an IBC in it that logs in', async () => {
    const name = await container(['--network', 'none'], { SESSION_DRIVER: 'ibc' }, `gatehouse-test/gateway:${layouts[0].toLowerCase()}`);
    try {
      await logged(name, /^gatehouse: ready: /);
      await isHealthy(name);
      await docker('stop', '--time', '120', name);
      assert.equal((await inspect(name)).State.ExitCode, 0);
    } finally {
      await remove(name);
    }
  });

  test('makes TWS too, and `release smoke` sees its login window', async () => {
    await offer(layouts[0]);
    const { status, stdout, stderr } = await make('ib-tws', { tag: 'gatehouse-test/tws' });
    assert.equal(status, 0, stdout.slice(-1500) + stderr.slice(-1500));
    const env = (await docker('image', 'inspect', '--format', '{{json .Config.Env}}', 'gatehouse-test/tws'));
    assert.match(env, /"PROGRAM=tws"/);
    const smoke = await release('smoke', 'gatehouse-test/tws', '--env', 'SESSION_DRIVER=native');
    assert.equal(smoke.status, 0, smoke.stderr);
    assert.match(smoke.stdout, /starting -> login/);
    assert.equal((await release('tags', 'ib-tws', 'stable')).stdout, `${version}\nstable\n`);
  });

  test('makes a TWS that is seen over RDP by who has the password', async () => {
    const rdp = ['--publish', '127.0.0.1:13389:3389', '--cap-drop', 'ALL', '--user', '1000:1000', '--read-only', '--tmpfs', '/run:mode=1777', '--tmpfs', '/tmp:exec,mode=1777'];
    const name = await container(rdp, { SESSION_DRIVER: 'native', RDP_PWD: 'Käse 2 go' }, 'gatehouse-test/tws');
    const client = await RdpClient.create();
    try {
      await logged(name, /^gatehouse: ready: .*RDP on /);
      assert.equal(await client.isLetIn(13389, 'Käse 2 go'), true);
      assert.equal(await client.isLetIn(13389, 'Käse 2 stay'), false);
      assert.equal(await client.isLetIn(13389, 'Käse 2 go', 'tls'), false, 'nothing but network level authentication');
      assert.ok(await client.sees(13389, 'Käse 2 go') > 16);
    } finally {
      client.remove();
      await remove(name);
    }
  });

  test('`release smoke` passes the simulator, and fails an image that does not start', async () => {
    assert.equal((await release('smoke', 'ib-simulator')).status, 0);
    const bad = await release('smoke', 'ib-simulator', '--env', 'TRADING_MODE=demo');
    assert.notEqual(bad.status, 0);
    assert.match(bad.stderr, /said no line/);
  });

  const refusals = {
    'a digest other than the reviewed one': [async () => {
      await offer(layouts[0]);
      server.offerAll(version, () => installers.tws);
    }, /has the digest [0-9a-f]{64}, but image\/versions says [0-9a-f]{64}: not what was reviewed/],
    'a version other than the reviewed one': [async () => {
      await offer(layouts[0]);
      server.offerAll('10.46.1a', () => installers[layouts[0]]);
    }, /ibgateway stable is 10\.46\.1a now, but image\/versions says 10\.45\.1j/],
    'a page in the place of the installer': [async () => {
      await offer(layouts[0]);
      server.installer('ibgateway', 'stable', 'x64', '<html><body>maintenance</body></html>');
    }, /is a page, not an installer/],
    'an installer whose digest nobody has written down': [async () => {
      writeFileSync(versions, readFileSync(join(root, 'image/versions'), 'utf8').replace(/^(ibgateway.*) \S+ +\S+$/gm, '$1 - -'));
    }, /has no digest of ibgateway stable on x64 yet; `tools\/release check` fetches it/],
    'an installer that installs nothing': [async () => {
      installers.hollow = hollowInstaller(join(scratch, 'hollow.sh'), 'hollow');
      await offer('hollow');
    }, /returned a non-zero code|exit code: 1/],
    'another IBC.jar than the reviewed one': [async () => {
      await offer(layouts[0]);
      server.ibc([], { '99.0.1': ibcArchive(scratch, 'other', 'another jar') });
    }, /IBC\.jar 99\.0\.1 has the digest/],
  };
  for (const [what, [prepare, complaint]] of Object.entries(refusals)) {
    test(`refuses ${what}`, async () => {
      await prepare();
      writeFileSync(versions, `# ${what}\n`, { flag: 'a' }); // else the builder would not ask again
      const { status, stdout, stderr } = await make('ib-gateway', { tag: 'gatehouse-test/refused' });
      assert.notEqual(status, 0);
      assert.match((stdout + stderr).slice(-3000), complaint);
    });
  }

  test('needs no network for the simulator but for Debian', async () => {
    const { status, stderr } = await build('ib-simulator', { context: root, env: noNetwork });
    assert.equal(status, 0, stderr.slice(-2000));
  });

  test('brings the libraries that a passkey needs when asked, and only then', async () => {
    const { status, stdout, stderr } = await build('ib-simulator', { tag: 'gatehouse-test/passkey', env: { PASSKEY: 'yes' } });
    assert.equal(status, 0, stdout.slice(-1500) + stderr.slice(-1500));
    const libraries = (tag) => docker('run', '--rm', '--entrypoint', '/sbin/ldconfig', tag, '-p');
    const found = await libraries('gatehouse-test/passkey'), usual = await libraries('ib-simulator');
    const ours = ['libgtk-3.so.0', 'libnss3.so'], shared = ['libasound.so.2', 'libgbm.so.1']; // with Java's sound, and Debian 13's Xvfb
    for (const library of [...ours, ...shared]) assert.ok(found.includes(library), `${library} in\n${found}`);
    for (const library of ours) assert.ok(!usual.includes(library), `${library} in\n${usual}`);
  });

  test('says which images there are', async () => {
    const { status, stderr } = await build('ib-docker');
    assert.equal(status, 2);
    assert.match(stderr, /none of ib-gateway, ib-tws, ib-simulator/);
  });
});
