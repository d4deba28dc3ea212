// SPDX-License-Identifier: MIT
//
// A supervisor in small, for the agent's tests: it listens, reads what the agent tells into a picture of
// the windows, and sends commands. What is said on the line is described in src/agent/README.md. A wait
// that lasts longer than PATIENCE_MS fails the test that waits.

#ifndef TESTS_AGENT_PEER_H
#define TESTS_AGENT_PEER_H

#include <stdbool.h>
#include <stddef.h>

enum { PATIENCE_MS = 20000, MOST_WINDOWS = 80, LARGEST_INPUT = 64 << 10 };

struct row {
    char *line;             // holds the other two
    int index;
    const char *flags;
    const char *text;
};

struct node {
    char *line;             // holds the strings below
    int depth;
    long id;
    const char *kind;
    const char *flags;
    int x, y, width, height;
    const char *class_name;
    const char *name;
    const char *text;
    struct row *rows;
    size_t row_count;
};

struct window {
    long id;                // 0: the place is free
    struct node *nodes;
    size_t node_count;
    bool is_cut;
};

struct peer {
    char path[108];
    int listener;
    int line;
    char input[LARGEST_INPUT];
    size_t input_length;

    struct window windows[MOST_WINDOWS];
    struct window dump;             // the last one that was told
    struct window reading;          // what is being told just now
    char reading_as;                // o, c or d, as open, change, dump; 0 between messages

    char jvm[64];
    int hellos, opens, changes, closes, dumps;
    bool has_awt, has_bye, is_down;
    bool is_broken;                 // something came that may not come; it was printed

    unsigned long sequence;         // of the last command
    unsigned long answered;         // of the last answer; they come in order
    char answer[64];                // ok, or why not
    const char *forbidden;          // never to be seen on the line
};

// Begins to listen at path.
void peer_listen(struct peer *peer, const char *path);

// Waits for the agent to dial. The windows told on an earlier line are forgotten.
void peer_accept(struct peer *peer);

// Ends the line, as a supervisor that dies.
void peer_hang_up(struct peer *peer);

// Ends line and listening and frees all.
void peer_finish(struct peer *peer);

// Reads what the agent says, waiting for it for so long. False: nothing came.
bool peer_read(struct peer *peer, int patience_ms);

// Sends a command and does not wait; gives its number. argument is escaped here.
unsigned long peer_send(struct peer *peer, const char *verb, long id, const char *argument);

// Sends bytes as they are.
void peer_send_bytes(struct peer *peer, const char *bytes, size_t length);

// Sends a command and waits for the answer: "ok", or why not.
const char *peer_do(struct peer *peer, const char *verb, long id, const char *argument);

// The window whose title has that in it; NULL if there is none.
struct window *peer_window(struct peer *peer, const char *title);

// The first component of that kind (NULL: any) with that text or name (NULL: any).
struct node *window_find(struct window *window, const char *kind, const char *text);

// As window_find, with text anywhere in the component's text.
struct node *window_find_part(struct window *window, const char *kind, const char *text);

struct node *window_find_id(struct window *window, long id);

bool node_has(const struct node *node, char flag);

// Milliseconds of a clock that only goes forward.
long clock_ms(void);

// Waits until the condition holds, reading meanwhile.
#define peer_wait(peer, condition)                                                      \
    do {                                                                                \
        long deadline_ms = clock_ms() + PATIENCE_MS;                                    \
        while (!(condition)) {                                                          \
            if ((peer)->is_down || clock_ms() >= deadline_ms)                           \
                fail_msg("%s in vain for: %s", (peer)->is_down ? "line ended" : "waited", #condition); \
            peer_read(peer, (int)(deadline_ms - clock_ms()));                           \
        }                                                                               \
    } while (0)

// Waits for a window of that title to be told; gives it to the variable.
#define peer_wait_window(peer, variable, title) peer_wait(peer, ((variable) = peer_window(peer, title)))

#endif
