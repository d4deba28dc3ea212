// SPDX-License-Identifier: MIT
//
// The page of one service: its state stays current as on the first page, its log comes as server-sent events and is filtered as
// one types. Each event's id is a place in the log: whoever comes back says where he was.
import './live.js';

const LAST = 128 * 1024;
const MOST_LINES = 5000;
const AGAIN_MS = 2000;
const COLOURS = /\x1b\[[0-9;?]*[A-Za-z]/g;

const log = document.getElementById('log');
const shown = document.getElementById('lines');
const following = document.getElementById('following');
const follow = document.getElementById('follow');
const filter = log?.querySelector('input[type=search]');
let lines = [];
let events = null;
let place = '';
let timer = 0;

const matches = (line) => line.toLowerCase().includes(filter.value.toLowerCase());

function toEnd() {
  if (follow.checked) shown.scrollTop = shown.scrollHeight;
}

function showAll() {
  const chosen = lines.filter(matches);
  shown.textContent = chosen.join('\n') + (chosen.length ? '\n' : '');
  toEnd();
}

function take(fresh) {
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

function close() {
  clearTimeout(timer);
  events?.close();
  events = null;
}

// A browser comes back by itself, with the last id, unless it was refused.
function onError() {
  following.textContent = 'interrupted';
  if (events.readyState !== EventSource.CLOSED) return;
  close();
  timer = setTimeout(open, AGAIN_MS);
}

function open() {
  const query = place ? `after=${place}&last=${LAST}` : `last=${LAST}`;
  events = new EventSource(`${log.dataset.events}?${query}`);
  events.onopen = () => following.textContent = 'live';
  events.onerror = onError;
  events.addEventListener('anew', () => {
    lines = [];
    shown.textContent = '';
  });
  events.onmessage = ({data, lastEventId}) => {
    place = lastEventId;
    take(data.replace(COLOURS, '').split('\n'));
  };
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
  // One that nobody looks at holds no connection: a browser has six for all its tabs.
  document.addEventListener('visibilitychange', () => {
    close();
    if (!document.hidden) open();
  });
  open();
}
