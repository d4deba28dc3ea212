// SPDX-License-Identifier: MIT
//
// Joins noVNC to our websocket. The password is VNC's own, asked for by its server, and kept nowhere.
import RFB from './novnc/core/rfb.js';

const form = document.getElementById('password');
const screen = document.getElementById('vnc');
const live = document.getElementById('live');

function say(text, kind) {
  live.textContent = text;
  live.className = kind;
}

function show(is) {
  screen.hidden = !is;
  form.hidden = is;
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  const socket = new URL('screen/socket', document.baseURI);
  socket.protocol = socket.protocol.replace('http', 'ws');
  const input = form.querySelector('input');
  show(true);
  say('connecting', '');
  const rfb = new RFB(screen, socket.href, {credentials: {password: input.value}});
  input.value = '';
  rfb.scaleViewport = true;
  rfb.addEventListener('connect', () => say('live', 'live'));
  rfb.addEventListener('securityfailure', (failure) => say(`refused: ${failure.detail.reason || 'wrong VNC password'}`, 'lost'));
  rfb.addEventListener('disconnect', () => {
    show(false);
    if (live.className !== 'lost') say('disconnected', 'lost');
  });
});
