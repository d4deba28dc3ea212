// SPDX-License-Identifier: MIT
// gatehouse tunnel-check against a real sshd: every step that can fail is named, and has its exit status.
import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { rmSync, writeFileSync } from 'node:fs';
import { theatre } from './machines.mjs';

const API = 4002, THERE = 14001;
const LINE = `restrict,port-forwarding,permitlisten="127.0.0.1:${THERE}"`;
const house = theatre({ api: API, line: LINE });

const settings = (more = {}) => ({ SSH_USER_TUNNEL: house.client.target, SSH_REMOTE_PORT: String(THERE), ...more });

/** The steps that went well before the one that fails, and what is said of that one. */
function fails(name, status, steps, words, arrange) {
  house.scene(name, async () => {
    const wishes = await arrange();
    const { status: got, said } = await house.container.check(settings(wishes));
    assert.equal(got, status, said);
    assert.deepEqual([...said.matchAll(/^ {2}ok +(\S+(?: (?:key|port)\b)?)/mg)].map(([, step]) => step), steps, said);
    assert.match(said, words);
  });
}

describe('tunnel-check', () => {
  house.open();

  house.scene('goes through every step, says what it found, and leaves nothing', async () => {
    const { status, said } = await house.container.check(settings());
    assert.equal(status, 0, said);
    assert.match(said, /^ssh-tunnel: API at 127\.0\.0\.1:14001 of trader@/);
    assert.match(said, /ok +key +id_ed25519\n/);
    assert.match(said, /ok +host key +ssh-ed25519 SHA256:\S+, new: learned in .*data\/ssh\/known_hosts/);
    assert.match(said, /ok +remote port +free, and we may listen there\n +ok +API +answers at the far end, \d+ ms\n/);
    assert.ok(!house.client.listens(THERE));
  });

  fails('without a key is 10', 10, [], /FAIL +key +there is no usable key \(none in /, () => {
    for (const name of ['id_ed25519', 'id_ed25519.pub']) rmSync(house.container.path('.ssh', name));
  });

  fails('of a name without address is 11', 11, ['key'], /FAIL +name +the name cannot be resolved \(.*nowhere\.invalid/, () =>
    ({ SSH_USER_TUNNEL: 'trader@nowhere.invalid' }));

  fails('of a machine that does not answer is 12', 12, ['key', 'name'], /FAIL +network .*Connection refused/, () =>
    ({ SSH_USER_TUNNEL: `trader@${house.client.address}:2223` }));

  fails('of a host key that is not known is 13', 13, ['key', 'name', 'network'], /FAIL +host key +the host key is not known/, () =>
    writeFileSync(house.container.path('.ssh/known_hosts'), ''));

  fails('of a key that is refused is 14', 14, ['key', 'name', 'network', 'host key'], /FAIL +authentication +every key is refused/,
    () => house.client.authorize('', '# nobody'));

  fails('of a port where listening is forbidden is 15', 15, ['key', 'name', 'network', 'host key', 'authentication'],
    /FAIL +remote port +listening there is not allowed .*permitlisten/, () =>
      house.client.authorize(house.key, 'restrict,port-forwarding,permitlisten="127.0.0.1:9"'));

  fails('of a gateway that is not logged in is 16', 16, ['key', 'name', 'network', 'host key', 'authentication', 'remote port'],
    /FAIL +API +.*nobody listens on the gateway's port here: is it logged in\?/, () => ({ TRADING_MODE: 'live' }));

  house.scene('of a port that is taken is 15 too, and says why', async () => {
    const free = await house.client.occupy(THERE);
    const { status, said } = await house.container.check(settings());
    await free();
    assert.equal(status, 15, said);
    assert.match(said, /FAIL +remote port +the port is taken there/);
  });

  house.scene('does not fail where permitopen forbids the hello, but says that it was not said', async () => {
    house.client.authorize(house.key, `${LINE},permitopen="127.0.0.1:9"`);
    const { status, said } = await house.container.check(settings());
    assert.equal(status, 0, said);
    assert.match(said, /\? +API +not checked: the far side lets us dial nothing there \(permitopen\)/);
    const tunnel = house.container.tunnel(settings());
    await tunnel.wait(/^up: /);
    await tunnel.wait(/the far side does not let us check through the tunnel \(permitopen in authorized_keys\)/);
    assert.match(await house.client.trade(THERE), /"account":"DU/);
  });

  house.scene('of settings that are wrong is 78, of a tunnel there is none of 2', async () => {
    const none = await house.container.check(settings({ SSH_TUNNEL: '' }));
    assert.equal(none.status, 78, none.said);
    assert.match(none.said, /there is no tunnel: SSH_TUNNEL is empty/);
    const broken = await house.container.check(settings({ SSH_OPTIONS: '-f' }));
    assert.equal(broken.status, 78, broken.said);
    assert.match(broken.said, /nothing was checked:\n +SSH_OPTIONS="-f": "-f" would keep ssh from being supervised/);
    const other = await house.container.check(settings(), 'ssh-tunnel:7');
    assert.equal(other.status, 2, other.said);
    assert.match(other.said, /"ssh-tunnel:7" is no tunnel; there are: ssh-tunnel\n/);
  });
});
