// SPDX-License-Identifier: MIT
//
// One program for many tests: see scene.h.

#define _GNU_SOURCE
#include "scene.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct program program;
struct peer *const peer = &program.peer;

int scene_open(void **state)
{
    if (stage_open(state) != 0)
        return -1;
    program_open(&program);
    return 0;
}

int scene_close(void **state)
{
    program_close(&program);
    return stage_close(state);
}

size_t window_count(void)
{
    size_t count = 0;
    for (size_t i = 0; i < MOST_WINDOWS; i++)
        count += peer->windows[i].id != 0;
    return count;
}

int scene_clear(void **state)
{
    (void)state;
    peer->forbidden = NULL;
    assert_string_equal(program_ask(&program, "clear"), "done");
    peer_wait(peer, window_count() == 0);
    return 0;
}

struct window *scene_window(const char *command, const char *title)
{
    struct window *window;
    assert_string_equal(program_ask(&program, command), "done");
    peer_wait_window(peer, window, title);
    return window;
}

long id_of(struct window *window, const char *kind, const char *text)
{
    struct node *node = window_find(window, kind, text);
    if (!node)
        fail_msg("there is no %s %s", kind, text ? text : "at all");
    return node->id;
}

void assert_text(struct window *window, const char *kind, const char *text)
{
    id_of(window, kind, text);
}

void assert_flags(struct window *window, const char *kind, const char *text, const char *flags)
{
    id_of(window, kind, text);
    assert_string_equal(window_find(window, kind, text)->flags, flags);
}

void assert_row(const struct node *node, int index, const char *flags, const char *text)
{
    for (size_t i = 0; i < node->row_count; i++) {
        if (node->rows[i].index != index)
            continue;
        assert_string_equal(node->rows[i].flags, flags);
        assert_string_equal(node->rows[i].text, text);
        return;
    }
    fail_msg("%s has no row %d", node->kind, index);
}

struct node *dump(long id)
{
    assert_string_equal(peer_do(peer, "dump", id, NULL), "ok");
    assert_int_equal(peer->dump.id, id);
    return &peer->dump.nodes[0];
}
