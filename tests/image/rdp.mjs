// SPDX-License-Identifier: MIT
// A person with an RDP client: FreeRDP's, with a screen of its own whose pixels are looked at.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run, until } from '../e2e/stack.mjs';

const options = (port, password) => [`/v:127.0.0.1:${port}`, '/u:ibuser', `/p:${password}`, '/cert:ignore'];

/** A screen in memory, in the format of xwd(1): big-endian numbers, the size of the header first, the number of colours 20th. */
function colours(file) {
  const dump = readFileSync(file);
  const pixels = dump.subarray(dump.readUInt32BE(0) + 12 * dump.readUInt32BE(19 * 4));
  const seen = new Set();
  for (let at = 0; at + 4 <= pixels.length; at += 4) seen.add(pixels.readUInt32LE(at) & 0xffffff);
  return seen.size;
}

export class RdpClient {
  static async create() {
    const client = new RdpClient();
    client.folder = mkdtempSync(join(tmpdir(), 'gatehouse-rdp-'));
    client.screen = spawn('Xvfb', ['-displayfd', '1', '-screen', '0', '1600x1200x24', '-nolisten', 'tcp', '-fbdir', client.folder],
      { stdio: ['ignore', 'pipe', 'ignore'] });
    const display = await new Promise((done, fail) => {
      client.screen.stdout.once('data', (text) => done(String(text).trim()));
      client.screen.once('exit', () => fail(new Error('Xvfb ended')));
      client.screen.once('error', fail);
    });
    client.env = { HOME: client.folder, DISPLAY: `:${display}`, LANG: 'C.UTF-8' };
    return client;
  }

  /** True when the server lets this password in, with the security `how`. */
  async isLetIn(port, password, how = 'nla') {
    return (await run('xfreerdp', [...options(port, password), `/sec:${how}`, '+auth-only'], this.env)).status === 0;
  }

  /** Connects and waits for a picture of more than a few colours; gives their number. */
  async sees(port, password) {
    const viewer = spawn('xfreerdp', options(port, password), { stdio: 'ignore', env: { PATH: process.env.PATH, ...this.env } });
    viewer.on('error', () => { });
    try {
      return await until('a picture over RDP', async () => {
        await new Promise((wake) => setTimeout(wake, 200)); // looking is work, too
        const count = colours(join(this.folder, 'Xvfb_screen0'));
        return count > 16 && count;
      }, 60_000);
    } finally {
      viewer.kill('SIGKILL');
    }
  }

  remove() { this.screen.kill('SIGTERM'); }
}
