/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "logger/logger.h"

#include "base/clock.h"
#include "base/fd.h"
#include "base/log.h"
#include "base/loop.h"
#include "base/text.h"
#include "config/config.h"
#include "control/inherit.h"
#include "control/log_stream.h"
#include "control/notify.h"
#include "logger/console.h"
#include "logger/lines.h"
#include "logger/record.h"
#include "logger/writer.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { READ_SIZE = 65536, LAST_WORDS_MS = 2000, LONGEST_RECORD = 6 * LINES_LONGEST + 512 };

_Static_assert((int) LOG_STREAMS <= (int) WRITER_FILES, "the writer has too few files");
_Static_assert((int) READ_SIZE <= (int) WRITER_PIECE, "the writer takes too little at once");

struct stream {
    struct loop_watch watch;
    unsigned index;
    const struct log_stream *about;
    struct lines lines;
    uint64_t dropped; /* bytes that the writer had no room for */
    bool is_dropping; /* and that has been said */
};

static struct logger {
    struct loop loop;
    struct loop_watch signals, news;
    struct console console;
    const struct log_stream *table;
    struct stream streams[LOG_STREAMS];
    unsigned count, open; /* streams, and those of them that have not ended */
    bool json;
    char batch[WRITER_PIECE]; /* lines for the file of the stream being read */
    size_t batch_length;
} logger;

static void say(const char *format, ...) PRINTF_LIKE(1, 2);

/* ---- to the files ---- */

static void push(struct stream *stream, const char *bytes, size_t length)
{
    if (length == 0 || !*stream->about->path) return;
    if (writer_push(stream->index, bytes, length)) return;
    stream->dropped += length;
}

static void push_batch(struct stream *stream)
{
    push(stream, logger.batch, logger.batch_length);
    logger.batch_length = 0;
}

/* Not while a batch is being made: what is said is a line as well. */
static void tell_dropped(struct stream *stream)
{
    if (!stream->dropped) return;
    if (!stream->is_dropping) {
        stream->is_dropping = true;
        say("%s: the disk does not keep up, bytes are dropped", stream->about->path);
    } else if (writer_push(stream->index, "", 0)) {
        say("%s: %llu bytes are missing: the disk did not keep up", stream->about->path,
            (unsigned long long) stream->dropped);
        stream->dropped = 0;
        stream->is_dropping = false;
    }
}

/* ---- lines ---- */

static void add_record(const struct record *record, struct text *text)
{
    if (logger.json) record_add_json(record, text);
    else record_add_text(record, text);
}

static void take_line(void *context, const char *line, size_t length)
{
    struct stream *stream = context;
    static char bytes[LONGEST_RECORD];
    struct record record = { clock_wall_ms(), stream->about->service, stream->about->is_stderr, line };
    struct text text = TEXT_IN(bytes);
    (void) length;
    add_record(&record, &text);
    console_write(&logger.console, text.bytes, text.length);
    if (stream->about->is_raw) return;
    text = TEXT_IN(bytes);
    record_add_file(&record, &text);
    if (text.length > sizeof logger.batch - logger.batch_length) push_batch(stream);
    memcpy(logger.batch + logger.batch_length, text.bytes, text.length);
    logger.batch_length += text.length;
}

/* What the logger itself has to say, in the name of gatehouse: through a pipe it would talk to itself. */
static void say(const char *format, ...)
{
    char line[LINES_LONGEST];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    take_line(&logger.streams[0], line, strlen(line));
    push_batch(&logger.streams[0]);
}

static void add_note(unsigned long lost, struct text *text)
{
    char line[96];
    struct record record = { clock_wall_ms(), "gatehouse", false, line };
    text_print(line, "%lu lines are missing here: standard output was not read", lost);
    add_record(&record, text);
}

/* ---- reading ---- */

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
    if (n > 0) {
        if (stream->about->is_raw) push(stream, bytes, (size_t) n);
        lines_push(&stream->lines, bytes, (size_t) n, take_line, stream);
        push_batch(stream);
        tell_dropped(stream);
    }
    if (n == 0) on_end(stream);
    return n > 0 || (n < 0 && errno == EINTR);
}

static void on_bytes(struct loop_watch *watch, uint32_t events)
{
    (void) events;
    read_stream(CONTAINER_OF(watch, struct stream, watch));
    console_flush(&logger.console);
}

static void drain(void)
{
    int64_t deadline = clock_now_ms() + LAST_WORDS_MS;
    for (unsigned i = 0; i < logger.count; i++) {
        struct stream *stream = &logger.streams[i];
        while (clock_now_ms() < deadline && read_stream(stream)) continue;
        lines_end(&stream->lines, take_line, stream);
        push_batch(stream);
    }
    console_finish(&logger.console, deadline);
    writer_finish(deadline);
}

/* ---- signals and news ---- */

static void on_signal(struct loop_watch *watch, uint32_t events)
{
    (void) events;
    for (int number = loop_read_signal(watch); number; number = loop_read_signal(watch)) {
        if (number == SIGUSR2) writer_reopen();
        else loop_stop(&logger.loop);
    }
}

static void on_news(struct loop_watch *watch, uint32_t events)
{
    struct writer_news news;
    (void) watch, (void) events;
    for (int file = writer_next_news(&news); file >= 0; file = writer_next_news(&news)) {
        const char *path = logger.streams[file].about->path;
        if (news.lost) say("%s is written again; %llu bytes are missing", path, (unsigned long long) news.lost);
        if (news.error) say("%s cannot be written: %s; bytes are dropped until it can", path, strerror(news.error));
    }
    console_flush(&logger.console);
}

/* ---- beginning ---- */

static int add_stream(unsigned index)
{
    struct stream *stream = &logger.streams[index];
    stream->index = index;
    stream->about = &logger.table[index];
    stream->watch = (struct loop_watch) { .fd = -1, .on_event = on_bytes };
    logger.count++;
    logger.open++;
    return loop_add(&logger.loop, &stream->watch, INHERITED_LOG_PIPES + (int) index, EPOLLIN);
}

static int start_writer(unsigned count)
{
    static struct log_file files[LOG_STREAMS];
    int news_fd = -1;
    for (unsigned i = 0; i < count; i++)
        files[i] = (struct log_file) { .path = logger.table[i].path, .maxbytes = logger.table[i].maxbytes,
                                       .backups = logger.table[i].backups, .fd = -1 };
    logger.news = (struct loop_watch) { .fd = -1, .on_event = on_news };
    if (writer_start(files, count, &news_fd) < 0) return -1;
    return loop_add(&logger.loop, &logger.news, news_fd, EPOLLIN);
}

/* The table stays for as long as the process. */
static int take_table(void)
{
    size_t length = 0;
    logger.table = (const struct log_stream *) (const void *)
        fd_read_whole(INHERITED_LOG_TABLE, LOG_STREAMS * sizeof(struct log_stream), &length);
    unsigned count = (unsigned) (length / sizeof(struct log_stream));
    if (!logger.table || start_writer(count) < 0) return -1;
    for (unsigned i = 0; i < count; i++)
        if (add_stream(i) < 0) return -1;
    return 0;
}

int logger_main(int argc, char **argv)
{
    static const int numbers[] = { SIGTERM, SIGINT, SIGUSR2, 0 };
    struct config config;
    (void) argc, (void) argv;
    signal(SIGPIPE, SIG_IGN);
    if (!config_load_sealed(&config, INHERITED_SETTINGS)) return 1;
    logger.json = config.log_format == LOG_FORMAT_JSON;
    config_wipe(&config);
    logger.signals = (struct loop_watch) { .fd = -1, .on_event = on_signal };
    if (loop_init(&logger.loop) < 0 || loop_add_signals(&logger.loop, &logger.signals, numbers) < 0) return 1;
    console_init(&logger.console, &logger.loop, INHERITED_CONSOLE, add_note);
    if (take_table() < 0) {
        log_errno("the pipes of the services cannot be read");
        return 1;
    }
    notify_ready();
    if (loop_run(&logger.loop) < 0) return 1;
    drain();
    _exit(0); /* not exit: a thread that hangs in the disk has all our buffers */
}
