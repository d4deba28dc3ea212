// SPDX-License-Identifier: MIT
// What deploy/ says of gatehouse is so.
import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../e2e/stack.mjs';

describe('monitoring', () => {
  const served = readFileSync(join(root, 'src/web/metrics.c'), 'utf8');
  const folder = join(root, 'deploy/monitoring');
  for (const file of readdirSync(folder)) {
    test(`${file} asks for no metric that gatehouse does not serve`, () => {
      const asked = new Set(readFileSync(join(folder, file), 'utf8').match(/\bgatehouse_\w+/g) ?? []);
      for (const name of asked) assert.ok(served.includes(`"${name}"`), name);
    });
  }

  test('the dashboard is JSON with a panel for each question', () => {
    const { panels } = JSON.parse(readFileSync(join(folder, 'grafana-dashboard.json'), 'utf8'));
    for (const panel of panels) assert.ok(panel.targets[0].expr, panel.title);
  });
});
