// SPDX-License-Identifier: MIT
// tools/release against a vendor on loopback: what is new is written down, what is wrong is not.
import { after, before, beforeEach, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, run } from '../e2e/stack.mjs';
import { VendorServer, hollowInstaller, ibcArchive } from './vendor.mjs';

const digest = (bytes) => createHash('sha256').update(bytes).digest('hex');

describe('a daily check of the vendor', () => {
  let folder, server, file, first, second, jar;
  const check = () => run(join(root, 'tools/release'), ['check', file], server.environment);
  const rows = () => readFileSync(file, 'utf8').split('\n').filter((line) => line && !line.startsWith('#')).map((line) => line.split(/ +/));
  const row = (...key) => rows().find((one) => key.every((word, i) => one[i] === word));

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'release-'));
    server = await new VendorServer().start();
    first = hollowInstaller(join(folder, 'first.sh'), 'first');
    second = hollowInstaller(join(folder, 'second.sh'), 'second');
    jar = ibcArchive(folder, 'ibc', 'the jar');
  });
  after(async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  });
  beforeEach(() => {
    file = join(folder, 'versions');
    // Few rows: each is a download.
    writeFileSync(file, '# head\nibgateway   stable   x64      -        -\nibc         release  any      3.24.1   -\n');
    server.routes.clear();
    server.offerAll('10.45.1j', () => first);
    server.ibc([{ tag: '3.24.1' }], { '3.24.1': jar });
  });

  test('writes down what nobody has fetched yet, then finds nothing new', async () => {
    const { status, stdout } = await check();
    assert.equal(status, 10, stdout);
    assert.match(stdout, /^ibgateway stable x64: - -> 10\.45\.1j$/m);
    assert.deepEqual(row('ibgateway').slice(3), ['10.45.1j', digest(readFileSync(first))]);
    assert.deepEqual(row('ibc').slice(3), ['3.24.1', digest('the jar')]);
    assert.match(readFileSync(file, 'utf8'), /^# head\n/);
    assert.deepEqual(await check(), { status: 0, stdout: '', stderr: '' });
  });

  test('takes a new version with its digest', async () => {
    await check();
    server.version('ibgateway', 'stable', '10.46.1a');
    server.installer('ibgateway', 'stable', 'x64', { file: second });
    server.ibc([{ tag: '3.26.0', prerelease: true }, { tag: '3.25.0' }, { tag: '3.24.1' }], { '3.25.0': jar });
    const { status, stdout } = await check();
    assert.equal(status, 10);
    assert.match(stdout, /^ibgateway stable x64: 10\.45\.1j -> 10\.46\.1a$/m);
    assert.match(stdout, /^ibc release any: 3\.24\.1 -> 3\.25\.0$/m);
    assert.equal(row('ibgateway')[4], digest(readFileSync(second)));
  });

  test('raises the alarm when the same version is another file, and changes nothing', async () => {
    await check();
    const kept = readFileSync(file, 'utf8');
    server.installer('ibgateway', 'stable', 'x64', { file: second });
    const { status, stdout } = await check();
    assert.equal(status, 3);
    assert.match(stdout, /^ALARM: ibgateway stable x64 10\.45\.1j has the digest/m);
    assert.equal(readFileSync(file, 'utf8'), kept);
  });

  test('notices that the version changed during the download', async () => {
    let asked = 0;
    server.version('ibgateway', 'stable', () => `cb({"buildVersion":"10.45.1${asked++ ? 'k' : 'j'}"});`);
    const { status, stderr } = await check();
    assert.equal(status, 1);
    assert.match(stderr, /changed from 10\.45\.1j to 10\.45\.1k while it was fetched/);
    assert.deepEqual(row('ibgateway').slice(3), ['-', '-']);
    assert.equal(row('ibc')[4], digest('the jar'), 'the other rows go on');
  });

  const garbage = {
    'an error page in the place of the installer': [() => server.routes.set('/installers/ibgateway/stable-standalone/ibgateway-stable-standalone-linux-x64.sh', '<!DOCTYPE html><html>Sorry</html>'), /is a page, not an installer/],
    'a file that is too small': [() => server.routes.set('/installers/ibgateway/stable-standalone/ibgateway-stable-standalone-linux-x64.sh', '#!/bin/sh\n'), /has 10 bytes; an installer has more/],
    'a large file that is no script': [() => {
      const other = join(folder, 'other');
      copyFileSync(first, other);
      writeFileSync(other, '\x7fELF\x02', { flag: 'r+' });
      server.installer('ibgateway', 'stable', 'x64', { file: other });
    }, /is no shell script/],
    'no installer at all': [() => server.routes.delete('/installers/ibgateway/stable-standalone/ibgateway-stable-standalone-linux-x64.sh'), /linux-x64\.sh cannot be fetched/],
    'a version file that is a page': [() => server.version('ibgateway', 'stable', () => '<html>'), /names no version; it begins with: <html>/],
    'a version that is none': [() => server.version('ibgateway', 'stable', () => 'cb({"buildVersion":"$(reboot)"});'), /names no version/],
    'junk behind the version': [() => server.version('ibgateway', 'stable', () => 'cb({"buildVersion":"10.45.1j"}); alert(1)'), /names no version/],
    'an archive of IBC that is none': [() => server.routes.set('/ibc/3.24.1/IBCLinux-3.24.1.zip', 'PK?'), /archive of IBC holds no IBC\.jar/],
    'an archive of IBC other than GitHub tells': [() => {
      server.ibc([{ tag: '3.24.1', assets: [{ name: 'IBCLinux-3.24.1.zip', browser_download_url: `${server.base}/ibc/3.24.1/IBCLinux-3.24.1.zip`, digest: `sha256:${'0'.repeat(64)}` }] }], { '3.24.1': jar });
    }, /is not the file whose digest GitHub tells/],
    'no list of releases': [() => server.routes.delete('/releases'), /releases cannot be fetched/],
    'a list without a release for Linux': [() => server.routes.set('/releases', '[]'), /names no release of IBC/],
  };
  for (const [what, [offer, complaint]] of Object.entries(garbage)) {
    test(`refuses ${what}`, async () => {
      offer();
      const { status, stderr } = await check();
      assert.equal(status, 1);
      assert.match(stderr, complaint);
      assert.equal(rows().filter((one) => one[4] === '-').length, 1, 'that row is left alone, and only that');
    });
  }

  test('tags of an image are its version and its channel, and none without a version', async () => {
    const none = await run(join(root, 'tools/release'), ['tags', 'ib-gateway', 'beta']);
    assert.notEqual(none.status, 0);
    assert.match(none.stderr, /no version of ibgateway beta/);
  });

  test('a smoke test has seen enough when the line is there, even if the log says nothing after it', async () => {
    const bin = join(folder, 'quiet');
    mkdirSync(bin);
    writeFileSync(join(bin, 'docker'), `#!/bin/sh
case $1 in
run) echo c0ffee ;;
logs) echo 'gatehouse: ready: paper API on 127.0.0.1:4004'; exec sleep 30 ;;
inspect) echo 0 ;;
esac
`, { mode: 0o755 });
    const begin = Date.now();
    const { status, stdout, stderr } = await run(join(root, 'tools/release'), ['smoke', 'ib-simulator'], { PATH: `${bin}:${process.env.PATH}` });
    assert.equal(status, 0, stderr);
    assert.match(stdout, /ready: paper API/);
    assert.ok(Date.now() - begin < 25_000, 'it did not wait for the log to end');
  });

  test('publishing joins what each kind of machine built, and moves the version and the channel', async () => {
    const copy = join(folder, 'copy'), calls = join(folder, 'calls');
    for (const name of ['tools/release', 'image/vendor.sh']) cpSync(join(root, name), join(copy, name));
    writeFileSync(join(copy, 'image/versions'), ['ibgateway stable', 'ibgateway latest', 'tws stable', 'tws latest']
      .map((one, i) => `${one} x64 10.4${i}.1a ${'0'.repeat(64)}\n`).join(''));
    mkdirSync(join(folder, 'bin'), { recursive: true });
    // No registry is here: what would be asked of it is written down.
    writeFileSync(join(folder, 'bin/docker'), `#!/bin/sh\necho "$*" >> ${calls}\n`, { mode: 0o755 });
    const { status, stderr } = await run(join(copy, 'tools/release'), ['publish', 'ghcr.io/someone', '77'], { PATH: `${folder}/bin:${process.env.PATH}` });
    assert.equal(status, 0, stderr);
    const lines = readFileSync(calls, 'utf8').trim().split('\n').map((line) => line.replace('buildx imagetools create --tag ', '').replaceAll('ghcr.io/someone/', ''));
    assert.equal(lines.length, 10);
    assert.ok(lines.includes('ib-gateway:10.40.1a ib-gateway:build-77-stable-amd64 ib-gateway:build-77-stable-arm64'), lines.join('\n'));
    assert.ok(lines.includes('ib-gateway:latest ib-gateway:build-77-latest-amd64 ib-gateway:build-77-latest-arm64'));
    assert.ok(lines.includes('ib-tws:stable ib-tws:build-77-stable-amd64'), 'there is no TWS for arm64');
  });
});
