/* SPDX-License-Identifier: MIT */
#include "tunnel/attempt.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

enum { CHANNELS = 64 };

void attempt_begin(struct attempt *attempt, const char *host, unsigned forwards)
{
    *attempt = (struct attempt) { .host = host, .forwards = forwards };
}

static void reach(struct attempt *attempt, enum stage stage)
{
    if (attempt->stage < stage) attempt->stage = stage;
}

static void blame(struct attempt *attempt, enum trouble trouble, const char *line)
{
    if (attempt->trouble != TROUBLE_NONE) return;
    attempt->trouble = trouble;
    text_print(attempt->words, "%s", line);
}

/* A bastion's ssh writes to the same pipe. */
static bool is_ours(const struct attempt *attempt, const char *by)
{
    size_t length = strlen(attempt->host);
    return !attempt->via_proxy || (strncmp(by, attempt->host, length) == 0 && by[length] == ' ');
}

static uint64_t channel_bit(const char *number)
{
    unsigned long channel = strtoul(number, NULL, 10);
    return channel < CHANNELS ? UINT64_C(1) << channel : 0;
}

static enum trouble why_denied(const struct attempt *attempt)
{
    return attempt->passphrase_asked && attempt->key_accepted ? TROUBLE_PASSPHRASE : TROUBLE_DENIED;
}

static void take_progress(struct attempt *attempt, enum news news, const char *detail)
{
    if (news == NEWS_CONNECTING) reach(attempt, STAGE_RESOLVED);
    if (news == NEWS_CONNECTED) reach(attempt, STAGE_CONNECTED);
    if (news == NEWS_PROXY) attempt->via_proxy = true;
    if (news == NEWS_HOST_KEY) {
        text_print(attempt->host_key, "%s", detail);
        if (!attempt->via_proxy) reach(attempt, STAGE_CONNECTED);
    }
    if (news == NEWS_HOST_KEY_LEARNED) attempt->learned = true;
    if (news == NEWS_KEY_ACCEPTED) attempt->key_accepted = true;
    if ((news == NEWS_KEY_ASKED || news == NEWS_KEY_ACCEPTED) && !attempt->via_proxy) reach(attempt, STAGE_HOST_KEY);
    if (news == NEWS_PASSPHRASE_ASKED) attempt->passphrase_asked = true;
    if (news == NEWS_AUTHENTICATED && is_ours(attempt, detail)) reach(attempt, STAGE_AUTHENTICATED);
    if (news == NEWS_AUTHENTICATED) attempt->key_accepted = attempt->passphrase_asked = false; /* it was good for this one */
    if (news == NEWS_ENTERED && attempt->stage >= STAGE_AUTHENTICATED) attempt->entered = true;
    if (news == NEWS_FORWARD_UP) attempt->forwards_up++;
    if (attempt_is_up(attempt)) reach(attempt, STAGE_UP);
}

static void take_trouble(struct attempt *attempt, enum news news, const char *line)
{
    static const struct {
        enum news news;
        enum trouble trouble;
    } table[] = {
        { NEWS_HOST_KEY_CHANGED, TROUBLE_HOST_KEY_CHANGED }, { NEWS_HOST_KEY_UNKNOWN, TROUBLE_HOST_KEY_UNKNOWN },
        { NEWS_HOST_KEY_REFUSED, TROUBLE_HOST_KEY_UNKNOWN }, { NEWS_UNRESOLVED, TROUBLE_NAME },
        { NEWS_UNREACHABLE, TROUBLE_NETWORK }, { NEWS_SILENT, TROUBLE_SILENT }, { NEWS_BAD_OPTION, TROUBLE_OPTIONS },
        { NEWS_NO_USER, TROUBLE_USER },
    };
    for (size_t i = 0; i < ARRAY_LENGTH(table); i++)
        if (table[i].news == news) blame(attempt, table[i].trouble, line);
    if (news == NEWS_DENIED) blame(attempt, why_denied(attempt), line);
    if (news == NEWS_FORWARD_FORBIDDEN) attempt->forbidden = true;
    if (news == NEWS_FORWARD_REFUSED) blame(attempt, attempt->forbidden ? TROUBLE_PORT_FORBIDDEN : TROUBLE_PORT_TAKEN, line);
}

static void take_traffic(struct attempt *attempt, enum news news, const char *detail)
{
    if (news == NEWS_CLIENT_CAME) attempt->clients |= channel_bit(detail);
    if (news == NEWS_CLIENT_LEFT) attempt->clients &= ~channel_bit(detail);
    if (news == NEWS_GATEWAY_CLOSED) attempt->gateway_closed = true;
    if (news == NEWS_OPEN_FAILED) attempt->open_failed = true;
    if (news == NEWS_OPEN_FORBIDDEN) attempt->open_forbidden = true;
}

enum news attempt_read(struct attempt *attempt, const char *line)
{
    const char *detail = "";
    enum news news = news_read(line, &detail);
    take_progress(attempt, news, detail);
    take_trouble(attempt, news, line);
    take_traffic(attempt, news, detail);
    return news;
}

bool attempt_is_up(const struct attempt *attempt)
{
    if (attempt->forwards == 0) return attempt->entered;
    return attempt->forwards_up >= attempt->forwards;
}

enum trouble attempt_trouble(const struct attempt *attempt)
{
    if (attempt->trouble != TROUBLE_NONE) return attempt->trouble;
    return attempt->stage == STAGE_UP ? TROUBLE_LOST : TROUBLE_NETWORK;
}

/* ---- what it means ---- */

static const struct trouble_row rows[TROUBLE_COUNT] = {
    [TROUBLE_NONE] = { "nothing", "nothing is wrong", "is fine", "", .status = 0 },
    [TROUBLE_OPTIONS] = { "settings", "ssh does not take its options", "ssh does not take its options",
                          "see the lines above, and SSH_OPTIONS", .hopeless = true, .status = 78 },
    [TROUBLE_USER] = { "user", "ssh does not run for a user without a name", "this container's user has no name",
                       "the package libnss-wrapper is missing here, or give this uid a line in /etc/passwd", .hopeless = true,
                       .status = 10 },
    [TROUBLE_KEYS] = { "key", "there is no usable key", "no usable key", "", .hopeless = true, .status = 10 },
    [TROUBLE_NAME] = { "name", "the name cannot be resolved", "the name has no address",
                       "check SSH_USER_TUNNEL and the container's DNS", .status = 11 },
    [TROUBLE_NETWORK] = { "network", "the machine does not answer", "does not answer",
                          "check its address and port, and what filters between", .status = 12 },
    [TROUBLE_HOST_KEY_UNKNOWN] = { "host key", "the host key is not known, and a known_hosts that is mounted is strict",
                                   "host key is not in the known_hosts that is mounted",
                                   "add the key to known_hosts in SSH_DIR (ssh-keyscan, and compare the fingerprint)",
                                   .hopeless = true, .status = 13 },
    [TROUBLE_HOST_KEY_CHANGED] = { "host key", "the host key is NOT the one known: somebody may be in between, or the machine "
                                   "was installed anew", "host key has changed",
                                   "if you know that it was, remove its line from known_hosts and start this service again",
                                   .hopeless = true, .status = 13 },
    [TROUBLE_DENIED] = { "authentication", "every key is refused", "refuses every key",
                         "the public key belongs into ~/.ssh/authorized_keys there, see the guide", .gentle = true, .status = 14 },
    [TROUBLE_PASSPHRASE] = { "authentication", "the key is the right one, but the passphrase does not open it",
                             "takes the key, but the passphrase does not open it", "check SSH_PASSPHRASE", .hopeless = true,
                             .status = 14 },
    [TROUBLE_PORT_FORBIDDEN] = { "remote port", "listening there is not allowed", "does not allow us to listen",
                                 "check permitlisten in authorized_keys and AllowTcpForwarding in sshd_config", .gentle = true,
                                 .status = 15 },
    [TROUBLE_PORT_TAKEN] = { "remote port", "the port is taken there: by another program, or by the connection before this one, "
                             "until its sshd notices that it is gone", "the port is taken there",
                             "ClientAliveInterval 20 in the sshd_config there makes it notice, see the guide", .status = 15 },
    [TROUBLE_SILENT] = { "network", "the far side has gone silent", "has gone silent", "", .status = 12 },
    [TROUBLE_LOST] = { "network", "the connection was closed from there", "closed the connection", "", .status = 12 },
    [TROUBLE_ECHO] = { "API", "the API does not answer through the tunnel", "the API does not answer there", "", .status = 16 },
};

const struct trouble_row *trouble_row(enum trouble trouble)
{
    return &rows[trouble];
}

int64_t trouble_pause_ms(enum trouble trouble, unsigned in_a_row, int restart_s)
{
    enum { CEILING_MS = 30000, GENTLE_MS = 60000, GENTLE_CEILING_MS = 900000 };
    bool gentle = rows[trouble].gentle;
    int64_t first = (int64_t) restart_s * 1000, ceiling = gentle ? GENTLE_CEILING_MS : CEILING_MS;
    int64_t pause = gentle && first < GENTLE_MS ? GENTLE_MS : first;
    if (ceiling < first) ceiling = first;
    for (unsigned i = 1; i < in_a_row && pause < ceiling; i++) pause *= 2;
    return pause < ceiling ? pause : ceiling;
}
