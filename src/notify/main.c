/* SPDX-License-Identifier: MIT
 *
 * gatehouse-notify: takes notifications from the others over RUN_DIR/notify and delivers them to NOTIFY_URL and
 * NOTIFY_COMMAND. A program of its own because it needs libcurl, and because nobody shall wait for a web server.
 */
#define _GNU_SOURCE
#include "base/clock.h"
#include "base/fd.h"
#include "base/log.h"
#include "base/loop.h"
#include "config/config.h"
#include "control/inherit.h"
#include "control/notification.h"
#include "control/notify.h"
#include "notify/command.h"
#include "notify/http.h"
#include "notify/json.h"

#include <errno.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { WAY_URL, WAY_COMMAND, WAYS };

struct way {
    const char *name;
    struct outbox outbox;
    struct loop_timer timer;
    bool enabled, busy;
};

static struct {
    struct loop loop;
    struct loop_watch signals, inbox;
    struct config config;
    struct limiter limiter;
    struct way ways[WAYS];
    struct http *http;
    struct command command;
    char host[256];
} post;

/* ---- delivering ---- */

static bool begin(unsigned way, const struct letter *letter)
{
    char json[JSON_ROOM];
    struct text text = TEXT_IN(json);
    json_letter(letter, post.host, &text);
    return way == WAY_URL ? http_post(post.http, json) : command_run(&post.command, json);
}

static void ended(unsigned number, bool delivered, const char *why)
{
    struct way *way = &post.ways[number];
    const struct notification *notification = &way->outbox.letters[way->outbox.first].notification;
    const char *kind = notification_kind_name(notification->kind);
    int64_t age = clock_wall_ms() - notification->at_ms;
    way->busy = false;
    int64_t pause = outbox_done(&way->outbox, delivered, age, clock_now_ms());
    if (pause == 0) log_info("%s: delivered: %s", way->name, kind);
    else if (pause < 0) log_error("%s: %s; \"%s\" is given up after an hour", way->name, why, kind);
    else log_warning("%s: %s; next try in %lld s", way->name, why, (long long) pause / 1000);
    loop_set_timer(&post.loop, &way->timer, outbox_deadline(&way->outbox));
}

static void deliver(unsigned number)
{
    struct way *way = &post.ways[number];
    const struct letter *letter = way->busy ? NULL : outbox_next(&way->outbox, clock_now_ms());
    if (!letter) return;
    way->busy = begin(number, letter);
    loop_set_timer(&post.loop, &way->timer, CLOCK_NEVER);
    if (!way->busy) ended(number, false, "cannot be begun");
}

static void on_posted(void *owner, bool delivered, const char *why)
{
    (void) owner;
    ended(WAY_URL, delivered, why);
}

static void on_ran(void *owner, bool delivered, const char *why)
{
    (void) owner;
    ended(WAY_COMMAND, delivered, why);
}

static void on_url_due(struct loop_timer *timer)
{
    (void) timer;
    deliver(WAY_URL);
}

static void on_command_due(struct loop_timer *timer)
{
    (void) timer;
    deliver(WAY_COMMAND);
}

/* ---- taking ---- */

static void take(const struct notification *notification)
{
    struct letter letter = { .notification = *notification };
    const char *kind = notification_kind_name(notification->kind);
    if (!limiter_admit(&post.limiter, notification, clock_now_ms(), &letter.suppressed)) {
        log_info("not delivered, so as not to repeat: %s: %s", notification->source, kind);
        return;
    }
    for (unsigned i = 0; i < WAYS; i++) {
        if (!post.ways[i].enabled) continue;
        outbox_put(&post.ways[i].outbox, &letter);
        deliver(i);
    }
}

static void on_inbox(struct loop_watch *watch, uint32_t events)
{
    struct notification notification;
    (void) events;
    for (;;) {
        ssize_t n = recv(watch->fd, &notification, sizeof notification, MSG_DONTWAIT);
        if (n < 0) return;
        if (notification_is_valid(&notification, (size_t) n)) take(&notification);
        else log_warning("a datagram that is no notification is thrown away");
    }
}

static void on_signal(struct loop_watch *watch, uint32_t events)
{
    (void) events;
    for (int number; (number = loop_read_signal(watch)) != 0;) {
        if (number == SIGCHLD) command_reap(&post.command);
        else loop_stop(&post.loop);
    }
}

/* Who needed somebody before we listened. */
static void look_at_board(void)
{
    struct board *board = board_open(post.config.run_dir, false);
    for (unsigned i = 0; board && i < BOARD_INSTANCES; i++) {
        struct board_session part;
        board_read_session(board, i, &part);
        bool human = part.state == SESSION_NEEDS_HUMAN;
        if (!human && part.state != SESSION_SECOND_FACTOR) continue;
        struct notification notification = { .magic = NOTIFICATION_MAGIC, .at_ms = clock_wall_ms(),
            .kind = human ? NOTIFICATION_NEEDS_HUMAN : NOTIFICATION_SECOND_FACTOR };
        text_print(notification.source, "%s", part.paper ? "paper" : "live");
        text_print(notification.text, "%s", human ? part.reason : "the login waits for the second factor");
        take(&notification);
    }
    board_close(board);
}

/* ---- set up ---- */

static int open_inbox(const char *run_dir)
{
    struct sockaddr_un own = { .sun_family = AF_UNIX };
    notification_path(run_dir, own.sun_path, sizeof own.sun_path);
    unlink(own.sun_path);
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    mode_t mask = umask(077);
    int bound = fd < 0 ? -1 : bind(fd, (const struct sockaddr *) &own, sizeof own);
    umask(mask);
    if (bound == 0) return fd;
    log_errno("%s cannot be made", own.sun_path);
    if (fd >= 0) close(fd);
    return -1;
}

static bool set_up_ways(void)
{
    const struct config *config = &post.config;
    post.ways[WAY_URL] = (struct way) { .name = "NOTIFY_URL", .enabled = *config->notify_url != 0,
        .timer = { .deadline = CLOCK_NEVER, .on_expired = on_url_due } };
    post.ways[WAY_COMMAND] = (struct way) { .name = "NOTIFY_COMMAND", .enabled = *config->notify_command != 0,
        .timer = { .deadline = CLOCK_NEVER, .on_expired = on_command_due } };
    command_init(&post.command, &post.loop, config->notify_command);
    post.command.on_done = on_ran;
    if (!post.ways[WAY_URL].enabled) return true;
    post.http = http_create(&post.loop, config->notify_url, config->notify_ca, on_posted, NULL);
    return post.http != NULL;
}

static bool set_up(void)
{
    static const int signals[] = { SIGTERM, SIGINT, SIGCHLD, 0 };
    signal(SIGPIPE, SIG_IGN);
    gethostname(post.host, sizeof post.host - 1);
    post.signals = (struct loop_watch) { .fd = -1, .on_event = on_signal };
    post.inbox = (struct loop_watch) { .fd = -1, .on_event = on_inbox };
    if (loop_init(&post.loop) < 0 || loop_add_signals(&post.loop, &post.signals, signals) < 0) return false;
    if (!set_up_ways()) return false;
    int fd = open_inbox(post.config.run_dir);
    return fd >= 0 && loop_add(&post.loop, &post.inbox, fd, EPOLLIN) == 0;
}

int main(void)
{
    prctl(PR_SET_DUMPABLE, 0); /* the URL may hold a secret */
    fd_set_inheritable(INHERITED_NOTIFY, false);
    if (!config_load_sealed(&post.config, INHERITED_SETTINGS) || !set_up()) return 1;
    look_at_board();
    notify_ready();
    int status = loop_run(&post.loop) < 0 ? 1 : 0;
    command_kill(&post.command);
    http_destroy(post.http);
    unsigned left = post.ways[WAY_URL].outbox.count + post.ways[WAY_COMMAND].outbox.count;
    if (left > 0) log_warning("%u notifications were not delivered", left);
    config_wipe(&post.config);
    return status;
}
