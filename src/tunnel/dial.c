/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "tunnel/dial.h"

#include "base/clock.h"
#include "base/fd.h"
#include "base/log.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/wait.h>
#include <unistd.h>

enum { KILL_AFTER_MS = 2000 };

static const char *host_of(const struct tunnel *tunnel)
{
    return strchr(tunnel->target.destination, '@') + 1;
}

/* ---- lines ---- */

static void take_line(struct dial *dial)
{
    dial->line[dial->length] = 0;
    if (dial->length > 0 && dial->line[dial->length - 1] == '\r') dial->line[dial->length - 1] = 0;
    dial->length = 0;
    enum news news = attempt_read(&dial->attempt, dial->line);
    if (attempt_is_up(&dial->attempt) && dial->forced == TROUBLE_NONE) loop_set_timer(dial->loop, &dial->patience, CLOCK_NEVER);
    if (dial->line[0]) dial->on_line(dial, news, dial->line);
}

void dial_read(struct dial *dial)
{
    char bytes[4096];
    ssize_t n;
    while (dial->errors.fd >= 0 && (n = read(dial->errors.fd, bytes, sizeof bytes)) > 0) {
        for (ssize_t i = 0; i < n; i++) {
            if (bytes[i] == '\n') take_line(dial);
            else if (dial->length < sizeof dial->line - 1) dial->line[dial->length++] = bytes[i];
        }
    }
}

static void hang_up(struct dial *dial)
{
    int fd = dial->errors.fd;
    loop_remove(dial->loop, &dial->errors);
    auto_close(&fd);
}

static void on_errors(struct loop_watch *watch, uint32_t events)
{
    struct dial *dial = CONTAINER_OF(watch, struct dial, errors);
    dial_read(dial);
    if (!(events & EPOLLIN)) hang_up(dial); /* nobody writes any more: its end is told by SIGCHLD */
}

/* ---- time ---- */

static void on_patience(struct loop_timer *timer)
{
    struct dial *dial = CONTAINER_OF(timer, struct dial, patience);
    if (dial->forced != TROUBLE_NONE) {
        kill(dial->pid, SIGKILL);
        return;
    }
    text_print(dial->attempt.words, "nothing came of it in %d s", ssh_patience(dial->wish.config));
    dial_end(dial, TROUBLE_NETWORK);
}

/* ---- begin and end ---- */

void dial_init(struct dial *dial, struct loop *loop, const struct ssh_wish *wish)
{
    dial->loop = loop;
    dial->wish = *wish;
    dial->errors = (struct loop_watch) { .fd = -1, .on_event = on_errors };
    dial->patience = (struct loop_timer) { .deadline = CLOCK_NEVER, .on_expired = on_patience };
}

static void fail(struct dial *dial, enum trouble trouble)
{
    ssh_forget(&dial->ssh);
    dial->on_end(dial, trouble);
}

static bool listen_and_start(struct dial *dial)
{
    int ends[2];
    if (fd_pipe(ends) < 0) return false;
    dial->pid = ssh_start(&dial->ssh, ends[1]);
    auto_close(&ends[1]);
    if (dial->pid > 0 && loop_add(dial->loop, &dial->errors, ends[0], EPOLLIN) == 0) return true;
    dial->pid = 0;
    auto_close(&ends[0]);
    return false;
}

void dial_begin(struct dial *dial)
{
    char why[sizeof dial->attempt.words];
    unsigned forwards = dial->wish.without_forwards ? 0 : dial->wish.tunnel->forwards_count;
    attempt_begin(&dial->attempt, host_of(dial->wish.tunnel), forwards);
    dial->forced = TROUBLE_NONE;
    dial->length = 0;
    if (!ssh_prepare(&dial->ssh, &dial->wish, why, sizeof why)) {
        text_print(dial->attempt.words, "%s", why);
        fail(dial, TROUBLE_KEYS);
        return;
    }
    if (!listen_and_start(dial)) {
        text_print(dial->attempt.words, "ssh cannot be started: %s", strerror(errno));
        fail(dial, TROUBLE_NETWORK);
        return;
    }
    loop_set_timer(dial->loop, &dial->patience, clock_now_ms() + 1000 * (int64_t) ssh_patience(dial->wish.config));
}

void dial_end(struct dial *dial, enum trouble trouble)
{
    if (dial->pid == 0 || dial->forced != TROUBLE_NONE) return;
    dial->forced = trouble;
    kill(dial->pid, SIGTERM);
    loop_set_timer(dial->loop, &dial->patience, clock_now_ms() + KILL_AFTER_MS);
}

void dial_reap(struct dial *dial)
{
    int status = 0;
    if (dial->pid == 0 || waitpid(dial->pid, &status, WNOHANG) != dial->pid) return;
    dial->pid = 0;
    dial_read(dial);
    hang_up(dial);
    loop_set_timer(dial->loop, &dial->patience, CLOCK_NEVER);
    bool is_missing = WIFEXITED(status) && WEXITSTATUS(status) == EXIT_BAD_SETTINGS;
    enum trouble trouble = dial->forced != TROUBLE_NONE ? dial->forced : attempt_trouble(&dial->attempt);
    fail(dial, is_missing ? TROUBLE_OPTIONS : trouble);
}
