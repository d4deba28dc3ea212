// SPDX-License-Identifier: MIT
// Debian's supervisord and `gatehouse init -c FILE` side by side, with the same file.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, run } from './stack.mjs';

export const debian = '/usr/bin/supervisorctl';

class Server {
  constructor(name, command, args, { programs, login, port }) {
    this.name = name;
    this.folder = mkdtempSync(join(tmpdir(), `beside-${name}-`));
    const file = join(this.folder, 'programs.conf');
    const server = `[supervisord]\nlogfile=@/main.log\npidfile=@/pid\nchildlogdir=@\nnodaemon=true\n[unix_http_server]\nfile=@/sock\n`
      + '[rpcinterface:supervisor]\nsupervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface\n';
    const inet = login ? `[inet_http_server]\nport=127.0.0.1:${port}\nusername=${login.user}\npassword=${login.password}\n` : '';
    this.port = port;
    writeFileSync(file, (server + inet + programs).replaceAll('@', this.folder));
    this.child = spawn(command, [...args, file], { stdio: 'ignore', env: { PATH: process.env.PATH, TZ: 'UTC', RUN_DIR: join(this.folder, 'run') } });
    this.exited = new Promise((done) => this.child.on('exit', (code, signal) => done(code ?? signal)));
  }

  settle(text) {
    return text.replaceAll(this.folder, '@').replace(/pid \d+, uptime [\d:]+/g, 'pid N, uptime T')
      .replace(/[A-Z][a-z]{2} \d\d \d\d:\d\d [AP]M/g, 'WHEN').replace(/^(logger|web) .*\n/gm, '').replace(/^\d\d+$/gm, 'N')
      .replace(/@\/([a-z]+)-stdout---supervisor-\w+\.log/g, '@/$1.log').replace(/@\/([a-z]+)-stderr---supervisor-\w+\.log/g, '@/$1-stderr.log')
      .replace(/@\/grp\./g, '@/');
  }

  async ctl(words) {
    const { status, stdout, stderr } = await run(debian, ['-s', `unix://${this.folder}/sock`, ...words]);
    return { status, stdout: this.settle(stdout), stderr: this.settle(stderr) };
  }

  async rpc(calls) {
    const program = `
import json, socket, sys, http.client, xmlrpc.client
class Local(xmlrpc.client.Transport):
    def make_connection(self, host):
        connection = http.client.HTTPConnection('localhost')
        connection.sock = socket.socket(socket.AF_UNIX)
        connection.sock.connect('${this.folder}/sock')
        return connection
def still(value):
    if isinstance(value, dict):
        return {name: 'T' if name in ('start', 'stop', 'now') and part else 'P' if name == 'pid' and part else still(part) for name, part in value.items()}
    return [still(part) for part in value] if isinstance(value, list) else value
def ask(name, *args):
    call = xmlrpc.client.ServerProxy('http://localhost/RPC2', transport=Local())
    for part in name.split('.'): call = getattr(call, part)
    try: return still(call(*args))
    except xmlrpc.client.Fault as fault: return ['fault', fault.faultCode, fault.faultString]
    except xmlrpc.client.ProtocolError as error: return ['status', error.errcode]
print(json.dumps([ask(*call) for call in json.loads(sys.stdin.read())]))`;
    const child = spawn('/usr/bin/python3', ['-c', program], { stdio: ['pipe', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.on('data', (bytes) => { text += bytes; });
    child.stdin.end(JSON.stringify(calls));
    assert.equal(await new Promise((done) => child.on('exit', done)), 0);
    return JSON.parse(this.settle(text));
  }

  async end() {
    this.child.kill('SIGTERM');
    const status = await this.exited;
    rmSync(this.folder, { recursive: true, force: true });
    return status;
  }
}

/** `@` in the programs is the folder of each; with a login they listen on ports too. */
export function bothServers({ programs, login }) {
  return [
    new Server('supervisord', '/usr/bin/supervisord', ['-c'], { programs, login, port: 19001 }),
    new Server('gatehouse', join(build, 'gatehouse'), ['init', '-c'], { programs, login, port: 19002 }),
  ];
}
