// SPDX-License-Identifier: MIT
//
// Keeps the page current: asks for <main> as the server renders it, and carries over what differs. It renders nothing
// by itself. Without it the page is as true, and reloads itself.
const EVERY_MS = 1000;
const PATIENCE_MS = 5000;

const live = document.getElementById('live');
let etag = '';
let answeredAt = Date.now();
let timer = 0;

function say(text, kind) {
  if (live.textContent !== text) live.textContent = text;
  live.className = kind;
  document.body.classList.toggle('stale', kind === 'lost');
}

// What the user has unfolded stays so.
function carryAttributes(from, to) {
  for (const {name, value} of from.attributes)
    if (to.getAttribute(name) !== value) to.setAttribute(name, value);
  for (const {name} of [...to.attributes])
    if (!from.hasAttribute(name) && name !== 'open') to.removeAttribute(name);
}

// Makes `to` like `from`, touching only what differs: no flicker, and a selection or focus stays where it is.
function carry(from, to) {
  if (from.nodeType !== to.nodeType || from.nodeName !== to.nodeName) {
    to.replaceWith(document.importNode(from, true));
    return;
  }
  if (from.nodeType !== Node.ELEMENT_NODE) {
    if (to.data !== from.data) to.data = from.data;
    return;
  }
  carryAttributes(from, to);
  const wanted = [...from.childNodes];
  const there = [...to.childNodes];
  wanted.forEach((child, i) => {
    if (i < there.length) carry(child, there[i]);
    else to.append(document.importNode(child, true));
  });
  there.slice(wanted.length).forEach((child) => child.remove());
}

function show(html) {
  const state = new DOMParser().parseFromString(html, 'text/html').getElementById('state');
  if (!state) throw new Error('not the page that was expected');
  document.title = state.dataset.title;
  carry(state, document.getElementById('state'));
}

async function ask() {
  const response = await fetch(document.getElementById('state').dataset.from || 'state', {
    cache: 'no-store',
    headers: etag ? {'If-None-Match': etag} : {},
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  if (response.status === 401) return 'login';
  if (response.status === 304) return 'live';
  if (!response.ok) throw new Error(`status ${response.status}`);
  show(await response.text());
  etag = response.headers.get('ETag') || '';
  return 'live';
}

// For how long, not since when: this clock may be in another time zone than the page's times.
function sayLost() {
  const seconds = Math.round((Date.now() - answeredAt) / 1000);
  say(`no answer for ${seconds < 120 ? `${seconds} s` : `${Math.floor(seconds / 60)} min`}`, 'lost');
}

async function refresh() {
  timer = 0;
  let outcome = 'lost';
  try {
    outcome = await ask();
  } catch {
    // unreachable, too slow, or something else answers there
  }
  if (outcome === 'login') {
    say('reload to log in', 'lost');
    return;
  }
  if (outcome === 'live') answeredAt = Date.now();
  if (outcome === 'live') say('live', 'live');
  else sayLost();
  schedule(EVERY_MS);
}

function schedule(delay) {
  clearTimeout(timer);
  timer = document.hidden ? 0 : setTimeout(refresh, delay);
}

document.addEventListener('visibilitychange', () => {
  if (!document.hidden && timer === 0) schedule(0);
});
schedule(0);

// The picture of the screen: the next one is asked for when the last has come.
const PICTURE_MS = 3000;
const picture = document.getElementById('picture');

async function refreshPicture() {
  if (!document.hidden) {
    const next = new Image();
    next.src = `screen.png?${Date.now()}`;
    try {
      await next.decode();
      picture.src = next.src;
      picture.classList.remove('old');
    } catch {
      picture.classList.add('old');
    }
  }
  setTimeout(refreshPicture, PICTURE_MS);
}
if (picture) setTimeout(refreshPicture, PICTURE_MS);
