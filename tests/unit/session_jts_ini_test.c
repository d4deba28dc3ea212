/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "session/jts_ini.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define LOGON "TimeZone=Europe/Berlin\nLocale=en\ndisplayedproxymsg=1\nUseSSL=true\ns3store=true\n"
#define GATEWAY "ApiOnly=true\nTrustedIPs=127.0.0.1\n"

static char out[1024];

static const char *edit(const char *old)
{
    struct text text = TEXT_IN(out);
    out[0] = 0;
    jts_ini_edit(old, "Europe/Berlin", &text);
    assert_false(text.cut);
    return out;
}

static void missing_file_becomes_a_whole_one(void **state)
{
    (void) state;
    assert_string_equal(edit(""), "[Logon]\n" LOGON "[IBGateway]\n" GATEWAY);
}

static void editing_twice_changes_nothing(void **state)
{
    (void) state;
    char once[1024];
    text_print(once, "%s", edit("[Logon]\nuseRemoteSettings=false\n\n[Communication]\nPeer=x:4001\n"));
    assert_string_equal(edit(once), once);
}

static void other_lines_stay_as_they_are(void **state)
{
    (void) state;
    assert_string_equal(edit("; hello\n[Other]\nUseSSL=false\n[Logon]\nTimeZone=UTC\nx = y\n"
                             "[IBGateway]\nRouting=a\nTrustedIPs=10.0.0.1\n"),
                        "; hello\n[Other]\nUseSSL=false\n[Logon]\nTimeZone=Europe/Berlin\nx = y\n"
                        "Locale=en\ndisplayedproxymsg=1\nUseSSL=true\ns3store=true\n"
                        "[IBGateway]\nRouting=a\nTrustedIPs=127.0.0.1,10.0.0.1\nApiOnly=true\n");
}

static void store_setting_of_the_user_is_kept(void **state)
{
    (void) state;
    edit("[Logon]\ns3store=false\n");
    assert_non_null(strstr(out, "s3store=false\n"));
    assert_null(strstr(out, "s3store=true"));
}

static void second_line_of_a_key_does_not_win(void **state)
{
    (void) state;
    edit("[IBGateway]\nTrustedIPs=1.2.3.4\nTrustedIPs=5.6.7.8\nApiOnly=false\nApiOnly=false\n");
    assert_null(strstr(out, "5.6.7.8"));
    assert_null(strstr(out, "false"));
}

static void trusted_addresses_of_the_user_are_kept_and_ours_is_there_once(void **state)
{
    (void) state;
    edit("[IBGateway]\nTrustedIPs=10.0.0.1, 127.0.0.1\n");
    assert_non_null(strstr(out, "\nTrustedIPs=10.0.0.1, 127.0.0.1\n"));
    edit("[IBGateway]\nTrustedIPs=127.0.0.10\n");
    assert_non_null(strstr(out, "\nTrustedIPs=127.0.0.1,127.0.0.10\n"));
    edit("[IBGateway]\nTrustedIPs =\n");
    assert_non_null(strstr(out, "\nTrustedIPs=127.0.0.1\n"));
}

static void blanks_before_the_equals_sign_are_understood(void **state)
{
    (void) state;
    edit("[Logon]\nTimeZone = UTC\nTimeZoneOther=x\n");
    assert_null(strstr(out, "UTC"));
    assert_non_null(strstr(out, "TimeZoneOther=x\n"));
}

static void read_whole(const char *path, char *text, size_t room)
{
    FILE *file = fopen(path, "re");
    assert_non_null(file);
    text[fread(text, 1, room - 1, file)] = 0;
    fclose(file);
}

static void a_file_of_zeros_is_put_aside(void **state)
{
    (void) state;
    char folder[] = "/tmp/gatehouse-jts-XXXXXX", path[64], aside[64], text[512];
    assert_non_null(mkdtemp(folder));
    text_print(path, "%s/jts.ini", folder);
    text_print(aside, "%s/jts.ini.broken", folder);
    FILE *file = fopen(path, "we");
    assert_int_equal(fwrite("[Logon]\n\0\0\0", 1, 11, file), 11);
    fclose(file);
    assert_true(jts_ini_prepare(folder, "Europe/Berlin"));
    read_whole(path, text, sizeof text);
    assert_string_equal(text, "[Logon]\n" LOGON "[IBGateway]\n" GATEWAY);
    assert_int_equal(unlink(aside), 0);
    unlink(path);
    rmdir(folder);
}

static void line_ends_of_windows_are_understood(void **state)
{
    (void) state;
    edit("[Logon]\r\nLocale=de\r\n");
    assert_non_null(strstr(out, "[Logon]\nLocale=en\n"));
    assert_null(strstr(out, "Locale=de"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(missing_file_becomes_a_whole_one),
        cmocka_unit_test(editing_twice_changes_nothing),
        cmocka_unit_test(other_lines_stay_as_they_are),
        cmocka_unit_test(store_setting_of_the_user_is_kept),
        cmocka_unit_test(second_line_of_a_key_does_not_win),
        cmocka_unit_test(trusted_addresses_of_the_user_are_kept_and_ours_is_there_once),
        cmocka_unit_test(blanks_before_the_equals_sign_are_understood),
        cmocka_unit_test(a_file_of_zeros_is_put_aside),
        cmocka_unit_test(line_ends_of_windows_are_understood),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
