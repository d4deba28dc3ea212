/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "logger/logger.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/loop.h"
#include "base/text.h"
#include "config/config.h"
#include "control/board.h"
#include "control/inherit.h"
#include "control/notify.h"
#include "logger/console.h"
#include "logger/lines.h"
#include "logger/log_file.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

enum { STREAMS = BOARD_SERVICES + 1, READ_SIZE = 65536, NAME_WIDTH = 13, LAST_WORDS_MS = 2000 };

struct stream {
    struct loop_watch watch;
    char name[BOARD_NAME];
    struct lines lines;
    struct log_file file;
};

static struct logger {
    struct loop loop;
    struct loop_watch signals;
    struct console console;
    struct stream streams[STREAMS];
    unsigned count, open; /* streams, and those of them that have not ended */
} logger;

/* RFC 3339 in the user's time zone. */
static size_t print_time(char *out, size_t room)
{
    int64_t now = clock_wall_ms();
    time_t seconds = (time_t) (now / 1000);
    struct tm local;
    char day[32] = "", zone[8] = "";
    if (localtime_r(&seconds, &local)) {
        strftime(day, sizeof day, "%Y-%m-%dT%H:%M:%S", &local);
        strftime(zone, sizeof zone, "%z", &local);
    }
    text_print_in(out, room, "%s.%03d%.3s:%s", day, (int) (now % 1000), zone, strlen(zone) > 3 ? zone + 3 : "");
    return strlen(out);
}

static void take_line(void *context, const char *line, size_t length)
{
    struct stream *stream = context;
    char bytes[LINES_LONGEST + 128];
    struct text text = TEXT_IN(bytes);
    char when[48];
    print_time(when, sizeof when);
    text_format(&text, "%s %-*s | ", when, NAME_WIDTH, stream->name);
    text_add_bytes(&text, line, length);
    text_add(&text, "\n");
    console_write(&logger.console, text.bytes, text.length);

    text = TEXT_IN(bytes);
    text_format(&text, "%s ", when);
    text_add_bytes(&text, line, length);
    text_add(&text, "\n");
    log_file_write(&stream->file, text.bytes, text.length);
}

/* Init holds the other end of every pipe: an end means that init is gone, and so shall we be. */
static void on_end(struct stream *stream)
{
    loop_remove(&logger.loop, &stream->watch);
    if (--logger.open == 0) loop_stop(&logger.loop);
}

/* True when there may be more. */
static bool read_stream(struct stream *stream)
{
    static char bytes[READ_SIZE];
    if (stream->watch.fd < 0) return false;
    ssize_t n = read(stream->watch.fd, bytes, sizeof bytes);
    if (n > 0) lines_push(&stream->lines, bytes, (size_t) n, take_line, stream);
    if (n == 0) on_end(stream);
    return n > 0 || (n < 0 && errno == EINTR);
}

static void tell_losses(struct stream *stream)
{
    if (!stream->file.lost) return;
    log_error("%lu lines are missing in %s: %s", stream->file.lost, stream->file.path, strerror(errno));
    stream->file.lost = 0;
}

static void on_bytes(struct loop_watch *watch, uint32_t events)
{
    struct stream *stream = CONTAINER_OF(watch, struct stream, watch);
    (void) events;
    read_stream(stream);
    console_flush(&logger.console);
}

static void drain(void)
{
    for (unsigned i = 0; i < logger.count; i++) {
        struct stream *stream = &logger.streams[i];
        while (read_stream(stream)) continue;
        lines_end(&stream->lines, take_line, stream);
        log_file_close(&stream->file);
    }
    console_finish(&logger.console, clock_now_ms() + LAST_WORDS_MS);
}

static void on_signal(struct loop_watch *watch, uint32_t events)
{
    (void) events;
    for (int number = loop_read_signal(watch); number; number = loop_read_signal(watch)) {
        if (number != SIGUSR2) {
            loop_stop(&logger.loop);
            continue;
        }
        for (unsigned i = 0; i < logger.count; i++) {
            tell_losses(&logger.streams[i]);
            log_file_reopen(&logger.streams[i].file);
        }
    }
}

static int add_stream(int fd, const char *name, const char *log_dir)
{
    struct stream *stream = &logger.streams[logger.count++];
    logger.open++;
    text_print(stream->name, "%s", name);
    log_file_open(&stream->file, log_dir, name);
    stream->watch = (struct loop_watch) { .fd = -1, .on_event = on_bytes };
    return loop_add(&logger.loop, &stream->watch, fd, EPOLLIN);
}

/* Which pipe is whose is on the board, in the same order. */
static int add_streams(const struct config *config)
{
    struct board_init init;
    struct board *board = board_open(config->run_dir, false);
    if (!board) return -1;
    board_read_init(board, &init);
    board_close(board);
    if (add_stream(INHERITED_MAIN_LOG, "gatehouse", config->log_dir) < 0) return -1;
    for (unsigned i = 0; i < init.count; i++)
        if (add_stream(INHERITED_LOG_PIPES + (int) i, init.services[i].name, config->log_dir) < 0) return -1;
    return 0;
}

int logger_main(int argc, char **argv)
{
    static const int numbers[] = { SIGTERM, SIGINT, SIGUSR2, 0 };
    struct config config;
    (void) argc, (void) argv;
    signal(SIGPIPE, SIG_IGN);
    if (!config_load_sealed(&config, INHERITED_SETTINGS)) return 1;
    logger.signals = (struct loop_watch) { .fd = -1, .on_event = on_signal };
    if (loop_init(&logger.loop) < 0 || loop_add_signals(&logger.loop, &logger.signals, numbers) < 0) return 1;
    console_init(&logger.console, &logger.loop, INHERITED_CONSOLE);
    if (add_streams(&config) < 0) {
        log_errno("the pipes of the services cannot be read");
        return 1;
    }
    config_wipe(&config);
    notify_ready();
    if (loop_run(&logger.loop) < 0) return 1;
    drain();
    return 0;
}
