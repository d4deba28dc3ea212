/* SPDX-License-Identifier: MIT */
#include "control/message.h"
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_whole_requests_with_a_known_verb_are_valid),
        cmocka_unit_test(a_request_names_a_service_exactly_when_its_verb_takes_one),
        cmocka_unit_test(the_x_cookie_file_has_the_format_of_libXau),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
