/* SPDX-License-Identifier: MIT
 *
 * What a session is ill with, what is done about it, what the API's client hears, and what is planned.
 */
#include "session/conversation.h"
#include "session/health.h"
#include "session/plan.h"
#include "session/repair.h"

#include "base/clock.h"
#include "base/schedule.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { SECOND = 1000, MINUTE = 60 * SECOND };

/* ---- signs ---- */

static void illnesses_are_told_apart(void **state)
{
    (void) state;
    static const struct {
        struct signs signs;
        enum session_health health;
    } cases[] = {
        { { 0 }, HEALTH_GOOD },
        { { .stopped = 1, .missed = 2, .queued = 2, .failed = 2, .watch_failed = 2 }, HEALTH_GOOD },
        { { .stopped = 2, .queued = 9, .failed = 9 }, HEALTH_FROZEN },
        { { .missed = 3, .failed = 9 }, HEALTH_NO_LISTENER },
        { { .queued = 3, .failed = 2 }, HEALTH_WEDGED },
        { { .failed = 3, .result = PROBE_UNANSWERED }, HEALTH_SILENT },
        { { .failed = 3, .result = PROBE_CLOSED }, HEALTH_CLOSES },
        { { .watch_failed = 3 }, HEALTH_SILENT },
        { { .upstream = UPSTREAM_LOST }, HEALTH_UPSTREAM_LOST },
        { { .upstream = UPSTREAM_CONNECTED }, HEALTH_GOOD },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (health_judge(&cases[i].signs) != cases[i].health) fail_msg("case %zu", i);
    assert_false(health_is_lost(HEALTH_UPSTREAM_LOST));
    assert_true(health_is_lost(HEALTH_FROZEN));
}

static void state_of_a_process_is_read_past_its_name(void **state)
{
    (void) state;
    assert_int_equal(health_process_state("17 (java) S 1 17"), 'S');
    assert_int_equal(health_process_state("17 (a) R (b) T 1"), 'T');
    assert_int_equal(health_process_state("17 (java"), 0);
    assert_int_equal(health_process_state(""), 0);
}

/* ---- repair ---- */

static void milder_things_come_first_and_in_time(void **state)
{
    (void) state;
    struct repair repair = { 0 };
    assert_int_equal(repair_look(&repair, HEALTH_GOOD, 0), REPAIR_NONE);
    assert_true(repair_deadline(&repair) == CLOCK_NEVER);
    assert_int_equal(repair_look(&repair, HEALTH_FROZEN, 1000), REPAIR_WAKE);
    assert_int_equal(repair_look(&repair, HEALTH_FROZEN, 1001), REPAIR_NONE);
    assert_int_equal(repair_look(&repair, HEALTH_FROZEN, 1000 + 20 * SECOND), REPAIR_RESTART);
    assert_int_equal(repair_look(&repair, HEALTH_UNKNOWN, 30 * SECOND), REPAIR_NONE);
    assert_int_equal(repair_look(&repair, HEALTH_SILENT, 40 * SECOND), REPAIR_NONE);
    assert_true(repair_deadline(&repair) == 70 * SECOND);
    assert_int_equal(repair_look(&repair, HEALTH_SILENT, 70 * SECOND), REPAIR_RESTART);
}

static void lost_servers_are_given_time(void **state)
{
    (void) state;
    struct repair repair = { 0 };
    repair_look(&repair, HEALTH_UPSTREAM_LOST, 0);
    assert_int_equal(repair_look(&repair, HEALTH_UPSTREAM_LOST, 5 * MINUTE - 1), REPAIR_NONE);
    assert_int_equal(repair_look(&repair, HEALTH_UPSTREAM_LOST, 5 * MINUTE), REPAIR_RECONNECT_DATA);
    assert_int_equal(repair_look(&repair, HEALTH_UPSTREAM_LOST, 10 * MINUTE), REPAIR_RECONNECT_ACCOUNT);
    assert_int_equal(repair_look(&repair, HEALTH_UPSTREAM_LOST, 29 * MINUTE), REPAIR_NONE);
    assert_int_equal(repair_look(&repair, HEALTH_UPSTREAM_LOST, 30 * MINUTE), REPAIR_RESTART);
}

static void each_repair_is_limited_and_there_is_an_end(void **state)
{
    (void) state;
    static const enum repair_step expected[] = { REPAIR_RESTART, REPAIR_RESTART, REPAIR_RESTART, REPAIR_COLD, REPAIR_COLD,
                                                 REPAIR_GIVE_UP, REPAIR_GIVE_UP };
    struct repair repair = { 0 };
    int64_t now = 0;
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        repair_look(&repair, HEALTH_SILENT, now);
        now += MINUTE;
        assert_int_equal(repair_look(&repair, HEALTH_SILENT, now), expected[i]);
        if (expected[i] == REPAIR_GIVE_UP) assert_int_equal(repair_look(&repair, HEALTH_SILENT, now + MINUTE), REPAIR_NONE);
        repair_look(&repair, HEALTH_UNKNOWN, now);
    }
    repair_forgive(&repair);
    repair_look(&repair, HEALTH_SILENT, now);
    assert_int_equal(repair_look(&repair, HEALTH_SILENT, now + MINUTE), REPAIR_RESTART);
}

static void hours_later_repairs_are_open_again(void **state)
{
    (void) state;
    struct repair repair = { 0 };
    for (int i = 0; i < 3; i++) {
        repair_look(&repair, HEALTH_SILENT, i * MINUTE);
        repair_look(&repair, HEALTH_SILENT, i * MINUTE + 30 * SECOND);
        repair_look(&repair, HEALTH_GOOD, i * MINUTE + 40 * SECOND);
    }
    int64_t later = 6 * 60 * MINUTE;
    repair_look(&repair, HEALTH_SILENT, later);
    assert_int_equal(repair_look(&repair, HEALTH_SILENT, later + 30 * SECOND), REPAIR_RESTART);
}

/* ---- the conversation ---- */

#define FRAME(length, text) "\0\0\0" length text

static unsigned hear(struct conversation *conversation, const char *bytes, size_t length, size_t step,
                     enum conversation_news *told, unsigned room)
{
    unsigned count = 0;
    for (size_t at = 0; at < length;) {
        enum conversation_news news;
        size_t some = length - at < step ? length - at : step;
        size_t taken = conversation_push(conversation, (const uint8_t *) bytes + at, some, &news);
        assert_in_range(taken, 1, some);
        at += taken;
        if (news != NEWS_NONE && count < room) told[count++] = news;
    }
    return count;
}

static const char story[] = FRAME("\x1a", "176\0" "20260102 03:04:05 CET\0")
    FRAME("\x0a", "15\0" "1\0" "DU12\0") FRAME("\x06", "9\0" "1\0" "1\0")
    FRAME("\x11", "4\0" "2\0" "-1\0" "2104\0" "fine\0") FRAME("\x11", "4\0" "2\0" "-1\0" "1100\0" "lost\0")
    FRAME("\x11", "4\0" "2\0" "-1\0" "1102\0" "back\0") FRAME("\x11", "4\0" "2\0" "-1\0" "2110\0" "lost\0")
    FRAME("\x11", "4\0" "2\0" "-1\0" "1101\0" "back\0") FRAME("\x10", "49\0" "1\0" "1700000000\0")
    FRAME("\x0f", "4\0" "2\0" "-1\0" "326\0" "use");

static void conversation_is_understood_however_it_is_cut(void **state)
{
    (void) state;
    static const enum conversation_news expected[] = { NEWS_HELLO, NEWS_ACCOUNTS, NEWS_LOST, NEWS_BACK, NEWS_LOST,
                                                       NEWS_BACK, NEWS_TIME, NEWS_TAKEN };
    static struct conversation conversation;
    for (size_t step = 1; step < sizeof story; step++) {
        enum conversation_news told[16];
        memset(&conversation, 0, sizeof conversation);
        unsigned count = hear(&conversation, story, sizeof story, step, told, 16);
        assert_int_equal(count, 8);
        assert_memory_equal(told, expected, sizeof expected);
    }
}

static void message_too_long_to_be_kept_is_passed_over(void **state)
{
    (void) state;
    static struct conversation conversation;
    static char filler[200000];
    enum conversation_news told[4];
    static const char head[] = { 0, 2, 0, 0 }; /* 131072 bytes */
    hear(&conversation, story, 30, 30, told, 4);
    assert_int_equal(hear(&conversation, head, 4, 4, told, 4), 0);
    assert_int_equal(hear(&conversation, filler, 131072, 4096, told, 4), 0);
    assert_int_equal(hear(&conversation, FRAME("\x0a", "15\0" "1\0" "DU12"), 14, 14, told, 4), 1);
    assert_int_equal(told[0], NEWS_ACCOUNTS);
}

static void nonsense_ends_a_conversation(void **state)
{
    (void) state;
    static struct conversation conversation;
    enum conversation_news told[4];
    assert_int_equal(hear(&conversation, "HTTP/1.1 400 Bad Request\r\n", 26, 26, told, 1), 1);
    assert_int_equal(told[0], NEWS_NONSENSE);
    memset(&conversation, 0, sizeof conversation);
    hear(&conversation, story, 30, 30, told, 4);
    assert_int_equal(hear(&conversation, "\xff\xff\xff\xff", 4, 4, told, 1), 1);
    assert_int_equal(told[0], NEWS_NONSENSE);
}

static void what_is_said_is_what_the_protocol_wants(void **state)
{
    (void) state;
    uint8_t out[CONVERSATION_MESSAGE];
    static const char login[] = "\0\0\0\x0a" "71\0" "2\0" "999\0";
    assert_int_equal(conversation_login(999, out), 14);
    assert_memory_equal(out, login, 14);
    static const char question[] = "\0\0\0\x05" "49\0" "1";
    assert_int_equal(conversation_question(out), 9);
    assert_memory_equal(out, question, 9);
}

/* ---- plans ---- */

static struct config planned(int restart, int logoff, int cold)
{
    return (struct config) { .auto_restart_time = { restart }, .auto_logoff_time = { logoff },
                             .cold_restart_time = { cold }, .auto_logon_time = { -1 } };
}

enum { SUNDAY_NOON = 1767528000 /* 2026-01-04 12:00 UTC */, HOUR = 3600, DAY = 24 * HOUR };

static void nearest_plan_is_next(void **state)
{
    (void) state;
    struct config config = planned(23 * 60, -1, 17 * 60 + 30);
    schedule_use_zone("UTC");
    struct plan plan = plan_next(&config, SUNDAY_NOON);
    assert_int_equal(plan.kind, PLAN_COLD_RESTART);
    assert_true(plan.at == SUNDAY_NOON + 5 * HOUR + HOUR / 2);
    plan = plan_next(&config, plan.at);
    assert_int_equal(plan.kind, PLAN_RESTART);
    assert_true(plan.at == SUNDAY_NOON + 11 * HOUR);
    config = planned(-1, -1, -1);
    assert_int_equal(plan_next(&config, SUNDAY_NOON).kind, PLAN_NONE);
}

static void plan_is_under_way_around_its_time(void **state)
{
    (void) state;
    struct config config = planned(-1, 13 * 60, -1);
    int64_t at = SUNDAY_NOON + HOUR;
    schedule_use_zone("UTC");
    assert_int_equal(plan_current(&config, at - PLAN_EARLY_S - 1).kind, PLAN_NONE);
    assert_int_equal(plan_current(&config, at - PLAN_EARLY_S).kind, PLAN_LOGOFF);
    assert_int_equal(plan_current(&config, at).kind, PLAN_LOGOFF);
    assert_int_equal(plan_current(&config, at + PLAN_LATE_S).kind, PLAN_LOGOFF);
    assert_int_equal(plan_current(&config, at + PLAN_LATE_S + 1).kind, PLAN_NONE);
}

static void logoff_lasts_a_minute_or_until_its_time(void **state)
{
    (void) state;
    struct config config = planned(-1, 13 * 60, -1);
    schedule_use_zone("UTC");
    assert_true(plan_logon_ms(&config, SUNDAY_NOON) == MINUTE);
    config.auto_logon_time.minutes = 8 * 60;
    assert_true(plan_logon_ms(&config, SUNDAY_NOON) == (int64_t) 20 * HOUR * 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(illnesses_are_told_apart),
        cmocka_unit_test(state_of_a_process_is_read_past_its_name),
        cmocka_unit_test(milder_things_come_first_and_in_time),
        cmocka_unit_test(lost_servers_are_given_time),
        cmocka_unit_test(each_repair_is_limited_and_there_is_an_end),
        cmocka_unit_test(hours_later_repairs_are_open_again),
        cmocka_unit_test(conversation_is_understood_however_it_is_cut),
        cmocka_unit_test(message_too_long_to_be_kept_is_passed_over),
        cmocka_unit_test(nonsense_ends_a_conversation),
        cmocka_unit_test(what_is_said_is_what_the_protocol_wants),
        cmocka_unit_test(nearest_plan_is_next),
        cmocka_unit_test(plan_is_under_way_around_its_time),
        cmocka_unit_test(logoff_lasts_a_minute_or_until_its_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
