// SPDX-License-Identifier: MIT
// The same requests, byte by byte, to Debian's supervisord and to ours: order, versions, what keeps a connection and what ends it,
// status codes, logins, the endless logs. Where the answers differ it is on purpose, and the reason stands beside.
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import net from 'node:net';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { bothServers, debian } from './beside.mjs';
import { run, until } from './stack.mjs';

const login = { user: 'night', password: 'watch-pass' };
const lines = "i=0; while [ $i -lt 300 ]; do echo line $i; i=$((i+1)); done; echo wrong >&2; exec sleep 100000";
const sleeps = 'command=sleep 100000\nstartsecs=0\n';
const programs = `[program:steady]\ncommand=sh -c '${lines}'\nstartsecs=0\n
[program:manual]\n${sleeps}autostart=false\n
[program:slow]\ncommand=sleep 100001\nstartsecs=2\nautostart=false\n
[program:nolog]\n${sleeps}stdout_logfile=NONE\nstderr_logfile=NONE\n
[program:a]\n${sleeps}[program:b]\n${sleeps}[group:grp]\nprograms=a,b\n`;
const LINGER = 30_000;

// ---- requests ----

const basic = (words) => `Authorization: Basic ${Buffer.from(words).toString('base64')}\r\n`;
const right = basic(`${login.user}:${login.password}`);
const call = (method, ...params) => `<?xml version='1.0'?>\n<methodCall>\n<methodName>${method}</methodName>\n<params>`
  + `${params.map((value) => `<param><value>${value}</value></param>`).join('')}</params>\n</methodCall>\n`;
const request = (line, headers = '', body = '') => `${line}\r\nHost: x\r\n${right}${headers}\r\n${body}`;
const post = (body, { path = '/RPC2', version = '1.1', headers = '' } = {}) =>
  request(`POST ${path} HTTP/${version}`, `${headers}Content-Length: ${Buffer.byteLength(body)}\r\n`, body);
const get = (path, { method = 'GET', version = '1.1', headers = '' } = {}) => request(`${method} ${path} HTTP/${version}`, headers);
const close = { headers: 'Connection: close\r\n' };
const getVersion = call('supervisor.getVersion');

// ---- answers ----

function chunksOf(text) {
  const found = { body: '', rest: undefined };
  for (let at = 0; ;) {
    const end = text.indexOf('\r\n', at);
    const length = parseInt(text.slice(at, end), 16);
    if (end < 0 || text.length < end + 2 + length + 2) return found;
    if (length === 0) return { ...found, rest: text.slice(end + 4) };
    found.body += text.slice(end + 2, end + 2 + length);
    at = end + 2 + length + 2;
  }
}

/** The first answer in the text; `rest` is undefined while it is not whole. */
function firstAnswer(text, hasEnded) {
  const head = text.indexOf('\r\n\r\n');
  if (head < 0) return undefined;
  const [line, ...fields] = text.slice(0, head).split('\r\n');
  const [, status, reason] = /^HTTP\/\S+ (\d+) (.+)$/.exec(line) ?? assert.fail(`no status line: ${line}`);
  const headers = Object.fromEntries(fields.map((field) => /^([^:]+): ?(.*)$/.exec(field).slice(1)).map(([name, value]) => [name.toLowerCase(), value]));
  const answer = { status: +status, reason, headers }, body = text.slice(head + 4), length = headers['content-length'];
  if (headers['transfer-encoding'] === 'chunked') return { ...answer, ...chunksOf(body) };
  if (length === undefined) return { ...answer, body, rest: hasEnded ? '' : undefined };
  return { ...answer, body: body.slice(0, +length), rest: body.length < +length ? undefined : body.slice(+length) };
}

function answersIn(text, hasEnded) {
  const found = [];
  for (let rest = text; rest;) {
    const answer = firstAnswer(rest, hasEnded);
    if (!answer || answer.rest === undefined) break;
    found.push(answer);
    ({ rest } = answer);
  }
  return found;
}

/** A connection: what was said is waited for, not slept for. */
class Line {
  constructor(server) {
    this.text = '';
    this.hasEnded = false;
    this.socket = net.connect(server.port, '127.0.0.1');
    this.socket.on('data', (bytes) => { this.text += bytes.toString('latin1'); });
    this.socket.on('error', () => {});
    this.socket.on('close', () => { this.hasEnded = true; });
  }

  say(text) { this.socket.write(text, 'latin1'); }

  answers() { return answersIn(this.text, this.hasEnded); }

  until(what, condition) {
    return until(what, () => condition() || this.hasEnded, LINGER).catch((error) => { throw new Error(`${error.message} after ${this.text}`); });
  }

  end() { this.socket.destroy(); }
}

/** Says it, waits for so many answers, and sees whether another request is answered on the same connection. */
async function converse(server, said, count, { asksOn = true } = {}) {
  const line = new Line(server);
  line.say(said);
  await line.until(`${count} answers of ${server.name}`, () => line.answers().length >= count);
  let then = 'not asked';
  if (asksOn) {
    if (!line.hasEnded) line.say(get('/not-there', close));
    await line.until(`${server.name} to go on or to end`, () => line.answers().length > count);
    then = line.answers().length > count ? 'open' : 'closed';
  }
  line.end();
  return { answers: line.answers().slice(0, count), then };
}

/** What a client depends on. */
function told({ answers, then }) {
  const one = ({ status, headers }) => {
    const type = status === 200 ? ` ${headers['content-type']?.split(';')[0]}` : '';
    const challenge = headers['www-authenticate'] ? ` ${headers['www-authenticate'].split(' ')[0]}` : '';
    return `${status}${type}${challenge}${/keep-alive/i.test(headers.connection) ? ' kept' : ''}`;
  };
  return [...answers.map(one), then].join(', ');
}

// ---- what is asked ----

const xml = '200 text/xml';
const cases = {
  'HTTP/1.1 keeps the connection': { say: post(getVersion), equal: `${xml}, open` },
  'Connection: close ends it': { say: post(getVersion, close), equal: `${xml}, closed` },
  'HTTP/1.0 ends it': { say: post(getVersion, { version: '1.0' }), equal: `${xml}, closed` },
  'HTTP/1.0 with keep-alive keeps it': {
    say: post(getVersion, { version: '1.0', headers: 'Connection: keep-alive\r\n' }), equal: `${xml} kept, open` },
  'what is behind a Connection: close is not answered': { say: post(getVersion, close) + post(getVersion), count: 2, equal: `${xml}, closed` },
  'requests one behind the other are all answered': { say: post(getVersion).repeat(3), count: 3, equal: `${xml}, ${xml}, ${xml}, open` },
  'a line end too many is passed over': { say: `${get('/nothing')}\r\n${post(getVersion)}`, count: 2, equal: `404, ${xml}, open` },
  'no Host but an empty one': { say: post(getVersion).replace('Host: x', 'Host: '), equal: `${xml}, open` },
  'names of headers in small letters': { say: post(getVersion).replace('Content-Length', 'content-length'), equal: `${xml}, open` },
  'a path that begins so': { say: post(getVersion, { path: '/RPC2/more' }), equal: `${xml}, open` },
  'a path with a query': { say: post(getVersion, { path: '/RPC2?more' }), equal: `${xml}, open` },
  'a path that is escaped': { say: post(getVersion, { path: '/%52PC2' }), equal: `${xml}, open` },
  'a body of another type': { say: post(getVersion, { headers: 'Content-Type: text/plain\r\n' }), equal: `${xml}, open` },
  'a call without params': { say: post('<methodCall><methodName>supervisor.getVersion</methodName></methodCall>'), equal: `${xml}, open` },
  'a fault is an answer like others': { say: post(call('no.such')), equal: `${xml}, open` },
  'a body that is no XML': { say: post('<methodCall'), equal: '400, open' },
  'a body that calls nothing': { say: post('<methodCall></methodCall>'), equal: '400, open' },
  'a path that is not there': { say: get('/nothing'), equal: '404, open' },
  'the page': { say: get('/'), equal: '200 text/html, open' },

  'what is no request': { say: 'HELLO\r\n\r\n', count: 0, equal: 'closed' },

  'a body without its length': { say: get('/RPC2', { method: 'POST' }), theirs: '411, open', ours: '411, closed',
    why: 'one may follow all the same' },
  'a request without a version': { say: 'GET /RPC2\r\n\r\n', theirs: '401 Basic, closed', ours: '400, closed',
    why: 'HTTP/0.9 is not spoken' },
  'arguments of the wrong type': { say: post(call('supervisor.startProcess', '<int>5</int>')), theirs: '500, open', ours: `${xml}, open`,
    why: 'a fault says what is wrong' },
  'no Host at all': { say: post(getVersion).replace('Host: x\r\n', ''), theirs: `${xml}, open`, ours: '400, closed', why: 'RFC 9112, 3.2' },
  'a header without a blank': { say: post(getVersion).replace('Length: ', 'Length:'), theirs: '411, closed', ours: `${xml}, open`,
    why: 'the blank is optional' },
  'a chunked body': { say: request('POST /RPC2 HTTP/1.1', 'Transfer-Encoding: chunked\r\n'), theirs: '411, open', skipOurs: true,
    why: 'ours reads it: tests/process/web_local_test.c' },
  'GET of the calls': { say: get('/RPC2'), theirs: '400, open', ours: '405, open', why: 'and Allow says what would be right' },
  'PUT of the calls': { say: get('/RPC2', { method: 'PUT' }), theirs: '400, open', ours: '405, open', why: 'the same' },
  'PUT of the page': { say: get('/', { method: 'PUT' }), theirs: '400, open', ours: '405, open', why: 'the same' },
  'POST where nothing is': { say: get('/nothing', { method: 'POST' }), theirs: '400, open', ours: '404, open', why: 'nothing is there' },
  'POST of a log': { say: get('/logtail/steady', { method: 'POST' }), theirs: '400, open', ours: '405, open', why: 'as above' },
  'the page by its other name': { say: get('/index.html'), theirs: '200 text/html, open', ours: '404, open', why: 'one address for one page' },
};

/** Without the right login. What comes on the same connection afterwards is not looked at: supervisord reads nothing more. */
const post1 = (authorization) => `POST /RPC2 HTTP/1.1\r\nHost: x\r\n${authorization}Content-Length: ${getVersion.length}\r\n\r\n${getVersion}`;
const logins = {
  'none': { say: post1(''), equal: '401 Basic' },
  'another scheme': { say: post1('Authorization: Bearer x\r\n'), equal: '401 Basic' },
  'the scheme in small letters': { say: post1(right.replace('Basic', 'basic')), equal: xml },
  'a wrong password': { say: post1(basic(`${login.user}:wrong`)), equal: '401 Basic' },
  'a wrong name': { say: post1(basic(`other:${login.password}`)), equal: '401 Basic' },
  'nothing but the scheme': { say: post1('Authorization: Basic\r\n'), equal: '401 Basic' },
  'a path that is not there': { say: 'GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n', equal: '401 Basic' },
  'a log': { say: 'GET /logtail/steady HTTP/1.1\r\nHost: x\r\n\r\n', equal: '401 Basic' },
  'broken base64': { say: post1('Authorization: Basic %%%\r\n'), theirs: '500', ours: '401 Basic', why: 'it is no login' },
  'no colon': { say: post1(basic('night')), theirs: '500', ours: '401 Basic', why: 'the same' },
};

/** 404 is what supervisorctl says to a user as "no such log". */
const noLogs = {
  '/logtail/nosuch': '404, open', '/logtail/nosuch/stdout': '404, open', '/logtail/steady/bogus': '404, open', '/logtail/grp:*': '404, open',
  '/logtail/a': '404, open', '/logtail/nolog': '404, open', '/logtail/nolog/stderr': '404, open', '/logtail/': '404, open',
};
const logs = ['/logtail/steady', '/logtail/steady/stdout', '/logtail/steady/stdout?x=1', '/logtail/%73teady', '/logtail/steady:steady'];

describe('beside the real supervisord, in bytes', () => {
  let theirs, ours;
  before(async () => {
    [theirs, ours] = bothServers({ programs, login });
    for (const server of [theirs, ours])
      await until(`${server.name} has come to rest`, async () => existsSync(join(server.folder, 'sock'))
        && readdirSync(server.folder).some((name) => /^steady.*\.log$/.test(name) && !/stderr/.test(name)
          && readFileSync(join(server.folder, name), 'utf8').endsWith('line 299\n')), 60_000);
  });
  after(async () => { await theirs?.end(); await ours?.end(); });

  for (const [name, { say, count = 1, equal, theirs: differs, ours: mine, skipOurs }] of Object.entries(cases))
    test(name, async () => {
      assert.equal(told(await converse(theirs, say, count)), equal ?? differs, 'supervisord');
      if (!skipOurs) assert.equal(told(await converse(ours, say, count)), equal ?? mine, 'gatehouse');
    });

  for (const [name, { say, equal, theirs: differs, ours: mine }] of Object.entries(logins))
    test(`a login: ${name}`, async () => {
      assert.equal(told(await converse(theirs, say, 1, { asksOn: false })), `${equal ?? differs}, not asked`, 'supervisord');
      assert.equal(told(await converse(ours, say, 1, { asksOn: false })), `${equal ?? mine}, not asked`, 'gatehouse');
    });

  for (const [path, equal] of Object.entries(noLogs))
    test(`no log: ${path}`, async () => {
      for (const server of [theirs, ours]) assert.equal(told(await converse(server, get(path), 1)), equal, server.name);
    });

  test('more requests than either keeps in mind are answered in order', async () => {
    const names = Array.from({ length: 300 }, (_, i) => `nobody${i}`);
    const said = names.map((name) => post(call('supervisor.getProcessInfo', name))).join('');
    for (const server of [theirs, ours]) {
      const { answers, then } = await converse(server, said, names.length);
      assert.deepEqual(answers.map(({ body }) => /BAD_NAME: (\w+)/.exec(body)?.[1]), names, server.name);
      assert.equal(then, 'open');
    }
  });

  test('what is asked behind a start that takes its time is answered after it; supervisord mixes the two up', async () => {
    const start = post(call('supervisor.startProcess', 'slow'));
    const { answers: [broken] } = await converse(theirs, start + post(getVersion), 1, { asksOn: false });
    assert.deepEqual([broken.status, broken.headers['content-type']], [400, 'text/xml']);
    const { answers } = await converse(ours, start + post(call('supervisor.stopProcess', 'slow')) + post(call('supervisor.getState')), 3);
    assert.deepEqual(answers.map(({ body }) => /<(?:boolean|string)>(1|RUNNING)</.exec(body)?.[1]), ['1', '1', 'RUNNING']);
  });

  test('the bytes of answers and of faults are the same', async () => {
    for (const body of [getVersion, call('supervisor.getState'), call('no.such'), call('supervisor.getProcessInfo', 'nobody')]) {
      const [real, mine] = await Promise.all([theirs, ours].map((server) => converse(server, post(body), 1)));
      assert.equal(mine.answers[0].body, real.answers[0].body);
      assert.equal(mine.answers[0].reason, real.answers[0].reason);
    }
  });

  /** The head of a stream and what has come of it once `pattern` is in it. */
  async function follow(server, said, pattern) {
    const line = new Line(server);
    line.say(said);
    await line.until(`${pattern} from ${server.name}`, () => pattern.test(firstAnswer(line.text, false)?.body ?? ''));
    line.end();
    const { status, headers, body } = firstAnswer(line.text, false) ?? assert.fail(`nothing from ${server.name}`);
    return { status, type: headers['content-type'], encoding: headers['transfer-encoding'], buffering: headers['x-accel-buffering'], body };
  }

  test('a log begins with its last 1024 bytes and has no end', async () => {
    for (const path of logs) {
      const [real, mine] = await Promise.all([theirs, ours].map((server) => follow(server, get(path), /line 299\n$/)));
      assert.deepEqual(mine, real, path);
      assert.equal(mine.body.length, 1024);
      assert.equal(mine.encoding, 'chunked');
    }
    const [real, mine] = await Promise.all([theirs, ours].map((server) => follow(server, get('/logtail/steady/stderr'), /wrong\n$/)));
    assert.deepEqual(mine, real);
  });

  test('a log in which nothing stands is a stream all the same', async () => {
    for (const path of ['/logtail/grp:a', '/logtail/grp%3Aa', '/logtail/manual']) {
      const heads = await Promise.all([theirs, ours].map(async (server) => {
        const line = new Line(server);
        line.say(get(path));
        await line.until(`the head of ${path}`, () => firstAnswer(line.text, false));
        line.end();
        return firstAnswer(line.text, false).status;
      }));
      assert.deepEqual(heads, [200, 200], path);
    }
  });

  test('the main log is a stream too, whatever follows its name', async () => {
    for (const path of ['/mainlogtail', '/mainlogtail/more', '/mainlogtail?more'])
      for (const server of [theirs, ours]) {
        const { body, buffering, ...head } = await follow(server, get(path), /\n/);
        assert.deepEqual(head, { status: 200, type: 'text/plain;charset=utf-8', encoding: 'chunked' }, server.name);
        assert.ok(body.length > 0 && (buffering ?? 'no') === 'no');
      }
  });

  test('HTTP/1.0 gets a log without chunks, at once; supervisord keeps it back for 64 KiB', async () => {
    const { status, encoding, body } = await follow(ours, get('/logtail/steady', { version: '1.0' }), /line 299\n$/);
    assert.deepEqual([status, encoding, body.length], [200, undefined, 1024]);
  });

  test('supervisorctl with a login follows a log; with one that does not fit into a line of base64 it follows none, with either', async () => {
    for (const server of [theirs, ours]) {
      const url = ['-s', `http://127.0.0.1:${server.port}`, '-u', login.user];
      assert.deepEqual(await run(debian, [...url, '-p', login.password, 'version']).then(({ status }) => status), 0, server.name);
      const { stdout, stderr } = await run(debian, [...url, '-p', 'x'.repeat(60), 'tail', '-f', 'steady']);
      assert.match(stdout + stderr, /authentication|status code/, server.name);
    }
  });
});
