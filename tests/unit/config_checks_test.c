/* SPDX-License-Identifier: MIT
 *
 * What is objected to: forms of single values, contradictions between several, names that are none.
 */
#include "config_kit.h"

#include "base/text.h"
#include "config/objections.h"
#include "config/ssh_list.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void unknown_time_zones_get_the_nearest_names(void **state)
{
    (void) state;
    LOAD_WITH("TZ=Europe/Berln");
    assert_one_problem("TZ=\"Europe/Berln\": is not a name of the time zone database; did you mean Europe/Berlin");
    LOAD_WITH("TIME_ZONE=New York");
    assert_one_problem("TIME_ZONE=\"New York\": is not a name of the time zone database; did you mean America/New_York?");
    LOAD_WITH("TZ=Mars/Olympus Mons");
    assert_one_problem("TZ=\"Mars/Olympus Mons\": is not a name of the time zone database; for example");
    LOAD_WITH("TZ=../../../etc/passwd");
    assert_one_problem("is not a name");
    LOAD_WITH("TZ=tzdata.zi"); /* a file of that folder, but no zone */
    assert_one_problem("is not a name");
}

static void time_zones_of_every_kind_are_known(void **state)
{
    (void) state;
    static const char *const names[] = { "UTC", "US/Eastern", "Etc/GMT+12", "America/Argentina/Buenos_Aires", "EST5EDT" };
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) assert_null(object_to_time_zone(names[i]));
}

static void heap_sizes(void **state)
{
    (void) state;
    static const char *const right[] = { "auto", "1024", "768m", "2g", "2G", "AUTO", "524288k" };
    static const char *const wrong[] = { "2GB", "-Xmx2g", "1.5g", "0", "64", "64m", "2 g", "99999999999999999999", "2000g", "m" };
    for (size_t i = 0; i < ARRAY_LENGTH(right); i++) assert_null(object_to_heap_size(right[i]));
    for (size_t i = 0; i < ARRAY_LENGTH(wrong); i++) assert_non_null(object_to_heap_size(wrong[i]));
}

static void times_of_day(void **state)
{
    (void) state;
    static const char *const wrong[] = { "11:45", "23:45 PM", "1:45 PM", "11:45PM", "11:60 PM", "00:30 AM", "11:45 PMs" };
    LOAD_WITH("AUTO_RESTART_TIME=12:05 AM", "COLD_RESTART_TIME=00:00");
    assert_no_problem();
    assert_int_equal(config.auto_restart_time.minutes, 5);
    assert_int_equal(config.cold_restart_time.minutes, 0);
    LOAD_WITH("AUTO_LOGOFF_TIME=12:05 pm");
    assert_int_equal(config.auto_logoff_time.minutes, 12 * 60 + 5);
    for (size_t i = 0; i < ARRAY_LENGTH(wrong); i++) assert_non_null(object_to_twelve_hours(wrong[i]));
    LOAD_WITH("TWS_COLD_RESTART=11:59 PM");
    assert_one_problem("TWS_COLD_RESTART=\"11:59 PM\": is not HH:MM from 00:00 to 23:59; for example TWS_COLD_RESTART=17:30");
}

static void schedules_of_saving(void **state)
{
    (void) state;
    static const char *const right[] = { "Every 30 mins", "Every 2 hours", "Every 30", "08:00", "08:00 17:30",
                                         "Every 30 mins 08:00", "every 1 hours 08:00 17:30", "Every 5 08:00 17:30" };
    static const char *const wrong[] = { "Every 0 mins", "Every mins", "30 mins", "Every 30 minutes", "8:00", "08:00,17:30",
                                         "Every 30 mins 08:00 12:00 17:30", "Every 30 mins ", "24:00", "Every 2000 mins" };
    for (size_t i = 0; i < ARRAY_LENGTH(right); i++) assert_null(object_to_save_schedule(right[i]));
    for (size_t i = 0; i < ARRAY_LENGTH(wrong); i++) assert_non_null(object_to_save_schedule(wrong[i]));
}

static void options_have_closed_quotes(void **state)
{
    (void) state;
    LOAD_WITH("JAVA_OPTS=-Dx='a b' -Xmx2g", "SSH_OPTIONS=-o ProxyCommand='ssh bastion nc %h %p'");
    assert_no_problem();
    LOAD_WITH("JAVA_OPTS=-Dx='a b");
    assert_one_problem("JAVA_OPTS=\"-Dx='a b\": holds a '");
}

/* ---- tunnels ---- */

static void ssh_targets_are_taken_apart(void **state)
{
    (void) state;
    struct ssh_target target;
    assert_null(ssh_target_parse("trader@client.example", &target));
    assert_string_equal(target.destination, "trader@client.example");
    assert_int_equal(target.port, 0);
    assert_null(ssh_target_parse("trader@[2001:db8::1]:2222", &target));
    assert_string_equal(target.destination, "trader@2001:db8::1");
    assert_int_equal(target.port, 2222);
    static const char *const wrong[] = { "client.example", "@host", "a@", "a@host:", "a@host:0", "a@host:65536", "a@2001:db8::1",
                                         "a@[::1", "a@[::1]x", "-oProxyCommand=x@host", "a@-host", "a@b c", "a@b;c", "" };
    for (size_t i = 0; i < ARRAY_LENGTH(wrong); i++) assert_non_null(ssh_target_parse(wrong[i], &target));
}

static void ssh_ports_are_taken_apart(void **state)
{
    (void) state;
    struct ssh_listen listen;
    assert_null(ssh_listen_parse("4001", &listen));
    assert_string_equal(listen.address, "");
    assert_int_equal(listen.port, 4001);
    assert_null(ssh_listen_parse("127.0.0.1:4001", &listen));
    assert_string_equal(listen.address, "127.0.0.1");
    assert_null(ssh_listen_parse("[::1]:4001", &listen));
    assert_string_equal(listen.address, "::1");
    assert_int_equal(listen.port, 4001);
    assert_null(ssh_listen_parse("*:4001", &listen));
    static const char *const wrong[] = { "", "x", "0", "65536", ":4001", "1.2.3:4001", "::1:4001", "[::1]", "4001:127.0.0.1", "-1" };
    for (size_t i = 0; i < ARRAY_LENGTH(wrong); i++) assert_non_null(ssh_listen_parse(wrong[i], &listen));
}

static void lists_are_cut_at_commas_and_blanks(void **state)
{
    (void) state;
    char element[16];
    assert_int_equal(ssh_list_count(""), 0);
    assert_int_equal(ssh_list_count("a, b"), 2);
    assert_true(ssh_list_element("a, b ,c", 1, element, sizeof element));
    assert_string_equal(element, "b");
    assert_false(ssh_list_element("a,b", 2, element, sizeof element));
    assert_false(ssh_list_element("0123456789abcdef", 0, element, sizeof element));
}

static void tunnels_need_somebody_to_dial(void **state)
{
    (void) state;
    LOAD_WITH("SSH_TUNNEL=yes");
    assert_one_problem("SSH_USER_TUNNEL: is missing: SSH_TUNNEL=yes needs it; for example SSH_USER_TUNNEL=trader@client.example:2222");
    LOAD_WITH("SSH_TUNNEL=both");
    assert_one_problem("SSH_TUNNEL=both needs it");
    LOAD_WITH("SSH_TUNNEL=yes", "SSH_USER_TUNNEL=client.example");
    assert_one_problem("SSH_USER_TUNNEL=\"client.example\": holds an element without user@");
}

static void lists_of_tunnels_have_one_length(void **state)
{
    (void) state;
    LOAD_WITH("SSH_TUNNEL=yes", "SSH_USER_TUNNEL=a@b,c@d:22", "SSH_REMOTE_PORT=4001,127.0.0.1:4002");
    assert_no_problem();
    LOAD_WITH("SSH_TUNNEL=yes", "SSH_USER_TUNNEL=a@b,c@d", "SSH_REMOTE_PORT=4001");
    assert_no_problem();
    LOAD_WITH("SSH_TUNNEL=yes", "SSH_USER_TUNNEL=a@b,c@d", "SSH_REMOTE_PORT=1,2,3", "SSH_VNC_PORT=5900,5901,5902");
    assert_int_equal(problems.count, 2);
    assert_true(complains("SSH_REMOTE_PORT=\"1,2,3\": has 3 elements, but SSH_USER_TUNNEL has 2: one for each tunnel"));
    assert_true(complains("SSH_VNC_PORT=\"5900,5901,5902\": has 3 elements"));
}

/* ---- others that only several show ---- */

static void a_day_ends_in_one_way(void **state)
{
    (void) state;
    LOAD_WITH("AUTO_RESTART_TIME=11:45 PM", "AUTO_LOGOFF_TIME=11:50 PM");
    assert_one_problem("AUTO_LOGOFF_TIME: is given together with AUTO_RESTART_TIME");
}

static void two_cannot_listen_on_one_port(void **state)
{
    (void) state;
    LOAD_WITH("SUPERVISORD_UI_PORT=4004");
    assert_one_problem("SUPERVISORD_UI_PORT=\"4004\": is the port of the relay already: the status page cannot listen there too;"
                       " for example SUPERVISORD_UI_PORT=9001");
    LOAD_WITH("SUPERVISORD_UI_PORT=4002"); /* the gateway's is on 127.0.0.1, which 0.0.0.0 holds too */
    assert_one_problem("is the port of the gateway's API already");
    LOAD_WITH("SUPERVISORD_UI_PORT=5900", "VNC_PWD=p");
    assert_one_problem("is the port of the VNC server already");
    LOAD_WITH("SUPERVISORD_UI_PORT=4004", "ENABLE_SOCAT=no");
    assert_no_problem();
    LOAD_WITH("SUPERVISORD_UI_PORT=4003"); /* live's, and this is paper */
    assert_no_problem();
    LOAD_WITH("SUPERVISORD_UI_PORT=4002", "BIND_ADDRESS=10.0.0.7");
    assert_no_problem();
}

static void two_names_of_one_setting_must_agree(void **state)
{
    (void) state;
    LOAD_WITH("TZ=Europe/Paris", "TIME_ZONE=Europe/Paris");
    assert_no_problem();
    LOAD_WITH("TZ=Europe/Paris", "TIME_ZONE=Europe/Berlin");
    assert_one_problem("TIME_ZONE=\"Europe/Berlin\": differs from TZ, which means the same; give one of them");
    LOAD_WITH("TWS_PASSWORD=other");
    assert_one_problem("TWS_PASSWORD=\"***\": differs from IB_PASSWORD");
}

static void ibc_cannot_carry_blanks_at_the_ends(void **state)
{
    (void) state;
    LOAD("IB_USER=u", "IB_PASSWORD= p", "SESSION_DRIVER=ibc");
    assert_one_problem("IB_PASSWORD=\"***\": begins with a blank, which IBC drops; with SESSION_DRIVER=native it would do");
    LOAD("IB_USER=u", "IB_PASSWORD= p ", "SESSION_DRIVER=native");
    assert_no_problem();
}

static void an_account_in_ones_own_config_ini_is_not_asked_for(void **state)
{
    (void) state;
    LOAD("CUSTOM_CONFIG=yes", "SESSION_DRIVER=ibc", "TRADING_MODE=both");
    assert_no_problem();
    LOAD("CUSTOM_CONFIG=yes", "SESSION_DRIVER=native"); /* whose account is ours to type */
    assert_int_equal(problems.count, 2);
}

static void secrets_are_utf_8(void **state)
{
    (void) state;
    LOAD("IB_USER=u", "IB_PASSWORD=p\xc3\xa4\xf0\x9f\x94\x91");
    assert_no_problem();
    LOAD("IB_USER=u", "IB_PASSWORD=p\xe4");
    assert_one_problem("IB_PASSWORD=\"***\": is not valid UTF-8");
}

static void every_setting_has_an_example_that_is_right(void **state)
{
    (void) state;
    for (size_t i = 0; i < settings_count; i++) {
        char entry[128];
        assert_non_null(settings[i].example);
        assert_non_null(settings[i].becomes);
        text_print(entry, "%s=%s", settings[i].name, settings[i].example);
        LOAD(entry, "IB_USER=jdoe123", "IB_PASSWORD=correct horse");
        if (problem_told(&problems, settings[i].name)) fail_msg("%s", problems.lines);
    }
}

static void names_that_are_none(void **state)
{
    (void) state;
    LOAD_WITH("IB_PASSWROD=x", "TRADNG_MODE=live", "ib_user=x", "VNC_PWD_FIL=/x", "TRADING_MODE_FILE=/x", "IBC_AlowBlindTrading=yes");
    assert_true(complains("IB_PASSWROD: is no setting; did you mean IB_PASSWORD?"));
    assert_true(complains("TRADNG_MODE: is no setting; did you mean TRADING_MODE?"));
    assert_true(complains("ib_user: is no setting; did you mean IB_USER?"));
    assert_true(complains("VNC_PWD_FIL: is no setting; did you mean VNC_PWD_FILE?"));
    assert_true(complains("TRADING_MODE_FILE: is no setting: only secrets can come from a file"));
    assert_true(complains("IBC_AlowBlindTrading: is no setting; did you mean IBC_AllowBlindTrading?"));
    assert_int_equal(problems.count, 6);
}

static void names_of_others_are_left_alone(void **state)
{
    (void) state;
    LOAD_WITH("DB_USER=x", "DB_PASSWORD=x", "PATH=/bin", "HOME=/x", "GATEWAY_PORT=tcp://10.0.0.1:80", "IB_GATEWAY_SERVICE_HOST=x",
              "LOGNAME=x", "LANG=C", "JAVA_TOOL_OPTIONS=-Dx", "HOSTNAME=x", "GPG_KEY=x", "DISPLAYS=", "TZDIR=/usr");
    assert_no_problem();
}

static void problems_are_for_programs_too(void **state)
{
    (void) state;
    char json[1024];
    struct text text = TEXT_IN(json);
    LOAD("IB_PASSWORD=p", "TRADING_MODE=pa\"p\ner");
    problems_add_json(&problems, &text);
    assert_string_equal(json,
                        "[{\"name\":\"TRADING_MODE\",\"given\":\"pa\\\"p\\u000aer\",\"why\":\"is none of paper, live, both\","
                        "\"example\":\"paper\"},"
                        "{\"name\":\"IB_USER\",\"given\":null,\"why\":\"is missing\",\"example\":\"jdoe123\"}]");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(unknown_time_zones_get_the_nearest_names, wipe),
        cmocka_unit_test(time_zones_of_every_kind_are_known),
        cmocka_unit_test(heap_sizes),
        cmocka_unit_test_teardown(times_of_day, wipe),
        cmocka_unit_test(schedules_of_saving),
        cmocka_unit_test_teardown(options_have_closed_quotes, wipe),
        cmocka_unit_test(ssh_targets_are_taken_apart),
        cmocka_unit_test(ssh_ports_are_taken_apart),
        cmocka_unit_test(lists_are_cut_at_commas_and_blanks),
        cmocka_unit_test_teardown(tunnels_need_somebody_to_dial, wipe),
        cmocka_unit_test_teardown(lists_of_tunnels_have_one_length, wipe),
        cmocka_unit_test_teardown(a_day_ends_in_one_way, wipe),
        cmocka_unit_test_teardown(two_cannot_listen_on_one_port, wipe),
        cmocka_unit_test_teardown(two_names_of_one_setting_must_agree, wipe),
        cmocka_unit_test_teardown(ibc_cannot_carry_blanks_at_the_ends, wipe),
        cmocka_unit_test_teardown(an_account_in_ones_own_config_ini_is_not_asked_for, wipe),
        cmocka_unit_test_teardown(secrets_are_utf_8, wipe),
        cmocka_unit_test_teardown(every_setting_has_an_example_that_is_right, wipe),
        cmocka_unit_test_teardown(names_that_are_none, wipe),
        cmocka_unit_test_teardown(names_of_others_are_left_alone, wipe),
        cmocka_unit_test_teardown(problems_are_for_programs_too, wipe),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
