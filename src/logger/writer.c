/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "logger/writer.h"

#include "base/clock.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

struct piece {
    uint32_t file; /* REOPEN: all of them */
    uint32_t length; /* of the bytes that follow */
};

enum { REOPEN = WRITER_FILES };

/* `mutex` guards all but the files, which are the thread's. */
static struct writer {
    pthread_mutex_t mutex;
    pthread_cond_t filled, emptied;
    unsigned count;
    int news_fd;
    bool busy; /* the thread has taken a piece and is not done with it */
    size_t begin, length; /* of what waits in the buffer; it never wraps */
    struct writer_news news[WRITER_FILES];
    struct log_file files[WRITER_FILES];
    char buffer[WRITER_BUFFER];
} writer;

/* ---- in the thread ---- */

static void tell(unsigned index, struct writer_news news)
{
    uint64_t one = 1;
    pthread_mutex_lock(&writer.mutex);
    if (news.error) writer.news[index].error = news.error;
    writer.news[index].lost += news.lost;
    pthread_mutex_unlock(&writer.mutex);
    ssize_t n = write(writer.news_fd, &one, sizeof one);
    (void) n; /* full: then it is readable already */
}

static void write_piece(unsigned index, const char *bytes, size_t length)
{
    struct log_file *file = &writer.files[index];
    int before = file->error;
    log_file_write(file, bytes, length);
    if (file->error && !before) tell(index, (struct writer_news) { .error = file->error });
    if (file->error || !file->lost) return;
    tell(index, (struct writer_news) { .lost = file->lost });
    file->lost = 0;
}

static void open_all(void)
{
    for (unsigned i = 0; i < writer.count; i++) {
        int before = writer.files[i].error;
        log_file_open(&writer.files[i]);
        if (writer.files[i].error && !before) tell(i, (struct writer_news) { .error = writer.files[i].error });
    }
}

/* With the mutex; gives it back while writing. The bytes are copied out, so that nobody waits for the disk to push more. */
static void take_piece(char *copy)
{
    struct piece piece;
    memcpy(&piece, writer.buffer + writer.begin, sizeof piece);
    memcpy(copy, writer.buffer + writer.begin + sizeof piece, piece.length);
    writer.begin += sizeof piece + piece.length;
    writer.length -= sizeof piece + piece.length;
    if (writer.length == 0) writer.begin = 0;
    writer.busy = true;
    pthread_mutex_unlock(&writer.mutex);
    if (piece.file == REOPEN) open_all();
    else write_piece(piece.file, copy, piece.length);
    pthread_mutex_lock(&writer.mutex);
    writer.busy = false;
}

static void *write_always(void *unused)
{
    static char copy[WRITER_PIECE];
    open_all();
    pthread_mutex_lock(&writer.mutex);
    for (;;) {
        while (writer.length == 0) {
            pthread_cond_signal(&writer.emptied);
            pthread_cond_wait(&writer.filled, &writer.mutex);
        }
        take_piece(copy);
    }
    return unused;
}

/* ---- in the other ---- */

int writer_start(const struct log_file *files, unsigned count, int *news_fd)
{
    pthread_t thread;
    sigset_t all, before;
    pthread_condattr_t clock;
    memcpy(writer.files, files, count * sizeof *files);
    writer.count = count;
    writer.news_fd = *news_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    pthread_condattr_init(&clock);
    pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
    pthread_mutex_init(&writer.mutex, NULL);
    pthread_cond_init(&writer.filled, NULL);
    pthread_cond_init(&writer.emptied, &clock);
    if (writer.news_fd < 0) return -1;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before); /* signals are the other's */
    errno = pthread_create(&thread, NULL, write_always, NULL);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return errno ? -1 : 0;
}

static bool push(struct piece piece, const char *bytes)
{
    size_t size = sizeof piece + piece.length;
    pthread_mutex_lock(&writer.mutex);
    bool fits = size <= WRITER_BUFFER - writer.length;
    if (fits && size > WRITER_BUFFER - writer.begin - writer.length) {
        memmove(writer.buffer, writer.buffer + writer.begin, writer.length);
        writer.begin = 0;
    }
    if (fits) {
        char *place = writer.buffer + writer.begin + writer.length;
        memcpy(place, &piece, sizeof piece);
        if (piece.length) memcpy(place + sizeof piece, bytes, piece.length);
        writer.length += size;
    }
    pthread_cond_signal(&writer.filled);
    pthread_mutex_unlock(&writer.mutex);
    return fits;
}

bool writer_push(unsigned file, const char *bytes, size_t length)
{
    return push((struct piece) { file, (uint32_t) length }, bytes);
}

void writer_reopen(void)
{
    bool fits = push((struct piece) { .file = REOPEN }, NULL);
    (void) fits; /* a disk that is so far behind opens nothing anyway */
}

int writer_next_news(struct writer_news *news)
{
    uint64_t count;
    int found = -1;
    ssize_t n = read(writer.news_fd, &count, sizeof count);
    (void) n; /* it only has to be unreadable again */
    pthread_mutex_lock(&writer.mutex);
    for (unsigned i = 0; i < writer.count && found < 0; i++) {
        if (!writer.news[i].error && !writer.news[i].lost) continue;
        *news = writer.news[i];
        writer.news[i] = (struct writer_news) { 0 };
        found = (int) i;
    }
    pthread_mutex_unlock(&writer.mutex);
    return found;
}

void writer_finish(int64_t deadline)
{
    struct timespec until = { deadline / 1000, deadline % 1000 * 1000000 };
    pthread_mutex_lock(&writer.mutex);
    while ((writer.length || writer.busy) && pthread_cond_timedwait(&writer.emptied, &writer.mutex, &until) == 0) continue;
    pthread_mutex_unlock(&writer.mutex);
}
