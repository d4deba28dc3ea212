/* SPDX-License-Identifier: MIT
 *
 * `gatehouse config`: values, where they come from, what they become; never a secret. And the folders it looks at.
 */
#define _GNU_SOURCE
#include "config_kit.h"

#include "base/schedule.h"
#include "config/effective.h"
#include "config/folders.h"
#include "config/names.h"
#include "config/plan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define SECRET "Geheim2345671234567"

static char out[1 << 16];
static const time_t now = 1767225600; /* 2026-01-01 00:00 UTC */

static const char *table(void)
{
    struct text text = TEXT_IN(out);
    schedule_use_zone(config.time_zone);
    config_print_table(&config, now, &text);
    assert_false(text.cut);
    return out;
}

static const char *json(bool only_problems)
{
    struct text text = TEXT_IN(out);
    schedule_use_zone(config.time_zone);
    config_print_json(&config, &(struct config_findings) { &problems, true }, now, only_problems, &text);
    assert_false(text.cut);
    return out;
}

static void assert_has(const char *text, const char *part)
{
    if (!strstr(text, part)) fail_msg("\"%s\" is not in:\n%s", part, text);
}

static void each_value_is_told_with_its_origin(void **state)
{
    (void) state;
    LOAD("TWS_USERID=u", "IB_PASSWORD=p", "TRADING_MODE=live", "TIME_ZONE=Europe/Berlin", "IBC_AllowBlindTrading=yes",
         "IBC_FIXPassword=" SECRET);
    assert_has(table(), "  TRADING_MODE                     live                   environment                  IBC TradingMode\n");
    assert_has(out, "  TZ                               Europe/Berlin          alias TIME_ZONE ");
    assert_has(out, "  IB_USER                          ***                    alias TWS_USERID             IBC IbLoginId\n");
    assert_has(out, "  VNC_SCREEN_DIMENSION             1600x1200x16           default                      service xvfb\n");
    assert_has(out, "  AllowBlindTrading                yes\n");
    assert_has(out, "  FIXPassword                      ***\n");
    assert_has(out, "live session: API on 127.0.0.1:4001, for others on 0.0.0.0:4003\n");
    assert_null(strstr(out, SECRET));
}

static void json_has_the_same(void **state)
{
    (void) state;
    LOAD("TWS_USERID=u", "IB_PASSWORD=p", "DIALOG_ACTIONS=A \"B\\C\"=OK", "IBC_AllowBlindTrading=yes", "COLD_RESTART_TIME=17:30");
    assert_has(json(false), "{\"ok\":true,\"ports_checked\":true,\"settings\":[");
    assert_has(out, "{\"name\":\"IB_USER\",\"value\":\"***\",\"secret\":true,\"source\":\"alias\",\"variable\":\"TWS_USERID\","
                    "\"becomes\":\"IBC IbLoginId\"}");
    assert_has(out, "{\"name\":\"DIALOG_ACTIONS\",\"value\":\"A \\\"B\\\\C\\\"=OK\",\"secret\":false,\"source\":\"environment\"");
    assert_has(out, "{\"name\":\"VNC_PWD\",\"value\":\"\",\"secret\":true,\"source\":\"default\",\"variable\":null");
    assert_has(out, "\"ibc\":[{\"key\":\"AllowBlindTrading\",\"escaped\":\"yes\"}]");
    assert_has(out, "\"schedule\":[{\"what\":\"Sunday cold restart\",\"setting\":\"COLD_RESTART_TIME\",\"next\":1767565800}]");
    assert_has(out, "\"problems\":[]}\n");
    LOAD("IB_USER=u");
    assert_string_equal(json(true), "{\"ok\":false,\"ports_checked\":true,\n\"problems\":[{\"name\":\"IB_PASSWORD\",\"given\":null,\"why\":\"is missing\","
                                    "\"example\":\"correct horse\"}]}\n");
}

/* Every name of every secret, as a value and as a file. */
static void no_secret_is_ever_shown(void **state)
{
    (void) state;
    char path[] = "/tmp/gatehouse-config-test-XXXXXX", entry[128];
    AUTO_CLOSE int fd = mkstemp(path);
    assert_int_equal(dprintf(fd, "%s\n", SECRET), strlen(SECRET) + 1);
    for (size_t i = 0; i < settings_count; i++) {
        for (unsigned n = 0; settings[i].audience && setting_name(&settings[i], n); n++) {
            for (int is_file = 0; is_file < 2; is_file++) {
                text_print(entry, "%s%s=%s", setting_name(&settings[i], n), is_file ? "_FILE" : "", is_file ? path : SECRET);
                LOAD(entry);
                assert_string_equal(config.values[i], SECRET);
                assert_null(strstr(table(), SECRET));
                assert_null(strstr(json(false), SECRET));
                assert_null(strstr(problems.lines, SECRET));
                text_print(entry, "\"variable\":\"%s%s\"", setting_name(&settings[i], n), is_file ? "_FILE" : "");
                assert_has(out, entry);
            }
        }
    }
    unlink(path);
}

static void what_is_planned_is_one_sentence(void **state)
{
    (void) state;
    struct text text = TEXT_IN(out);
    LOAD_WITH("AUTO_RESTART_TIME=11:45 PM", "COLD_RESTART_TIME=17:30");
    schedule_use_zone(config.time_zone);
    config_describe_plan(&config, now, &text);
    assert_string_equal(out, "schedule in America/New_York: next daily restart Wed 2025-12-31 23:45 EST (Thu 04:45 UTC);"
                             " next Sunday cold restart Sun 2026-01-04 17:30 EST (22:30 UTC)");
    text = TEXT_IN(out);
    LOAD("IB_USER=u", "IB_PASSWORD=p");
    config_describe_plan(&config, now, &text);
    assert_string_equal(out, "schedule in America/New_York: no restart and no logoff is set");
}

/* ---- folders ---- */

static void a_folder_is_found_on_the_host(void **state)
{
    (void) state;
    static const char mountinfo[] =
        "600 500 0:50 / / rw,relatime - overlay overlay rw,lowerdir=x\n"
        "601 600 0:51 / /proc rw - proc proc rw\n"
        "602 600 8:1 /home/me/my\\040data /data rw,relatime master:1 - ext4 /dev/sda1 rw\n"
        "603 600 8:2 / /mnt rw,relatime - ext4 /dev/sdb1 rw\n";
    struct folder_place place;
    assert_true(folder_on_host(mountinfo, "/data", &place));
    assert_string_equal(place.path, "/home/me/my data");
    assert_string_equal(place.file_system, "/dev/sda1");
    assert_true(folder_on_host(mountinfo, "/data/log", &place));
    assert_string_equal(place.path, "/home/me/my data/log");
    assert_true(folder_on_host(mountinfo, "/database", &place));
    assert_string_equal(place.path, "/database");
    assert_string_equal(place.file_system, "");
    assert_false(folder_on_host(mountinfo, "/mnt/x", &place));
    assert_true(folder_on_host("", "/data", &place));
    assert_true(folder_on_host("x\n\n1 2\n", "/data", &place));
    assert_true(folder_on_host("602 600 8:1 /ib /data rw\n603 600 8:1 / /x rw - ext4 /dev/sdc1 rw\n", "/data", &place));
    assert_string_equal(place.file_system, "");
}

static void the_command_that_helps_is_told(void **state)
{
    (void) state;
    char folder[] = "/tmp/gatehouse-folder-XXXXXX", entry[64], whose[96], helps[96], file[64];
    assert_non_null(mkdtemp(folder));
    text_print(file, "%s/theirs", folder); /* an empty one could be taken */
    assert_int_equal(mkdir(file, 0700), 0);
    assert_int_equal(chmod(folder, 0555), 0);
    if (geteuid() == 0) assert_int_equal(chown(folder, 4711, 4711), 0);
    text_print(entry, "DATA_DIR=%s", folder);
    LOAD_WITH(entry, "PUID=1234", "PGID=1235");
    folders_check(&config, &problems);
    unsigned uid = geteuid() ? geteuid() : 1234, gid = geteuid() ? getegid() : 1235;
    text_print(whose, "mode 555, and is not writable by %u:%u; on the host: chown -R %u:%u ", uid, gid, uid, gid);
    text_print(helps, "DATA_DIR=\"%s\": belongs to ", folder);
    chmod(folder, 0755);
    rmdir(file);
    rmdir(folder);
    assert_one_problem(whose);
    assert_one_problem(helps);
}

static void an_empty_folder_of_another_can_be_taken_by_root(void **state)
{
    (void) state;
    char folder[] = "/tmp/gatehouse-folder-XXXXXX", entry[64];
    assert_non_null(mkdtemp(folder));
    if (geteuid() == 0) assert_int_equal(chown(folder, 4711, 4711), 0);
    text_print(entry, "DATA_DIR=%s", folder);
    LOAD_WITH(entry, "PUID=1234", "PGID=1235");
    folders_check(&config, &problems);
    rmdir(folder);
    assert_no_problem();
}

static void what_is_no_folder_is_told_as_such(void **state)
{
    (void) state;
    LOAD_WITH("DATA_DIR=/dev/null/data", "LOG_DIR=/dev/null");
    folders_check(&config, &problems);
    assert_int_equal(problems.count, 2);
    assert_true(complains("DATA_DIR=\"/dev/null/data\": cannot be made: /dev/null is no folder"));
    assert_true(complains("LOG_DIR=\"/dev/null\": is no folder"));
}

static void a_log_folder_within_is_told_of_once(void **state)
{
    (void) state;
    LOAD_WITH("DATA_DIR=/dev/null");
    folders_check(&config, &problems);
    assert_one_problem("DATA_DIR=\"/dev/null\": is no folder");
}

static void folders_that_can_be_made_are_no_problem(void **state)
{
    (void) state;
    LOAD_WITH("DATA_DIR=/tmp/gatehouse-none/a/b");
    folders_check(&config, &problems);
    assert_no_problem();
    assert_int_not_equal(access("/tmp/gatehouse-none", F_OK), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(each_value_is_told_with_its_origin, wipe),
        cmocka_unit_test_teardown(json_has_the_same, wipe),
        cmocka_unit_test_teardown(no_secret_is_ever_shown, wipe),
        cmocka_unit_test_teardown(what_is_planned_is_one_sentence, wipe),
        cmocka_unit_test(a_folder_is_found_on_the_host),
        cmocka_unit_test_teardown(the_command_that_helps_is_told, wipe),
        cmocka_unit_test_teardown(an_empty_folder_of_another_can_be_taken_by_root, wipe),
        cmocka_unit_test_teardown(what_is_no_folder_is_told_as_such, wipe),
        cmocka_unit_test_teardown(a_log_folder_within_is_told_of_once, wipe),
        cmocka_unit_test_teardown(folders_that_can_be_made_are_no_problem, wipe),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
