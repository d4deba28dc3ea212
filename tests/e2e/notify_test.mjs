// SPDX-License-Identifier: MIT
// Notifications and hooks: real servers, real programs, the whole stack.
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Stack, until } from './stack.mjs';

const folder = mkdtempSync(join(tmpdir(), 'notify-'));
chmodSync(folder, 0o755);
after(() => rmSync(folder, { recursive: true }));

function script(path, text) {
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
  return path;
}

/** A server that answers each request as told; `bodies` is what it was sent. */
function serve(answer, secure) {
  const take = (request, response) => {
    let body = '';
    request.on('data', (bytes) => { body += bytes; });
    request.on('end', () => {
      server.bodies.push({ method: request.method, type: request.headers['content-type'], json: JSON.parse(body) });
      answer(response, server.bodies.length);
    });
  };
  const server = secure ? createSecureServer(secure, take) : createServer(take);
  server.bodies = [];
  return new Promise((done) => server.listen(0, '127.0.0.1', () => done(server)));
}
const port = (server) => server.address().port;
const finish = (server) => { server.closeAllConnections(); server.close(); };

const refused = { IB_PASSWORD: 'wrong', SIMULATOR_USERS: 'demo:secret', IB_USER: 'demo', SESSION_HASTE: '20' };

test('a refused login reaches NOTIFY_URL through errors of its server, and NOTIFY_COMMAND, with two attempts in all', async () => {
  const server = await serve((response, n) => { response.statusCode = n < 3 ? 500 : 204; response.end(); });
  const got = join(folder, 'got');
  mkdirSync(got);
  chmodSync(got, 0o777);
  const command = script(join(folder, 'command'), `cat > ${got}/json; env > ${got}/env`);
  const stack = Stack.launch({ ...refused, NOTIFY_URL: `http://127.0.0.1:${port(server)}/secret-path`, NOTIFY_COMMAND: command });
  try {
    await stack.line(/login -> needs_human/, 60_000);
    await stack.line(/NOTIFY_URL: HTTP status 500; next try in 1 s/);
    await stack.line(/NOTIFY_URL: HTTP status 500; next try in 2 s/);
    await stack.line(/NOTIFY_URL: delivered: needs_human/);
    await stack.line(/NOTIFY_COMMAND: delivered: needs_human/);
    const last = server.bodies.at(-1);
    assert.equal(last.method, 'POST');
    assert.equal(last.type, 'application/json');
    assert.equal(last.json.event, 'needs_human');
    assert.equal(last.json.source, 'paper');
    assert.deepEqual(JSON.parse(readFileSync(join(got, 'json'), 'utf8')), last.json);
    assert.doesNotMatch(readFileSync(join(got, 'env'), 'utf8'), /IB_|PASS|NOTIFY/);
    assert.equal(stack.lines.filter((line) => /login attempt/.test(line)).length, 2);
    assert.ok(!stack.lines.some((line) => line.includes('secret-path')));
  } finally {
    await stack.stop();
    finish(server);
  }
});

test('a server that is not there, or does not answer, holds nothing up', async () => {
  const server = await serve(() => {});
  const slow = await Stack.start({ NOTIFY_URL: `http://127.0.0.1:${port(server)}/` });
  try {
    assert.ok(server.bodies.length <= 1);
  } finally {
    assert.equal(await slow.stop(), 0);
    finish(server);
  }
  const stack = await Stack.start({ NOTIFY_URL: 'http://127.0.0.1:9/' });
  try {
    await stack.line(/NOTIFY_URL: .*onnect.*; next try in 1 s/);
  } finally {
    assert.equal(await stack.stop(), 0);
  }
});

describe('TLS', () => {
  let server;
  before(async () => {
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost', '-addext',
      'subjectAltName=IP:127.0.0.1', '-keyout', join(folder, 'key.pem'), '-out', join(folder, 'ca.pem')], { stdio: 'ignore' });
    server = await serve((response) => response.end(),
      { key: readFileSync(join(folder, 'key.pem')), cert: readFileSync(join(folder, 'ca.pem')) });
  });
  after(() => finish(server));

  test('a certificate that nobody vouches for is not talked to', async () => {
    const stack = await Stack.start({ NOTIFY_URL: `https://127.0.0.1:${port(server)}/` });
    try {
      await stack.line(/NOTIFY_URL: .*certificate.*; next try in 1 s/);
      assert.equal(server.bodies.length, 0);
    } finally {
      await stack.stop();
    }
  });

  test('with NOTIFY_CA it is, and ready is told', async () => {
    const stack = await Stack.start({ NOTIFY_URL: `https://127.0.0.1:${port(server)}/`, NOTIFY_CA: join(folder, 'ca.pem') });
    try {
      await stack.line(/NOTIFY_URL: delivered: ready/);
      assert.equal(server.bodies[0].json.event, 'ready');
    } finally {
      await stack.stop();
    }
  });
});

describe('hooks', () => {
  function hooks(name, ...programs) {
    const where = join(folder, name);
    mkdirSync(where);
    programs.forEach(([file, text]) => script(join(where, file), text));
    return where;
  }

  test('run in order, each at its moment', async () => {
    const x = hooks('x', ['20-b', 'echo second $DISPLAY'], ['10-a', 'echo first']);
    writeFileSync(join(x, '15-notes.txt'), 'not a program');
    const stack = await Stack.start({
      START_SCRIPTS: hooks('start', ['a', 'echo begins']), X_SCRIPTS: x, IBC_SCRIPTS: hooks('ibc', ['a', 'echo gateway next']),
    });
    try {
      const at = (pattern) => stack.lines.findIndex((line) => pattern.test(line));
      const order = [/begins/, /xvfb STARTING -> RUNNING/, /first/, /second :/, /gateway next/, /starting java/].map(at);
      assert.deepEqual(order, [...order].sort((a, b) => a - b), stack.lines.join('\n'));
      assert.ok(order.every((n) => n >= 0), `${order}`);
      assert.ok(at(/15-notes.txt is not an executable file: left out/) >= 0);
    } finally {
      await stack.stop();
    }
  });

  test('a failure stops the start, and says so', async () => {
    const stack = Stack.launch({ IBC_SCRIPTS: hooks('bad', ['a', 'exit 3'], ['b', 'echo never']) });
    try {
      await stack.line(/bad\/a: exit status 3; what comes after it is not started/, 30_000);
      await stack.line(/ibc-scripts STARTING -> FATAL/);
      assert.ok(!stack.lines.some((line) => /never|starting java/.test(line)));
    } finally {
      await stack.stop();
    }
  });

  test('unless that is allowed', async () => {
    const stack = await Stack.start({ IBC_SCRIPTS: join(folder, 'bad'), HOOK_FAILURE: 'continue' });
    try {
      assert.ok(stack.lines.some((line) => /never/.test(line)));
    } finally {
      await stack.stop();
    }
  });
});

test('a window that waits and a setting that did not take are told while the session is ready', async () => {
  const server = await serve((response) => { response.statusCode = 204; response.end(); });
  const stack = Stack.launch({ SIMULATOR_UNKNOWN: 'Something New', SIMULATOR_QUIRK_STUCK: 'Read-Only API', SUPERVISORD_UI_USER: 'me',
    SUPERVISORD_UI_PASS: 'page-p4ssw0rd', NOTIFY_URL: `http://127.0.0.1:${port(server)}/` });
  try {
    await stack.line(/session paper: .* -> ready/, 120_000);
    const warned = () => server.bodies.some(({ json }) => json.event === 'warning' && /waits for a person: "Something New"/.test(json.reason));
    await until('the window is told', warned, 30_000).catch((error) => {
      throw new Error(`${error.message}: ${JSON.stringify(server.bodies)}\n${stack.lines.slice(-40).join('\n')}`);
    });
    const headers = { authorization: `Basic ${Buffer.from('me:page-p4ssw0rd').toString('base64')}` };
    const page = await (await fetch('http://127.0.0.1:9001/', { headers })).text();
    assert.match(page, /READ_ONLY_API could not be set/);
    assert.match(page, /Something New/);
    assert.equal(stack.lines.filter((line) => /ready -> /.test(line)).length, 0);
  } finally {
    await stack.stop();
    finish(server);
  }
});
