// SPDX-License-Identifier: MIT
//
// The line to the supervisor: see wire.h. A lock guards the socket and the queue; it is never held
// across anything that blocks, because the program's event thread takes it, too.

#define _GNU_SOURCE
#include "agent/wire.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum {
    LARGEST_BACKLOG = 4 << 20,      // bytes the peer may leave unread
    KEPT_CAPACITY = 64 << 10,       // an empty queue larger than this is given back
};

static int waker = -1;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int peer = -1;               // changed by the agent thread only, and with the lock
static unsigned last_line;          // the number of the line that is or was up
static bool is_mute;                // the last word was said
static struct text queue;
static size_t queue_sent;           // bytes at the queue's head that are gone already
static atomic_uint line_up;         // last_line while there is a peer, else 0; read without the lock

int wire_init(void)
{
    waker = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    return waker < 0 ? -1 : 0;
}

void wire_wake(void)
{
    // fails only when the counter is full, and then the thread is about to wake anyway
    (void)!eventfd_write(waker, 1);
}

unsigned wire_line(void)
{
    return atomic_load(&line_up);
}

// ---- the queue: all with the lock ----

static bool queue_is_waiting(void)
{
    return peer >= 0 && queue_sent < queue.length;
}

static void queue_compact(void)
{
    if (queue_sent == queue.length && queue.capacity > KEPT_CAPACITY)
        text_finish(&queue);
    else if (queue_sent > 0)
        memmove(queue.bytes, queue.bytes + queue_sent, queue.length - queue_sent);
    queue.length -= queue.length ? queue_sent : 0;
    queue_sent = 0;
}

static void queue_send(void)
{
    while (queue_is_waiting()) {
        ssize_t sent = send(peer, queue.bytes + queue_sent, queue.length - queue_sent,
                            MSG_DONTWAIT | MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent < 0)
            break;          // full: the agent thread waits for room; broken: it sees the hang-up
        queue_sent += (size_t)sent;
    }
    if (queue_sent >= queue.length / 2)
        queue_compact();    // so each byte is moved but a few times
}

static void queue_add(const struct text *message)
{
    text_append(&queue, message->bytes, message->length);
    bool is_too_slow = queue.length - queue_sent > LARGEST_BACKLOG;
    if (queue.is_broken || is_too_slow)
        shutdown(peer, SHUT_RDWR);
    else
        queue_send();
}

// ---- saying ----

static void say(unsigned line, const struct text *message, bool is_last)
{
    pthread_mutex_lock(&lock);
    if (peer >= 0 && !is_mute && (line == 0 || line == last_line))
        queue_add(message);
    is_mute = is_mute || is_last;
    bool is_waiting = queue_is_waiting();
    pthread_mutex_unlock(&lock);
    if (is_waiting)
        wire_wake();        // the agent thread must begin to wait for room
}

void wire_say(unsigned line, const struct text *message)
{
    say(line, message, false);
}

void wire_say_last(const struct text *message)
{
    say(0, message, true);
}

// ---- the agent thread's side ----

static bool is_trusted(int fd)
{
    struct ucred who;
    socklen_t size = sizeof who;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &size) != 0)
        return false;
    return who.uid == geteuid() || who.uid == 0;
}

static int dial(const char *path)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    if (strlen(path) >= sizeof address.sun_path)
        return -1;
    memcpy(address.sun_path, path, strlen(path));

    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    if (connect(fd, (struct sockaddr *)&address, sizeof address) == 0 && is_trusted(fd))
        return fd;
    close(fd);
    return -1;
}

unsigned wire_connect(const char *path, const struct text *greeting)
{
    int fd = dial(path);
    if (fd < 0)
        return 0;
    pthread_mutex_lock(&lock);
    peer = fd;
    last_line += last_line + 1 == 0 ? 2 : 1;
    if (!is_mute)
        queue_add(greeting);        // with the lock: nothing can be said before it
    atomic_store(&line_up, last_line);
    pthread_mutex_unlock(&lock);
    return last_line;
}

void wire_close(void)
{
    pthread_mutex_lock(&lock);
    atomic_store(&line_up, 0);
    if (peer >= 0)
        close(peer);
    peer = -1;
    text_finish(&queue);
    queue_sent = 0;
    pthread_mutex_unlock(&lock);
}

bool wire_wait(bool wants_input, int timeout_ms)
{
    enum { WAKER, PEER };
    pthread_mutex_lock(&lock);
    short wanted = (short)((wants_input ? POLLIN : 0) | (queue_is_waiting() ? POLLOUT : 0));
    pthread_mutex_unlock(&lock);

    struct pollfd watched[] = {
        [WAKER] = { .fd = waker, .events = POLLIN },
        [PEER] = { .fd = peer, .events = wanted },      // poll passes over a negative one
    };
    if (poll(watched, 2, timeout_ms) <= 0)
        return false;
    eventfd_t count;
    if (watched[WAKER].revents)
        (void)!eventfd_read(waker, &count);
    if (watched[PEER].revents & POLLOUT) {
        pthread_mutex_lock(&lock);
        queue_send();
        pthread_mutex_unlock(&lock);
    }
    return (watched[PEER].revents & ~POLLOUT) != 0;
}

ssize_t wire_receive(char *bytes, size_t size)
{
    ssize_t count = recv(peer, bytes, size, MSG_DONTWAIT);
    if (count > 0)
        return count;
    return count < 0 && (errno == EAGAIN || errno == EINTR) ? 0 : -1;
}
