/* SPDX-License-Identifier: MIT
 *
 * One ssh connection, as far as its words tell: how far it has come, and what stopped it. Pure.
 */
#ifndef TUNNEL_ATTEMPT_H
#define TUNNEL_ATTEMPT_H

#include "tunnel/news.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum stage { STAGE_BEGUN, STAGE_RESOLVED, STAGE_CONNECTED, STAGE_HOST_KEY, STAGE_AUTHENTICATED, STAGE_UP };

enum trouble {
    TROUBLE_NONE,
    TROUBLE_OPTIONS, /* ssh does not take its options */
    TROUBLE_USER, /* this container's user has no name */
    TROUBLE_KEYS, /* there is none to offer */
    TROUBLE_NAME,
    TROUBLE_NETWORK,
    TROUBLE_HOST_KEY_UNKNOWN,
    TROUBLE_HOST_KEY_CHANGED,
    TROUBLE_DENIED,
    TROUBLE_PASSPHRASE,
    TROUBLE_PORT_FORBIDDEN,
    TROUBLE_PORT_TAKEN,
    TROUBLE_SILENT, /* no answer to ssh's own questions */
    TROUBLE_LOST, /* the connection ended, for whatever reason */
    TROUBLE_ECHO, /* the API does not answer through it */
    TROUBLE_COUNT
};

struct attempt {
    const char *host; /* of the target, without user */
    unsigned forwards; /* how many shall listen there */

    enum stage stage;
    enum trouble trouble; /* the first that was told */
    unsigned forwards_up;
    bool via_proxy, key_accepted, passphrase_asked, forbidden, entered;
    bool learned; /* the host's key was not known before */
    bool gateway_closed, open_failed, open_forbidden; /* since the check began */
    uint64_t clients; /* channels of the first 64 that are clients' */
    char host_key[160]; /* type and fingerprint of the last one seen */
    char words[200]; /* what ssh said of the trouble; "" when nothing */
};

void attempt_begin(struct attempt *attempt, const char *host, unsigned forwards);

/* Takes in one line and returns what it told. */
enum news attempt_read(struct attempt *attempt, const char *line);

/* All forwards listen there. */
bool attempt_is_up(const struct attempt *attempt);

/* Why it has ended, when it has: what was told, or what follows from how far it had come. */
enum trouble attempt_trouble(const struct attempt *attempt);

/* What a trouble means. */
struct trouble_row {
    const char *step; /* one word: "network", "authentication" … */
    const char *means; /* the sentence for people, without a subject */
    const char *brief; /* the same of the machine, in few words, for the service's description */
    const char *advice; /* what to do; "" when nothing is to be done */
    bool hopeless; /* trying again mends nothing, and may be dangerous */
    bool gentle; /* the other side may lock us out when it is tried often */
    int status; /* exit status of tunnel-check */
};
const struct trouble_row *trouble_row(enum trouble trouble);

/* Milliseconds to wait after so many (1, 2, …) attempts in a row that came to nothing: from `restart_s` seconds doubling up to
 * 30 s, or from one minute up to 15 for a trouble that is to be treated gently. */
int64_t trouble_pause_ms(enum trouble trouble, unsigned in_a_row, int restart_s);

#endif
