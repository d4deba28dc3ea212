/* SPDX-License-Identifier: MIT
 *
 * The API that fake-java and fake-ibc serve on a loopback port: hellos, logins and questions for the time are answered. A port that
 * cannot be had ends the process with 98.
 */
#ifndef PROCESS_FAKE_API_H
#define PROCESS_FAKE_API_H

#include <poll.h>
#include <stdbool.h>

enum { FAKE_API_CLIENTS = 8, FAKE_API_FDS = FAKE_API_CLIENTS + 1 };

struct fake_api {
    bool silent; /* takes no connection any more */
    bool mute; /* answers nothing any more */
    unsigned logins;
};

extern struct fake_api fake_api;

void fake_api_open(int port);
void fake_api_close(void);

/* What to poll for, and what to do after. */
void fake_api_list(struct pollfd fds[FAKE_API_FDS]);
void fake_api_serve(const struct pollfd fds[FAKE_API_FDS]);

/* Tells every client that code, as the gateway tells what it has to say of its servers. */
void fake_api_tell(const char *code);

#endif
