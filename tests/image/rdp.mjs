// SPDX-License-Identifier: MIT
// A person with an RDP client: FreeRDP's, with a screen of its own whose pixels are looked at.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { command, scratch, until } from './engine.mjs';

const options = (port, password) => [`/v:127.0.0.1:${port}`, '/u:ibuser', `/p:${password}`, '/cert:ignore'];

/** True when the server lets this password in, with the security `how`. */
export async function rdpLetsIn(port, password, how = 'nla') {
  return (await command('xfreerdp', [...options(port, password), `/sec:${how}`, '+auth-only'], { seconds: 60 })).status === 0;
}

/** A screen in memory, in the format of xwd(1): big-endian numbers, the size of the header first, the number of colours 20th. */
function colours(file) {
  const dump = readFileSync(file);
  const pixels = dump.subarray(dump.readUInt32BE(0) + 12 * dump.readUInt32BE(19 * 4));
  const seen = new Set();
  for (let at = 0; at + 4 <= pixels.length; at += 4) seen.add(pixels.readUInt32LE(at) & 0xffffff);
  return seen.size;
}

/** Connects and waits for a picture of more than a few colours; gives their number. */
export async function rdpShows(port, password) {
  const folder = mkdtempSync(join(scratch, 'screen-'));
  const screen = spawn('Xvfb', ['-displayfd', '1', '-screen', '0', '1600x1200x24', '-nolisten', 'tcp', '-fbdir', folder],
    { stdio: ['ignore', 'pipe', 'ignore'] });
  let client;
  try {
    const display = await new Promise((done, fail) => {
      screen.stdout.once('data', (text) => done(String(text).trim()));
      screen.once('exit', () => fail(new Error('Xvfb ended')));
      screen.once('error', fail);
    });
    client = spawn('xfreerdp', options(port, password), { stdio: 'ignore', env: { PATH: process.env.PATH, HOME: folder, DISPLAY: `:${display}` } });
    client.on('error', () => { });
    return await until('a picture over RDP', () => { const count = colours(join(folder, 'Xvfb_screen0')); return count > 16 && count; }, 60_000);
  } finally {
    client?.kill('SIGKILL');
    screen.kill('SIGTERM');
  }
}
