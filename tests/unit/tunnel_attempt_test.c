/* SPDX-License-Identifier: MIT */
#include "tunnel/attempt.h"

#include "base/macros.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Lines as OpenSSH 9.2 wrote them. */
#define FORBIDDEN "debug1: Remote: port forwarding refused"
#define REFUSED "Error: remote port forwarding failed for listen port 14001"
#define FORWARD "debug1: remote forward success for: listen 127.0.0.1:14001, connect 127.0.0.1:4002"
#define ACCEPTS "debug1: Server accepts key: /proc/9/fd/3 ED25519 SHA256:x explicit"
#define ASKED "debug1: read_passphrase: requested to askpass"
#define DENIED "root@client: Permission denied (publickey)."
#define CHANGED "@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @"

static struct attempt read_lines(unsigned forwards, const char *const *lines)
{
    struct attempt attempt;
    attempt_begin(&attempt, "client", forwards);
    for (; *lines; lines++) attempt_read(&attempt, *lines);
    return attempt;
}

#define READ(forwards, ...) read_lines(forwards, (const char *const[]) { __VA_ARGS__, NULL })

static void the_trouble_is_the_first_that_was_told(void **state)
{
    (void) state;
    static const struct {
        const char *lines[4];
        enum trouble trouble;
    } cases[] = {
        { { NULL }, TROUBLE_NETWORK },
        { { "ssh: Could not resolve hostname x: Name or service not known" }, TROUBLE_NAME },
        { { "ssh: connect to host x port 22: Connection refused" }, TROUBLE_NETWORK },
        { { CHANGED, "Host key verification failed." }, TROUBLE_HOST_KEY_CHANGED },
        { { "No ED25519 host key is known for x and you have requested strict checking.", "Host key verification failed." },
          TROUBLE_HOST_KEY_UNKNOWN },
        { { DENIED }, TROUBLE_DENIED },
        { { ACCEPTS, ASKED, DENIED }, TROUBLE_PASSPHRASE },
        { { ASKED, DENIED }, TROUBLE_DENIED },
        { { REFUSED }, TROUBLE_PORT_TAKEN },
        { { FORBIDDEN, REFUSED }, TROUBLE_PORT_FORBIDDEN },
        { { FORWARD, "Timeout, server client not responding." }, TROUBLE_SILENT },
        { { FORWARD, "Connection to client closed by remote host." }, TROUBLE_LOST },
        { { "command-line: line 0: Bad configuration option: x" }, TROUBLE_OPTIONS },
        { { "No user exists for uid 4321" }, TROUBLE_USER },
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        struct attempt attempt = read_lines(1, cases[i].lines);
        if (attempt_trouble(&attempt) != cases[i].trouble) fail_msg("case %zu: %d", i, (int) attempt_trouble(&attempt));
    }
}

static void it_is_up_when_every_forward_listens(void **state)
{
    (void) state;
    struct attempt attempt = READ(2, FORWARD);
    assert_false(attempt_is_up(&attempt));
    attempt_read(&attempt, FORWARD);
    assert_true(attempt_is_up(&attempt));
}

static void a_bastion_that_lets_us_in_is_not_the_target(void **state)
{
    (void) state;
    struct attempt attempt = READ(1, "debug1: Executing proxy command: exec ssh -W '[client]:22' bastion",
                                  "Authenticated to bastion ([10.0.0.1]:22) using \"publickey\".");
    assert_int_not_equal(attempt.stage, STAGE_AUTHENTICATED);
    attempt_read(&attempt, "Authenticated to client (via proxy) using \"publickey\".");
    assert_int_equal(attempt.stage, STAGE_AUTHENTICATED);
}

static void clients_are_counted_by_their_channels(void **state)
{
    (void) state;
    struct attempt attempt = READ(1, FORWARD, "debug1: channel 2: new forwarded-tcpip [127.0.0.1] (inactive timeout: 0)",
                                  "debug1: channel 63: new forwarded-tcpip [127.0.0.1]",
                                  "debug1: channel 1: free: direct-tcpip: listening port -2, nchannels 4");
    assert_true(attempt.clients != 0);
    attempt_read(&attempt, "debug1: channel 2: free: 127.0.0.1, nchannels 3");
    assert_true(attempt.clients != 0);
    attempt_read(&attempt, "debug1: channel 63: free: 127.0.0.1, nchannels 2");
    assert_true(attempt.clients == 0);
}

static void pauses_grow_to_a_ceiling(void **state)
{
    (void) state;
    assert_int_equal(trouble_pause_ms(TROUBLE_NETWORK, 1, 5), 5000);
    assert_int_equal(trouble_pause_ms(TROUBLE_NETWORK, 3, 5), 20000);
    assert_int_equal(trouble_pause_ms(TROUBLE_NETWORK, 4000000000U, 5), 30000);
    assert_int_equal(trouble_pause_ms(TROUBLE_NETWORK, 9, 3600), 3600000);
    assert_int_equal(trouble_pause_ms(TROUBLE_DENIED, 1, 5), 60000);
    assert_int_equal(trouble_pause_ms(TROUBLE_DENIED, 9, 5), 900000);
}

static void what_ssh_says_only_to_us_is_noise(void **state)
{
    (void) state;
    assert_true(news_is_noise("debug1: Connection established."));
    assert_true(news_is_noise("@@@@@@@@@@"));
    assert_false(news_is_noise(CHANGED));
    assert_false(news_is_noise(DENIED));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_trouble_is_the_first_that_was_told),
        cmocka_unit_test(it_is_up_when_every_forward_listens),
        cmocka_unit_test(a_bastion_that_lets_us_in_is_not_the_target),
        cmocka_unit_test(clients_are_counted_by_their_channels),
        cmocka_unit_test(pauses_grow_to_a_ceiling),
        cmocka_unit_test(what_ssh_says_only_to_us_is_noise),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
