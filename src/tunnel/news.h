/* SPDX-License-Identifier: MIT
 *
 * What ssh says on its standard error, line by line. Pure. The words are those of OpenSSH 8.4 to 10.0 with -v, in the C
 * locale: the only place where ssh tells that a forward listens on the other side, and why one does not.
 */
#ifndef TUNNEL_NEWS_H
#define TUNNEL_NEWS_H

#include <stdbool.h>
#include <stddef.h>

enum news {
    NEWS_NOTHING,
    NEWS_CONNECTING, /* the name is resolved */
    NEWS_CONNECTED,
    NEWS_PROXY, /* a command of the user's connects in our place */
    NEWS_HOST_KEY, /* detail: type and fingerprint */
    NEWS_HOST_KEY_LEARNED, /* detail: whose */
    NEWS_HOST_KEY_CHANGED,
    NEWS_HOST_KEY_UNKNOWN,
    NEWS_HOST_KEY_REFUSED,
    NEWS_KEY_ASKED, /* the host's key is settled, now ours is wanted */
    NEWS_KEY_ACCEPTED, /* the public one; to sign with it, it must be opened */
    NEWS_PASSPHRASE_ASKED,
    NEWS_AUTHENTICATED, /* detail: by whom */
    NEWS_DENIED,
    NEWS_ENTERED, /* what forwards on our side listens */
    NEWS_FORWARD_UP,
    NEWS_FORWARD_FORBIDDEN, /* comes before NEWS_FORWARD_REFUSED */
    NEWS_FORWARD_REFUSED,
    NEWS_UNRESOLVED,
    NEWS_UNREACHABLE,
    NEWS_SILENT,
    NEWS_CLIENT_CAME, /* detail: the channel's number */
    NEWS_CLIENT_LEFT, /* likewise, and for other channels too */
    NEWS_GATEWAY_CLOSED, /* nobody listens on our side */
    NEWS_OPEN_FAILED, /* a channel to the other side, as our check makes them; detail: why */
    NEWS_OPEN_FORBIDDEN, /* likewise */
    NEWS_BAD_OPTION,
    NEWS_NO_USER
};

/* What a line tells; *detail is the part of it that the kind names, else what follows the words known. */
enum news news_read(const char *line, const char **detail);

/* True for lines that are only there because we ask ssh for so many. */
bool news_is_noise(const char *line);

#endif
