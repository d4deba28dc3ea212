// SPDX-License-Identifier: MIT
// What the tests of the native driver share: what the simulator notes of its windows, and a stack whose logins are counted.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { Stack, dataDir, existsSync, readFileSync, until } from './stack.mjs';

export const PATIENCE = 60_000;

export function events(mode = 'paper') {
  const file = join(dataDir, mode, 'simulator.log');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

export const event = (pattern, milliseconds = PATIENCE) => until(`event ${pattern}`, () => pattern.exec(events()), milliseconds);
const quoted = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
export const clicked = (title, button) => new RegExp(`(dialog|frame) "${quoted(title)}" button "${quoted(button)}"`);
export const opened = (title) => new RegExp(`(dialog|frame) "${quoted(title)}" opened`);

/** Both sides count the logins, and agree. */
function attempts(stack) {
  const typed = stack.lines.filter((line) => /session paper: login attempt/.test(line)).length;
  assert.equal(events().match(/ login attempt \d+ /g)?.length ?? 0, typed, stack.lines.join('\n'));
  return typed;
}

/** Runs the stack with these settings; `act` does the rest, and in the end there have been that many logins. */
export async function withStack(env, logins, act) {
  const stack = Stack.launch({ SESSION_DRIVER: 'native', STOP_GRACE: '10', ...env }); // no token is kept here
  try {
    await act(stack);
    assert.equal(attempts(stack), logins);
  } finally {
    await stack.stop();
  }
}

export const ready = (stack) => stack.line(/^gatehouse: ready: /, PATIENCE);
export const needsPerson = (stack, why) => stack.line(new RegExp(`session paper: \\S+ -> needs_human \\(.*${why}`), PATIENCE);

/** The session left the program; a second login followed, and was good. */
export async function logsInAgain(stack) {
  await stack.line(/session paper: login attempt 2/, PATIENCE);
  await stack.line(/session paper: loading -> ready/, PATIENCE, true);
}
