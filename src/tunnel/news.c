/* SPDX-License-Identifier: MIT */
#include "tunnel/news.h"

#include "base/macros.h"
#include "base/text.h"

#include <string.h>

/* How a line begins and, perhaps, what it holds after that. The first row that fits counts. */
static const struct {
    enum news news;
    const char *start, *part;
} table[] = {
    { NEWS_CONNECTING, "debug1: Connecting to ", NULL },
    { NEWS_CONNECTED, "debug1: Connection established.", NULL },
    { NEWS_PROXY, "debug1: Executing proxy command: ", NULL },
    { NEWS_HOST_KEY, "debug1: Server host key: ", NULL },
    { NEWS_HOST_KEY_LEARNED, "Warning: Permanently added ", NULL },
    { NEWS_HOST_KEY_CHANGED, "@", "REMOTE HOST IDENTIFICATION HAS CHANGED" },
    { NEWS_HOST_KEY_UNKNOWN, "No ", " host key is known for " },
    { NEWS_HOST_KEY_REFUSED, "Host key verification failed.", NULL },
    { NEWS_KEY_ASKED, "debug1: Authentications that can continue: ", NULL },
    { NEWS_KEY_ACCEPTED, "debug1: Server accepts key: ", NULL },
    { NEWS_PASSPHRASE_ASKED, "debug1: read_passphrase: requested to askpass", NULL },
    { NEWS_AUTHENTICATED, "Authenticated to ", NULL },
    { NEWS_DENIED, "", ": Permission denied (" },
    { NEWS_DENIED, "Received disconnect from ", "Too many authentication failures" },
    { NEWS_ENTERED, "debug1: Entering interactive session.", NULL },
    { NEWS_FORWARD_UP, "debug1: remote forward success for: listen ", NULL },
    { NEWS_FORWARD_FORBIDDEN, "debug1: Remote: port forwarding refused", NULL },
    { NEWS_FORWARD_FORBIDDEN, "debug1: Remote: Server has disabled port forwarding", NULL },
    { NEWS_FORWARD_FORBIDDEN, "debug1: Remote: Port forwarding disabled", NULL },
    { NEWS_FORWARD_REFUSED, "Error: remote port forwarding failed for listen port ", NULL },
    { NEWS_UNRESOLVED, "ssh: Could not resolve hostname ", NULL },
    { NEWS_UNREACHABLE, "ssh: connect to host ", NULL },
    { NEWS_UNREACHABLE, "Connection timed out during banner exchange", NULL },
    { NEWS_UNREACHABLE, "stdio forwarding failed", NULL },
    { NEWS_SILENT, "Timeout, server ", " not responding" },
    { NEWS_GATEWAY_CLOSED, "connect_to ", ": failed." },
    { NEWS_OPEN_FORBIDDEN, "channel ", ": open failed: administratively prohibited" },
    { NEWS_OPEN_FAILED, "channel ", ": open failed: " },
    { NEWS_BAD_OPTION, "command-line", "Bad configuration option" },
    { NEWS_BAD_OPTION, "", "Bad configuration option" },
    { NEWS_BAD_OPTION, "command-line line ", NULL },
    { NEWS_BAD_OPTION, "command-line: line ", NULL },
    { NEWS_BAD_OPTION, "unknown option -- ", NULL },
    { NEWS_BAD_OPTION, "option requires an argument -- ", NULL },
    { NEWS_BAD_OPTION, "Bad local forwarding specification", NULL },
    { NEWS_BAD_OPTION, "Bad remote forwarding specification", NULL },
    { NEWS_NO_USER, "No user exists for uid ", NULL },
};

/* "debug1: channel 2: new forwarded-tcpip [127.0.0.1]" and "debug1: channel 2: free: 127.0.0.1, nchannels 3" */
static enum news read_channel(const char *line, const char **detail)
{
    static const char start[] = "debug1: channel ";
    if (!text_starts_with(line, start)) return NEWS_NOTHING;
    const char *number = line + sizeof start - 1, *after = number + strspn(number, "0123456789");
    *detail = number;
    if (text_starts_with(after, ": new forwarded-tcpip")) return NEWS_CLIENT_CAME;
    return text_starts_with(after, ": free: ") ? NEWS_CLIENT_LEFT : NEWS_NOTHING;
}

enum news news_read(const char *line, const char **detail)
{
    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        if (!text_starts_with(line, table[i].start)) continue;
        const char *rest = line + strlen(table[i].start);
        const char *part = table[i].part ? strstr(rest, table[i].part) : rest;
        if (!part) continue;
        *detail = table[i].part ? part + strlen(table[i].part) : part;
        return table[i].news;
    }
    return read_channel(line, detail);
}

bool news_is_noise(const char *line)
{
    static const char *const starts[] = { "debug1: ", "debug2: ", "debug3: ", "OpenSSH_", "Transferred: sent ",
                                          "Bytes per second: " };
    if (!line[strspn(line, "@ ")]) return true;
    for (size_t i = 0; i < ARRAY_LENGTH(starts); i++)
        if (text_starts_with(line, starts[i])) return true;
    return false;
}
