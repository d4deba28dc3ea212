/* SPDX-License-Identifier: MIT */
#include "logger/console.h"

#include "base/clock.h"
#include "base/text.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

/* The descriptor is shared with whoever started us: it is not ours to make non-blocking. A pipe that polls writable
 * takes PIPE_BUF bytes without blocking. */
static bool write_some(struct console *console, int64_t deadline)
{
    struct pollfd ready = { .fd = console->fd, .events = POLLOUT };
    int64_t patience = deadline - clock_now_ms();
    if (poll(&ready, 1, patience > 0 ? (int) patience : 0) != 1) return false;
    size_t piece = console->length < PIPE_BUF ? console->length : PIPE_BUF;
    ssize_t n = write(console->fd, console->buffer + console->begin, piece);
    if (n < 0 && errno == EINTR) return true;
    if (n < 0) n = (ssize_t) console->length; /* the reader is gone for good: nobody misses this */
    console->begin += (size_t) n;
    console->length -= (size_t) n;
    if (console->length == 0) console->begin = 0;
    return true;
}

static void on_writable(struct loop_watch *watch, uint32_t events)
{
    (void) events;
    console_flush(CONTAINER_OF(watch, struct console, watch));
}

void console_init(struct console *console, struct loop *loop, int fd, void (*add_note)(unsigned long, struct text *))
{
    console->add_note = add_note;
    console->loop = loop;
    console->fd = fd;
    console->watch = (struct loop_watch) { .fd = -1, .on_event = on_writable };
}

static bool append(struct console *console, const char *bytes, size_t length)
{
    if (length > sizeof console->buffer - console->length) return false;
    if (length > sizeof console->buffer - console->begin - console->length) {
        memmove(console->buffer, console->buffer + console->begin, console->length);
        console->begin = 0;
    }
    memcpy(console->buffer + console->begin + console->length, bytes, length);
    console->length += length;
    return true;
}

void console_write(struct console *console, const char *line, size_t length)
{
    char bytes[256];
    struct text note = TEXT_IN(bytes);
    if (console->lost) console->add_note(console->lost, &note);
    if (console->lost && append(console, note.bytes, note.length)) console->lost = 0;
    if (!append(console, line, length)) console->lost++;
}

void console_flush(struct console *console)
{
    while (console->length > 0 && write_some(console, 0)) continue;
    if (console->length == 0) loop_remove(console->loop, &console->watch);
    else if (console->watch.fd < 0 && loop_add(console->loop, &console->watch, console->fd, EPOLLOUT) < 0)
        console->length = 0; /* what cannot be watched, a file, never blocks: so this does not happen */
}

void console_finish(struct console *console, int64_t deadline)
{
    while (console->length > 0 && write_some(console, deadline)) continue;
}
