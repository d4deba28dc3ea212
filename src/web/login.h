/* SPDX-License-Identifier: MIT
 *
 * Whether somebody may come in, now or later. Pure but for a line in the log about each wrong password.
 */
#ifndef WEB_LOGIN_H
#define WEB_LOGIN_H

#include "web/throttle.h"

#include <stdbool.h>

enum login {
    LOGIN_RIGHT,
    LOGIN_MISSING, /* no user name and password were given */
    LOGIN_WRONG,
    LOGIN_MUST_WAIT /* not looked at yet: ask again after *wait milliseconds */
};

struct credentials {
    const char *user, *password; /* NULL: not given */
};

enum { LOGIN_ROOM = 4096 };

/* Takes a header Authorization apart: the word Basic in any case, then base64 of "user:password" (RFC 7617). What was given then
 * points into `room`, which the caller wipes; for what is no such header, both are NULL. Pure. */
struct credentials login_decode(const char *header, char room[static LOGIN_ROOM]);

/* Compares what was given with what is right, in a time that does not tell how much of it was right. `now` in monotonic
 * milliseconds. */
enum login login_check(struct throttle *throttle, const struct credentials *right, const struct credentials *given,
                       const struct sockaddr *from, int64_t now, int64_t *wait);

/* In a time that does not tell how much of it is right. */
bool login_equal(const char *given, const char *secret);

#endif
