// SPDX-License-Identifier: MIT
//
// The page of one service: its state stays current as on the first page, its log is followed and filtered as one types.
import './live.js';

const LAST = 128 * 1024;
const MOST_LINES = 5000;
const AGAIN_MS = 2000;

const log = document.getElementById('log');
const shown = document.getElementById('lines');
const following = document.getElementById('following');
const follow = document.getElementById('follow');
const filter = log?.querySelector('input[type=search]');
let lines = [];
let rest = '';

const matches = (line) => line.toLowerCase().includes(filter.value.toLowerCase());

function toEnd() {
  if (follow.checked) shown.scrollTop = shown.scrollHeight;
}

function showAll() {
  const chosen = lines.filter(matches);
  shown.textContent = chosen.join('\n') + (chosen.length ? '\n' : '');
  toEnd();
}

function take(text) {
  const fresh = (rest + text).split('\n');
  rest = fresh.pop();
  lines.push(...fresh);
  if (lines.length > MOST_LINES) {
    lines = lines.slice(-MOST_LINES);
    showAll();
    return;
  }
  const chosen = fresh.filter(matches);
  if (chosen.length) shown.append(chosen.join('\n') + '\n');
  toEnd();
}

async function read() {
  const response = await fetch(`${log.dataset.stream}?last=${LAST}`, {cache: 'no-store'});
  if (!response.ok) throw new Error(`status ${response.status}`);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  lines = [];
  rest = '';
  shown.textContent = '';
  following.textContent = 'live';
  for (;;) {
    const {value, done} = await reader.read();
    if (done) return;
    take(value);
  }
}

async function readAgainAndAgain() {
  for (;;) {
    try {
      await read();
    } catch {
      // the page says below that it is interrupted
    }
    following.textContent = 'interrupted';
    await new Promise((wake) => setTimeout(wake, AGAIN_MS));
  }
}

if (log) {
  log.querySelector('label').hidden = false;
  log.querySelector('button').hidden = true;
  log.querySelector('form').addEventListener('submit', (event) => event.preventDefault());
  filter.addEventListener('input', showAll);
  follow.addEventListener('change', toEnd);
  shown.addEventListener('scroll', () => {
    follow.checked = shown.scrollTop + shown.clientHeight >= shown.scrollHeight - 24;
  });
  readAgainAndAgain();
}
