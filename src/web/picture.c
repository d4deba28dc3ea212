/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "web/picture.h"

#include "base/clock.h"
#include "base/component.h"
#include "base/fd.h"
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/wait.h>
#include <unistd.h>

enum { HTTP_OK = 200, HTTP_FORBIDDEN = 403, HTTP_SERVER_ERROR = 500, HTTP_UNAVAILABLE = 503, FIRST_ROOM = 128 * 1024 };

/* Somebody who waits for the picture. */
struct viewer {
    struct http_source source;
    struct viewer *next;
};

/* The one picture, and the process that makes the next. */
static struct {
    struct loop *loop;
    pid_t maker; /* 0: none */
    struct loop_watch watch; /* what it writes */
    struct loop_timer patience;
    char *coming, *bytes; /* what came so far; the last whole one */
    size_t coming_length, coming_room, length;
    int64_t made_at;
    struct viewer *viewers;
} screen;

/* ---- the end of a maker ---- */

static void wake_all(void)
{
    for (struct viewer *viewer = screen.viewers; viewer; viewer = viewer->next) http_wake(&viewer->source);
}

/* Whole only when its maker says so: a picture cut off is none. */
static void end(void)
{
    int status = 0, fd = screen.watch.fd;
    loop_remove(screen.loop, &screen.watch);
    auto_close(&fd);
    loop_set_timer(screen.loop, &screen.patience, CLOCK_NEVER);
    while (waitpid(screen.maker, &status, 0) < 0 && errno == EINTR) continue; /* it has closed its output, or was killed */
    screen.maker = 0;
    free(screen.bytes);
    screen.bytes = NULL;
    screen.length = 0;
    if (status == 0 && screen.coming_length > 0) {
        screen.bytes = screen.coming;
        screen.length = screen.coming_length;
    } else {
        free(screen.coming);
    }
    screen.coming = NULL;
    screen.coming_length = screen.coming_room = 0;
    screen.made_at = clock_now_ms();
    wake_all();
}

static void on_impatient(struct loop_timer *timer)
{
    (void) timer;
    log_warning("the X server gives no picture of the screen");
    kill(screen.maker, SIGKILL);
    end();
}

/* ---- what it writes ---- */

static bool make_room(void)
{
    if (screen.coming_length < screen.coming_room) return true;
    size_t room = screen.coming_room ? screen.coming_room * 2 : FIRST_ROOM;
    char *grown = room <= PICTURE_MOST ? realloc(screen.coming, room) : NULL;
    if (!grown) return false;
    screen.coming = grown;
    screen.coming_room = room;
    return true;
}

static void on_bytes(struct loop_watch *watch, uint32_t events)
{
    (void) events;
    for (;;) {
        bool is_too_long = !make_room();
        if (is_too_long) kill(screen.maker, SIGKILL);
        ssize_t n = is_too_long ? 0
                                : read(watch->fd, screen.coming + screen.coming_length, screen.coming_room - screen.coming_length);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0 && errno == EAGAIN) return;
        if (n <= 0) break;
        screen.coming_length += (size_t) n;
    }
    end();
}

/* ---- its start ---- */

static int spawn(const struct config *config, int out)
{
    char path[PATH_MAX], display[32], authority[PATH_MAX + 16];
    char *const argv[] = { path, NULL };
    char *const environment[] = { display, authority, NULL };
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none;
    if (!component_find("gatehouse-screen", path, sizeof path)) return -1;
    text_print(display, "DISPLAY=:%d", config->display.number);
    text_print(authority, "XAUTHORITY=%s/Xauthority", config->run_dir);
    sigemptyset(&none);
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    int error = posix_spawn(&screen.maker, path, &actions, &attributes, argv, environment);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    errno = error;
    return error ? -1 : 0;
}

static int start(const struct site *site)
{
    int ends[2];
    screen.loop = site->loop;
    screen.watch = (struct loop_watch) { .fd = -1, .on_event = on_bytes };
    screen.patience.on_expired = on_impatient;
    if (!screen.patience.listed) screen.patience.deadline = CLOCK_NEVER;
    if (pipe2(ends, O_CLOEXEC) < 0) return -1;
    AUTO_CLOSE int from = ends[0], to = ends[1];
    if (fd_set_nonblocking(from) < 0 || spawn(site->config, to) < 0) return -1;
    if (loop_add(site->loop, &screen.watch, from, EPOLLIN) < 0) {
        kill(screen.maker, SIGKILL);
        end();
        return -1;
    }
    from = -1;
    loop_set_timer(site->loop, &screen.patience, clock_now_ms() + PICTURE_PATIENCE_MS);
    return 0;
}

/* ---- the route ---- */

static bool on_wanted(struct http_source *source, struct http_reply *reply)
{
    (void) source;
    if (screen.maker) return false;
    if (!screen.bytes) {
        reply_with_error(reply, HTTP_UNAVAILABLE, "There is no picture of the screen.");
        return true;
    }
    reply->status = HTTP_OK;
    reply->type = "image/png";
    reply->bytes = screen.bytes;
    reply->length = screen.length;
    reply->copied = true;
    return true;
}

static void on_close(struct http_source *source)
{
    struct viewer *viewer = CONTAINER_OF(source, struct viewer, source);
    struct viewer **at = &screen.viewers;
    while (*at && *at != viewer) at = &(*at)->next;
    if (*at) *at = viewer->next;
    free(viewer);
}

void picture_answer(const struct site *site, const struct http_request *request, struct http_reply *reply)
{
    if (!request->trusted) {
        reply_with_error(reply, HTTP_FORBIDDEN, "The screen needs a login: set SUPERVISORD_UI_USER and SUPERVISORD_UI_PASS.");
        return;
    }
    bool is_fresh = screen.bytes && clock_now_ms() - screen.made_at < PICTURE_FRESH_MS;
    struct viewer *viewer = calloc(1, sizeof *viewer);
    if (!viewer || (!is_fresh && !screen.maker && start(site) < 0)) {
        log_errno("no picture of the screen can be made");
        free(viewer);
        reply_with_error(reply, HTTP_SERVER_ERROR, "No picture of the screen can be made.");
        return;
    }
    *viewer = (struct viewer) { .source = { .answer = on_wanted, .close = on_close }, .next = screen.viewers };
    screen.viewers = viewer;
    reply->source = &viewer->source;
}
