// SPDX-License-Identifier: MIT
// What runs on a real engine, one after the other: they share its names and the ports.
import { after } from 'node:test';
import { stop } from './engine.mjs';
import './workflows_test.mjs';
import './deploy_test.mjs';
import './release_test.mjs';
import './compose_test.mjs';
import './hardening_test.mjs';
import './recipe_test.mjs';

after(stop);
