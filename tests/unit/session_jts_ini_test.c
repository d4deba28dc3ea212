/* SPDX-License-Identifier: MIT */
#include "session/jts_ini.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

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
                        "[IBGateway]\nRouting=a\nTrustedIPs=127.0.0.1\nApiOnly=true\n");
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
    edit("[IBGateway]\nTrustedIPs=1.2.3.4\nTrustedIPs=5.6.7.8\n");
    assert_null(strstr(out, "1.2.3.4"));
    assert_null(strstr(out, "5.6.7.8"));
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
        cmocka_unit_test(line_ends_of_windows_are_understood),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
