// SPDX-License-Identifier: MIT
// What the tests of both drivers share: a stack that is driven by either, what the simulator notes, and the logins that both count. The
// half of IBC needs IBC_PATH, the folder of an IBC.jar.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { Stack, dataDir, existsSync, readFileSync, until } from './stack.mjs';

export const PATIENCE = 150_000;
const HASTE = { SESSION_HASTE: '3' }; // more would be less than a JVM takes on a busy machine
export const once = { SIMULATOR_FAULT_STARTS: '1' };
const ibc = process.env.IBC_PATH;
export const drivers = ibc && existsSync(join(ibc, 'IBC.jar')) ? ['native', 'ibc'] : ['native'];

export const events = () => {
  const file = join(dataDir, 'paper', 'simulator.log');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
};
export const event = (pattern) => until(`event ${pattern}`, () => pattern.exec(events()), PATIENCE)
  .catch((error) => { throw new Error(`${error.message}\n${events()}`); });
const readies = (stack) => stack.lines.filter((line) => /session paper: .* -> ready \(/.test(line)).length;
export const isReady = (stack, times) => until(`it is ready for the ${times}. time`, () => readies(stack) >= times, PATIENCE)
  .catch((error) => { throw new Error(`${error.message}\n${stack.lines.slice(-60).join('\n')}`); });

/** Both sides count the logins, and agree; the program never saw two in one JVM. */
function logins(stack) {
  const typed = stack.lines.filter((line) => /session paper: login attempt/.test(line)).length;
  const seen = events().match(/ login attempt \d+ /g) ?? [];
  assert.equal(seen.length, typed, `${stack.lines.join('\n')}\n${events()}`);
  assert.ok(seen.every((one) => one === ' login attempt 1 '), events());
  return typed;
}

export async function withStack(driver, env, expected, act) {
  const stack = Stack.launch({ ...HASTE, SESSION_DRIVER: driver, ...(driver === 'ibc' && { IBC_PATH: ibc }), ...env });
  try {
    await act(stack);
    assert.equal(logins(stack), expected, stack.lines.join('\n'));
  } finally {
    await stack.stop('SIGTERM', 90_000);
  }
}

export const callsPerson = (why) => async (stack) => {
  await stack.line(new RegExp(`session paper: \\S+ -> needs_human \\(.*${why}`), PATIENCE);
  assert.match((await stack.ctl('health')).stdout, /Paper: needs you/);
};
export const isReadyAgain = async (stack) => {
  await isReady(stack, 1);
  assert.equal(await stack.ctl('health').then(({ stdout }) => /needs you/.test(stdout)), false);
};
/** Ready before or not: it may come sooner. */
export const isReadyAfterCrash = async (stack) => {
  await stack.line(/status 134/, PATIENCE);
  await stack.line(/session paper: .* -> ready \(/, PATIENCE, true);
};
export const factor = { SIMULATOR_TWOFA: 'dialog', SIMULATOR_TWOFA_MODES: 'both', SIMULATOR_TWOFA_SECONDS: '0.5' };
