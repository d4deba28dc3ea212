/* SPDX-License-Identifier: MIT */
#include "control/message.h"
#include "control/notify.h"
#include "base/text.h"
#include "launch/rdp.h"
#include "launch/xauthority.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void only_whole_requests_with_a_known_verb_are_valid(void **state)
{
    (void) state;
    struct request request = { .magic = REQUEST_MAGIC, .verb = VERB_STOP, .service = "relay" };
    assert_true(request_is_valid(&request, sizeof request));
    assert_false(request_is_valid(&request, sizeof request - 1));
    assert_false(request_is_valid(&request, sizeof request + 1));
    for (uint32_t verb = 0; verb < 64; verb++) {
        request.verb = verb;
        assert_int_equal(request_is_valid(&request, sizeof request), verb >= VERB_START && verb <= VERB_SIGNAL);
    }
    request.verb = VERB_STOP;
    request.magic++;
    assert_false(request_is_valid(&request, sizeof request));
}

static void a_request_names_a_service_exactly_when_its_verb_takes_one(void **state)
{
    (void) state;
    struct request request = { .magic = REQUEST_MAGIC, .verb = VERB_START };
    assert_false(request_is_valid(&request, sizeof request));
    request.verb = VERB_SHUTDOWN;
    assert_true(request_is_valid(&request, sizeof request));
    memset(request.service, 'x', sizeof request.service);
    request.verb = VERB_START;
    assert_false(request_is_valid(&request, sizeof request));
}

static void the_x_cookie_file_has_the_format_of_libXau(void **state)
{
    static const uint8_t wanted[] = "\xff\xff\0\0\0\2" "17\0\x12MIT-MAGIC-COOKIE-1\0\x10" "0123456789abcdef";
    uint8_t bytes[XAUTHORITY_SIZE_MAX];
    (void) state;
    size_t length = xauthority_encode(17, (const uint8_t *) "0123456789abcdef", bytes);
    assert_int_equal(length, sizeof wanted - 1);
    assert_memory_equal(bytes, wanted, length);
}

static void the_account_of_rdp_has_the_hash_that_clients_answer_with(void **state)
{
    static const struct {
        const char *password, *hash;
    } cases[] = {
        { "Password", "a4f49c406510bdcab6824ee7c30fd852" }, /* MS-NLMP 4.2.2.1.2 */
        { "", "31d6cfe0d16ae931b73c59d7e0c089c0" }, /* RFC 1320, A.5 */
        { "\xf0\x9f\x98\x80", "4b58a10cc20a4e7d808d218e1f80aabc" },
        { "S3cret p\xc3\xa4", "6c3d9986465e86da5dca04511948628f" }, /* openssl dgst -md4 */
    };
    char account[RDP_ACCOUNT_SIZE], wanted[RDP_ACCOUNT_SIZE];
    (void) state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        rdp_account(cases[i].password, account);
        text_print(wanted, "ibuser:::%s:::\n", cases[i].hash);
        assert_string_equal(account, wanted);
    }
}

static enum notice take_all(struct notice_reader *reader, const char *bytes)
{
    enum notice last = NOTICE_NONE;
    for (; *bytes; bytes++) last = notice_take(reader, *bytes);
    return last;
}

static void a_service_says_ready_not_ready_and_why(void **state)
{
    (void) state;
    struct notice_reader reader = { 0 };
    assert_int_equal(take_all(&reader, "\n"), NOTICE_READY);
    assert_int_equal(take_all(&reader, "!"), NOTICE_NOT_READY);
    assert_int_equal(take_all(&reader, "\2far side = gone!\n"), NOTICE_REASON);
    assert_string_equal(reader.reason, "far side = gone!");
    assert_int_equal(take_all(&reader, "99\n"), NOTICE_READY); /* as Xvfb says it */
    assert_int_equal(take_all(&reader, "PORT=5900\n"), NOTICE_READY); /* as x11vnc does */
}

static void a_reason_keeps_its_bounds_and_carries_no_control_characters(void **state)
{
    (void) state;
    struct notice_reader reader = { 0 };
    assert_int_equal(take_all(&reader, "\2\x1b[31mred\x7f\n"), NOTICE_REASON);
    assert_string_equal(reader.reason, "?[31mred?");
    notice_take(&reader, NOTICE_MARK);
    for (int i = 0; i < 1000; i++) assert_int_equal(notice_take(&reader, 'x'), NOTICE_NONE);
    assert_int_equal(notice_take(&reader, '\n'), NOTICE_REASON);
    assert_int_equal(strlen(reader.reason), BOARD_TEXT - 1);
    assert_int_equal(take_all(&reader, "\2\n"), NOTICE_REASON);
    assert_string_equal(reader.reason, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_whole_requests_with_a_known_verb_are_valid),
        cmocka_unit_test(a_request_names_a_service_exactly_when_its_verb_takes_one),
        cmocka_unit_test(a_service_says_ready_not_ready_and_why),
        cmocka_unit_test(a_reason_keeps_its_bounds_and_carries_no_control_characters),
        cmocka_unit_test(the_x_cookie_file_has_the_format_of_libXau),
        cmocka_unit_test(the_account_of_rdp_has_the_hash_that_clients_answer_with),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
