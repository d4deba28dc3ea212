// SPDX-License-Identifier: MIT
// As much of the RFB protocol (RFC 6143, section 7.1 and 7.2.2) as a login takes.
import net from 'node:net';
import { execFileSync } from 'node:child_process';

/** VNC's DES takes the bits of each byte of the key the other way round; Node's own crypto has no DES any more. */
function answer(password, challenge) {
  const key = Buffer.alloc(8);
  key.write(password.slice(0, 8), 'latin1');
  const mirrored = key.map((byte) => Number.parseInt(byte.toString(2).padStart(8, '0').split('').reverse().join(''), 2));
  return execFileSync('openssl', ['enc', '-des-ecb', '-nopad', '-provider', 'legacy', '-provider', 'default',
    '-K', Buffer.from(mirrored).toString('hex')], { input: challenge });
}

/** True when the server lets this password in; it must ask for one. */
export async function letsIn(port, password) {
  const socket = net.connect(port, '127.0.0.1');
  socket.setTimeout(10_000, () => socket.destroy(new Error('the VNC server does not answer')));
  let received = Buffer.alloc(0);
  const chunks = socket[Symbol.asyncIterator]();
  const take = async (count) => {
    while (received.length < count) {
      const { value, done } = await chunks.next();
      if (done) throw new Error('the VNC server hung up');
      received = Buffer.concat([received, value]);
    }
    const taken = received.subarray(0, count);
    received = received.subarray(count);
    return taken;
  };
  try {
    await take(12);
    socket.write('RFB 003.008\n');
    const types = [...await take((await take(1))[0])];
    if (types.length !== 1 || types[0] !== 2) throw new Error(`offers security types ${types}`);
    socket.write(Buffer.from([2]));
    socket.write(answer(password, await take(16)));
    return (await take(4)).readUInt32BE(0) === 0;
  } finally {
    socket.destroy();
  }
}
