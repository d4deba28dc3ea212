// SPDX-License-Identifier: MIT
// How long a tunnel takes to come back, and what it says meanwhile. Each case prints a line with the time it took and the time
// that the settings allow.
import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { setTimeout as pass } from 'node:timers/promises';
import { theatre } from './machines.mjs';

const API = 4002, THERE = 14001;
const LINE = `restrict,port-forwarding,permitlisten="127.0.0.1:${THERE}"`;
const KEEPALIVE = 3000; // SSH_ALIVE_INTERVAL 1, SSH_ALIVE_COUNT 2: asked after 1 and 2 s, given up after 3
const CABLE_OUT = 90_000;
const ONE_BY_ONE = { concurrency: 1 };
const house = theatre({ api: API, line: LINE });
const cable = theatre({ api: 4001, line: LINE }); // beside it: a live account's port, a client's machine of its own

// An sshd that is not told to notice that a connection has died may keep its port for ever.
const NOTICES = 'ClientAliveInterval 20\nClientAliveCountMax 3'; // as docs/ssh.md has it
const NOTICES_SOON = 'ClientAliveInterval 1\nClientAliveCountMax 3';

const settings = (place, more = {}) => ({ SSH_USER_TUNNEL: place.client.target, SSH_REMOTE_PORT: String(THERE), ...more });

/** A tunnel that is up, and `handshake`: what making a connection takes on this machine today. */
async function up(place, more) {
  const begun = Date.now();
  const tunnel = place.container.tunnel(settings(place, more));
  await tunnel.wait(/^up: /);
  // A SYN that was lost just before packets pass again is repeated by the kernel after 1 s and after 3 s.
  tunnel.handshake = Math.max(4000, 4 * (Date.now() - begun));
  return tunnel;
}

const since = async (act) => { const begun = Date.now(); await act(); return Date.now() - begun; };

/** The pause that the tunnel has announced last, in milliseconds. */
function pause(tunnel) {
  const announced = [...tunnel.text.matchAll(/next try in (\d+) s/g)].at(-1);
  return 1000 * Number(announced[1]);
}

function within(context, what, took, limit) {
  context.diagnostic(`recovery: ${what}: ${(took / 1000).toFixed(1)} s of ${(limit / 1000).toFixed(1)} s`);
  assert.ok(took <= limit, `${what}: ${took} ms; ${limit} ms is what the settings allow`);
}

/** Waits until it is up again, no longer than the announced pause and a handshake. */
async function recovers(context, tunnel, what) {
  const from = tunnel.all.length, limit = pause(tunnel) + tunnel.handshake;
  within(context, what, await since(() => tunnel.wait(/^up: /, { from, milliseconds: limit + 20_000 })), limit);
}

// While one cable is out, for a minute and a half, all else happens on other machines.
describe('recovery', { concurrency: 2 }, () => {
  describe('a cable that is pulled', ONE_BY_ONE, () => {
    cable.open(NOTICES);

    cable.scene('is back after the cable was out for 90 s', async (context) => {
      const tunnel = await up(cable, { TRADING_MODE: 'live' });
      await tunnel.wait(/the API answers at the far end/); // from here on nothing is under way that would tell the sshd
      cable.client.pull();
      within(context, 'cable out, noticed', await since(() => tunnel.wait(/network: the far side has gone silent/)),
        KEEPALIVE + 1000);
      await pass(CABLE_OUT - KEEPALIVE);
      const from = tunnel.all.length;
      await tunnel.wait(/next try in \d+ s/, { from, milliseconds: 60_000 });
      cable.client.plug();
      await recovers(context, tunnel, 'cable in after 90 s, up');
      assert.match(await cable.client.trade(THERE), /"account":"DU/);
    }, 240_000);
  });

  describe('all else', ONE_BY_ONE, () => {
    describe('a tunnel that breaks', ONE_BY_ONE, () => {
      house.open(NOTICES_SOON);

      house.scene('is back after its connection was swallowed without a word', async (context) => {
        const tunnel = await up(house);
        house.client.swallow();
        try {
          within(context, 'half-open, noticed', await since(() => tunnel.wait(/network: the far side has gone silent/)),
            KEEPALIVE + 1000);
        } finally {
          house.client.deliver();
        }
        await recovers(context, tunnel, 'packets pass again, up');
      });

      house.scene('is back after sshd was killed and started', async (context) => {
        const tunnel = await up(house);
        await house.client.killSshd();
        await tunnel.wait(/network: the connection was closed from there.*next try in 1 s/);
        await house.client.sshd(NOTICES_SOON);
        await recovers(context, tunnel, 'sshd started, up');
        assert.match(await house.client.trade(THERE), /"account":"DU/);
      });

      house.scene('says that the port is taken, and takes it when it is free', async (context) => {
        const free = await house.client.occupy(THERE);
        const tunnel = house.container.tunnel(settings(house));
        await tunnel.wait(/remote port: the port is taken there.*next try in/);
        tunnel.handshake = 2000;
        await free();
        await recovers(context, tunnel, 'port free, up');
      });

      house.scene('takes the port from the connection before, once sshd there has noticed that it is gone', async (context) => {
        const tunnel = await up(house);
        house.client.forgetConnections();
        const begun = Date.now();
        try {
          await tunnel.wait(/network: the far side has gone silent/);
          await tunnel.wait(/^up: /, { from: tunnel.all.length, milliseconds: 60_000 });
        } finally {
          house.client.deliver();
        }
        // sshd's own patience, then the pause of that time, which is 1, 2 or 4 s
        within(context, 'forgotten by a router, up', Date.now() - begun, KEEPALIVE + 4000 + 4000 + 2 * tunnel.handshake);
        assert.match(await house.client.trade(THERE), /"account":"DU/);
      });

      house.scene('says that listening is not allowed', async () => {
        house.client.authorize(house.key, 'restrict,port-forwarding,permitlisten="127.0.0.1:9"');
        await house.container.tunnel(settings(house)).wait(/remote port: listening there is not allowed.*permitlisten.*next try in 60 s/);
      });
    });

    describe('a thin line that loses packets', ONE_BY_ONE, () => {
      house.open();

      house.scene('carries a tunnel, which is not taken for dead', async (context) => {
        house.client.thin({ kilobits: 96, percentLost: 3 });
        try {
          const tunnel = house.container.tunnel(settings(house, { SSH_ALIVE_INTERVAL: '2', SSH_ALIVE_COUNT: '3' }));
          context.diagnostic(`recovery: thin line, up: ${(await since(() => tunnel.wait(/^up: /)) / 1000).toFixed(1)} s`);
          await tunnel.wait(/the API answers at the far end, \d+ ms/);
          assert.match(await house.client.trade(THERE), /"account":"DU/);
          assert.doesNotMatch(tunnel.text, /gone silent|next try/);
        } finally {
          house.client.widen();
        }
      });
    });

    describe('the API hello through the tunnel', ONE_BY_ONE, () => {
      house.open();

      house.scene('tells that something else answers at the port there, dials anew, and is content when that is gone', async (context) => {
        const giveBack = await house.client.hijack(THERE);
        const tunnel = house.container.tunnel(settings(house));
        await tunnel.wait(/the API does not answer at the far end: what answers at that port there is not the API/);
        await tunnel.wait(/API: the API does not answer through the tunnel \(what answers at that port there is not the API\); next try/);
        tunnel.handshake = 2000;
        await giveBack();
        const from = tunnel.all.length;
        await recovers(context, tunnel, 'port given back, up');
        await tunnel.wait(/the API answers at the far end, \d+ ms/, { from });
      });

      house.scene('tells that the gateway stands still, and is content when it goes on', async (context) => {
        const tunnel = await up(house);
        await tunnel.wait(/the API answers at the far end/);
        await tunnel.stop();
        house.gateway.child.kill('SIGSTOP');
        try {
          const again = await up(house);
          again.from = again.all.length;
          await again.wait(/the API does not answer at the far end: no answer to a hello in 15 s/, { milliseconds: 30_000 });
          house.gateway.child.kill('SIGCONT');
          const took = await since(() => again.wait(/the API answers at the far end/, { from: again.from }));
          within(context, 'gateway goes on, seen', took, 3000 + again.handshake);
          assert.doesNotMatch(again.text, /next try/);
        } finally {
          house.gateway.child.kill('SIGCONT');
        }
      });
    });
  });
});
