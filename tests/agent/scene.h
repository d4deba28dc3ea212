// SPDX-License-Identifier: MIT
//
// One program for many tests, with the questions that they ask about its windows. A pointer to a window or
// a node is good until the line is read again, for then another picture may have taken its place.

#ifndef TESTS_AGENT_SCENE_H
#define TESTS_AGENT_SCENE_H

#include "peer.h"
#include "stage.h"

#include <stddef.h>

extern struct program program;
extern struct peer *const peer;         // the program's

// Group set-up and tear-down: a display and the program.
int scene_open(void **state);
int scene_close(void **state);

// Test set-up: no window is open.
int scene_clear(void **state);

#define SCENE_TEST(name) cmocka_unit_test_setup(name, scene_clear)

// Sends the program a command and gives the window of that title, which comes of it.
struct window *scene_window(const char *command, const char *title);

// How many windows are told.
size_t window_count(void);

// The component's number, by kind and by text or name. Fails the test if there is none.
long id_of(struct window *window, const char *kind, const char *text);

void assert_text(struct window *window, const char *kind, const char *text);
void assert_flags(struct window *window, const char *kind, const char *text, const char *flags);
void assert_row(const struct node *node, int index, const char *flags, const char *text);

// Lets the component be told, and gives it.
struct node *dump(long id);

#endif
