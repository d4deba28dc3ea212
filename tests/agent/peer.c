// SPDX-License-Identifier: MIT
//
// A supervisor in small: see peer.h.

#define _GNU_SOURCE
#include "peer.h"

#include <errno.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

long clock_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000L + now.tv_nsec / 1000000L;
}

// ---- the picture ----

static void window_finish(struct window *window)
{
    for (size_t i = 0; i < window->node_count; i++) {
        struct node *node = &window->nodes[i];
        for (size_t k = 0; k < node->row_count; k++)
            free(node->rows[k].line);
        free(node->rows);
        free(node->line);
    }
    free(window->nodes);
    *window = (struct window){ 0 };
}

static void *grow(void *array, size_t count, size_t size)
{
    // by doubling: only at the powers of two
    if (count & (count - 1))
        return array;
    void *larger = realloc(array, (count ? 2 * count : 1) * size);
    assert_non_null(larger);
    return larger;
}

static void unescape(char *field)
{
    char *out = field;
    for (const char *in = field; *in; in++) {
        if (*in == '\\' && in[1]) {
            in++;
            *out++ = (char)(*in == 'n' ? '\n' : *in == 't' ? '\t' : *in == 'r' ? '\r' : *in);
        } else {
            *out++ = *in;
        }
    }
    *out = '\0';
}

// Cuts a copy of the line into fields. False, and nothing kept: there are not as many.
static bool split(const char *line, char **copy, char **fields, size_t count)
{
    *copy = strdup(line);
    char *rest = *copy;
    for (size_t i = 0; i < count; i++)
        if (!(fields[i] = strsep(&rest, "\t")))
            break;
    if (!rest && fields[count - 1]) {
        for (size_t i = 0; i < count; i++)
            unescape(fields[i]);
        return true;
    }
    free(*copy);
    return false;
}

static bool take_node(struct window *window, const char *line)
{
    char *field[9] = { 0 }, *copy;
    if (!split(line, &copy, field, 9))
        return false;
    window->nodes = grow(window->nodes, window->node_count, sizeof *window->nodes);
    struct node *node = &window->nodes[window->node_count++];
    *node = (struct node){
        .line = copy, .depth = atoi(field[1]), .id = atol(field[2]), .kind = field[3], .flags = field[4],
        .class_name = field[6], .name = field[7], .text = field[8],
    };
    return sscanf(field[5], "%d,%d,%d,%d", &node->x, &node->y, &node->width, &node->height) == 4;
}

static bool take_row(struct window *window, const char *line)
{
    char *field[4] = { 0 }, *copy;
    if (window->node_count == 0 || !split(line, &copy, field, 4))
        return false;
    struct node *node = &window->nodes[window->node_count - 1];
    node->rows = grow(node->rows, node->row_count, sizeof *node->rows);
    node->rows[node->row_count++] = (struct row){
        .line = copy, .index = atoi(field[1]), .flags = field[2], .text = field[3],
    };
    return true;
}

static struct window *place_of(struct peer *peer, long id)
{
    struct window *vacant = NULL;
    for (size_t i = 0; i < MOST_WINDOWS; i++) {
        if (peer->windows[i].id == id)
            return &peer->windows[i];
        if (peer->windows[i].id == 0 && !vacant)
            vacant = &peer->windows[i];
    }
    return vacant;
}

// ---- reading messages ----

static bool take_end(struct peer *peer, const char *line)
{
    char *field[4] = { 0 }, *copy;
    struct window *reading = &peer->reading;
    if (!split(line, &copy, field, 4))
        return false;
    bool is_right = atol(field[1]) == reading->id && (size_t)atol(field[2]) == reading->node_count
        && reading->node_count > 0 && reading->nodes[0].id == reading->id;
    reading->is_cut = strcmp(field[3], "cut") == 0;
    free(copy);

    struct window *place = peer->reading_as == 'd' ? &peer->dump : place_of(peer, reading->id);
    if (!place || !is_right)
        return false;
    window_finish(place);
    *place = *reading;
    *reading = (struct window){ 0 };
    peer->opens += peer->reading_as == 'o';
    peer->changes += peer->reading_as == 'c';
    peer->dumps += peer->reading_as == 'd';
    peer->reading_as = 0;
    return true;
}

static bool take_inside(struct peer *peer, const char *line)
{
    if (strncmp(line, "n\t", 2) == 0)
        return take_node(&peer->reading, line);
    if (strncmp(line, "i\t", 2) == 0)
        return take_row(&peer->reading, line);
    return strncmp(line, "end\t", 4) == 0 && take_end(peer, line);
}

static bool take_answer(struct peer *peer, const char *line)
{
    unsigned long sequence = 0;
    peer->answer[0] = '\0';
    if (sscanf(line, "ok\t%lu", &sequence) == 1)
        strcpy(peer->answer, "ok");
    else if (sscanf(line, "err\t%lu\t%63[^\n]", &sequence, peer->answer) != 2)
        return false;
    if (sequence != 0)
        peer->answered = sequence;
    return true;
}

static bool take_hello(struct peer *peer, const char *line)
{
    int protocol = 0, pid = 0;
    char awt[8] = "";
    if (sscanf(line, "hello\t%d\t%d\t%63[^\t]\t%7s", &protocol, &pid, peer->jvm, awt) != 4)
        return false;
    peer->hellos++;
    peer->has_awt = strcmp(awt, "awt") == 0;
    return protocol == 1 && pid > 0;
}

static bool take_close(struct peer *peer, long id)
{
    struct window *window = place_of(peer, id);
    if (!window || window->id != id)
        return false;
    window_finish(window);
    peer->closes++;
    return true;
}

static bool begin(struct peer *peer, const char *line)
{
    static const char *const words[] = { "open\t", "change\t", "dump\t" };
    for (size_t i = 0; i < 3; i++) {
        if (strncmp(line, words[i], strlen(words[i])) != 0)
            continue;
        peer->reading_as = words[i][0];
        peer->reading.id = atol(line + strlen(words[i]));
        bool is_known = place_of(peer, peer->reading.id)->id == peer->reading.id;
        return peer->reading.id > 0 && (peer->reading_as != 'c' || is_known);
    }
    return false;
}

static bool take_line(struct peer *peer, const char *line)
{
    if (peer->forbidden && strstr(line, peer->forbidden))
        return false;
    if (peer->hellos == 0 && strncmp(line, "hello\t", 6) != 0)
        return false;
    if (peer->reading_as)
        return take_inside(peer, line);
    if (strcmp(line, "bye") == 0)
        return !peer->has_bye && (peer->has_bye = true);
    if (strncmp(line, "hello\t", 6) == 0)
        return take_hello(peer, line);
    if (strncmp(line, "close\t", 6) == 0)
        return take_close(peer, atol(line + 6));
    return begin(peer, line) || take_answer(peer, line);
}

static void take_input(struct peer *peer)
{
    char *start = peer->input, *newline;
    char *end = peer->input + peer->input_length;
    while ((newline = memchr(start, '\n', (size_t)(end - start)))) {
        *newline = '\0';
        if (!peer->is_broken && !take_line(peer, start)) {
            fprintf(stderr, "the agent may not say: %s\n", start);
            peer->is_broken = true;
        }
        start = newline + 1;
    }
    peer->input_length = (size_t)(end - start);
    memmove(peer->input, start, peer->input_length);
}

bool peer_read(struct peer *peer, int patience_ms)
{
    struct pollfd watched = { .fd = peer->line, .events = POLLIN };
    if (peer->is_down || poll(&watched, 1, patience_ms < 0 ? 0 : patience_ms) <= 0)
        return false;
    ssize_t count = recv(peer->line, peer->input + peer->input_length,
                         sizeof peer->input - peer->input_length, MSG_DONTWAIT);
    if (count <= 0) {
        peer->is_down = true;
        return true;
    }
    peer->input_length += (size_t)count;
    take_input(peer);
    assert_false(peer->is_broken);
    assert_true(peer->input_length < 16 << 10);     // no line is longer
    return true;
}

// ---- the line ----

void peer_listen(struct peer *peer, const char *path)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    *peer = (struct peer){ .listener = -1, .line = -1, .is_down = true };
    snprintf(peer->path, sizeof peer->path, "%s", path);
    snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    peer->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(peer->listener >= 0);
    assert_int_equal(bind(peer->listener, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(peer->listener, 4), 0);
}

void peer_hang_up(struct peer *peer)
{
    if (peer->line >= 0)
        close(peer->line);
    peer->line = -1;
    peer->is_down = true;
    peer->input_length = 0;
    peer->reading_as = 0;
    window_finish(&peer->reading);
    window_finish(&peer->dump);
    for (size_t i = 0; i < MOST_WINDOWS; i++)
        window_finish(&peer->windows[i]);
}

void peer_accept(struct peer *peer)
{
    peer_hang_up(peer);
    struct pollfd watched = { .fd = peer->listener, .events = POLLIN };
    assert_int_equal(poll(&watched, 1, PATIENCE_MS), 1);
    peer->line = accept4(peer->listener, NULL, NULL, SOCK_CLOEXEC);
    assert_true(peer->line >= 0);
    peer->hellos = peer->opens = peer->changes = peer->closes = peer->dumps = 0;
    peer->is_down = peer->has_awt = peer->has_bye = false;
    peer_wait(peer, peer->hellos > 0);
}

void peer_finish(struct peer *peer)
{
    peer_hang_up(peer);
    if (peer->listener >= 0)
        close(peer->listener);
    peer->listener = -1;
    unlink(peer->path);
}

// ---- commands ----

void peer_send_bytes(struct peer *peer, const char *bytes, size_t length)
{
    while (length > 0) {
        struct pollfd watched = { .fd = peer->line, .events = POLLOUT };
        if (poll(&watched, 1, PATIENCE_MS) != 1)
            fail_msg("the agent does not read");
        ssize_t count = send(peer->line, bytes, length, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (count < 0 && errno == EPIPE)
            return;                         // it has hung up, and the test will see that
        assert_true(count > 0 || errno == EAGAIN);
        bytes += count > 0 ? count : 0;
        length -= count > 0 ? (size_t)count : 0;
    }
}

unsigned long peer_send(struct peer *peer, const char *verb, long id, const char *argument)
{
    size_t length = argument ? strlen(argument) : 0;
    size_t size = 2 * length + 128;
    char *line = malloc(size);
    assert_non_null(line);
    int head = snprintf(line, size, "%lu\t%s\t%ld\t", ++peer->sequence, verb, id);
    char *out = line + head;
    for (size_t i = 0; i < length; i++) {
        const char *special = strchr("\\\\\nn\tt\rr", argument[i]);
        if (special && strchr("\\\n\t\r", argument[i])) {
            *out++ = '\\';
            *out++ = special[1];
        } else {
            *out++ = argument[i];
        }
    }
    *out++ = '\n';
    peer_send_bytes(peer, line, (size_t)(out - line));
    free(line);
    return peer->sequence;
}

const char *peer_do(struct peer *peer, const char *verb, long id, const char *argument)
{
    unsigned long sequence = peer_send(peer, verb, id, argument);
    peer_wait(peer, peer->answered >= sequence);
    assert_int_equal(peer->answered, sequence);
    return peer->answer;
}

// ---- finding ----

struct window *peer_window(struct peer *peer, const char *title)
{
    for (size_t i = 0; i < MOST_WINDOWS; i++)
        if (peer->windows[i].id && strstr(peer->windows[i].nodes[0].text, title))
            return &peer->windows[i];
    return NULL;
}

struct node *window_find(struct window *window, const char *kind, const char *text)
{
    for (size_t i = 0; i < window->node_count; i++) {
        struct node *node = &window->nodes[i];
        bool has_text = !text || strcmp(node->text, text) == 0 || strcmp(node->name, text) == 0;
        if (has_text && (!kind || strcmp(node->kind, kind) == 0))
            return node;
    }
    return NULL;
}

struct node *window_find_part(struct window *window, const char *kind, const char *text)
{
    for (size_t i = 0; i < window->node_count; i++) {
        struct node *node = &window->nodes[i];
        if (strstr(node->text, text) && (!kind || strcmp(node->kind, kind) == 0))
            return node;
    }
    return NULL;
}

struct node *window_find_id(struct window *window, long id)
{
    for (size_t i = 0; i < window->node_count; i++)
        if (window->nodes[i].id == id)
            return &window->nodes[i];
    return NULL;
}

bool node_has(const struct node *node, char flag)
{
    return strchr(node->flags, flag) != NULL;
}
