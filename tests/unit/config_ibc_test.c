/* SPDX-License-Identifier: MIT
 *
 * Users of other images switch without editing, and IBC's own settings by IBC_<Key>.
 */
#include "config_kit.h"

#include "base/text.h"
#include "config/ibc_keys.h"
#include "config/names.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void a_compose_file_of_gnzsnz_works(void **state)
{
    (void) state;
    LOAD("TWS_USERID=u", "TWS_PASSWORD=p", "TRADING_MODE=both", "TWS_USERID_PAPER=q", "TWS_PASSWORD_PAPER=r",
         "TWS_SETTINGS_PATH=", "TWS_ACCEPT_INCOMING=accept", "READ_ONLY_API=no", "VNC_SERVER_PASSWORD=v",
         "TWOFA_TIMEOUT_ACTION=restart", "BYPASS_WARNING=", "AUTO_RESTART_TIME=11:59 PM", "AUTO_LOGOFF_TIME=",
         "TWS_COLD_RESTART=17:30", "SAVE_TWS_SETTINGS=", "RELOGIN_AFTER_TWOFA_TIMEOUT=yes", "TWOFA_EXIT_INTERVAL=60",
         "TWOFA_DEVICE=", "EXISTING_SESSION_DETECTED_ACTION=primary", "ALLOW_BLIND_TRADING=no", "TIME_ZONE=Europe/Zurich",
         "TZ=Europe/Zurich", "TWS_MASTER_CLIENT_ID=7", "CUSTOM_CONFIG=NO", "SSH_TUNNEL=", "SSH_OPTIONS=", "SSH_ALIVE_INTERVAL=",
         "SSH_ALIVE_COUNT=", "SSH_PASSPHRASE=", "SSH_REMOTE_PORT=", "SSH_USER_TUNNEL=", "SSH_RESTART=", "SSH_VNC_PORT=",
         "JAVA_HEAP_SIZE=1024", "PASSWD=abc", "PUID=1000", "PGID=1000");
    assert_no_problem();
    assert_string_equal(config.user, "u");
    assert_string_equal(config.password_paper, "r");
    assert_string_equal(config.time_zone, "Europe/Zurich");
    assert_int_equal(config.cold_restart_time.minutes, 17 * 60 + 30);
    assert_string_equal(config.rdp_password, "abc");
    assert_string_equal(config.ibc, "OverrideTwsMasterClientID=7\nAcceptIncomingConnectionAction=accept\nAllowBlindTrading=no\n");
}

static void names_of_ibc_are_names_of_our_settings(void **state)
{
    (void) state;
    LOAD("IBC_IbLoginId=u", "IBC_IbPassword=p\\", "IBC_TradingMode=live", "IBC_ReadOnlyApi=yes", "IBC_AutoRestartTime=08:35 AM",
         "IBC_ExistingSessionDetectedAction=secondary", "IBC_SecondFactorDevice=IB Key");
    assert_no_problem();
    assert_string_equal(config.user, "u");
    assert_string_equal(config.password, "p\\");
    assert_int_equal(config.trading_mode, TRADING_LIVE);
    assert_true(config.read_only_api);
    assert_int_equal(config.auto_restart_time.minutes, 8 * 60 + 35);
    assert_int_equal(config.existing_session_action, EXISTING_SESSION_SECONDARY);
    assert_string_equal(config.twofa_device, "IB Key");
    assert_string_equal(config.ibc, "");
}

static void other_settings_of_ibc_are_collected(void **state)
{
    (void) state;
    LOAD_WITH("IBC_AllowBlindTrading=yes", "IBC_FIXPassword=a\\b\xc3\xa4", "IBC_SomethingNew=x y", "IBC_PATH=/opt/ibc",
              "IBC_SCRIPTS=/x", "IBC_PORT_80_TCP=x", "IBC_CommandServerPort=7462");
    assert_no_problem();
    assert_string_equal(config.ibc, "FIXPassword=a\\\\b\\u00E4\nAllowBlindTrading=yes\nSomethingNew=x y\n");
    assert_string_equal(config.ibc_path, "/opt/ibc");
}

static void what_ibc_would_not_take_is_told(void **state)
{
    (void) state;
    LOAD_WITH("IBC_AllowBlindTrading=maybe");
    assert_one_problem("IBC_AllowBlindTrading=\"maybe\": is none of yes, no, true, false; for example IBC_AllowBlindTrading=yes");
    LOAD_WITH("ALLOW_BLIND_TRADING=no ");
    assert_one_problem("ALLOW_BLIND_TRADING=\"no \": ends with a blank, which IBC drops");
    LOAD_WITH("IBC_FIXPassword=\xff");
    assert_one_problem("IBC_FIXPassword=\"***\": is not valid UTF-8");
    LOAD_WITH("IBC_FIXPassword=a", "IBC_FIXPassword_FILE=/dev/null");
    assert_one_problem("IBC_FIXPassword=\"***\": is given together with IBC_FIXPassword_FILE");
}

static void only_sessions_get_what_is_for_ibc(void **state)
{
    (void) state;
    struct config child;
    LOAD_WITH("IBC_FIXPassword=secret");
    assert_true(config_load_sealed(&child, config_seal(&config, AUDIENCE_SESSION_1)));
    assert_string_equal(child.ibc, "FIXPassword=secret\n");
    config_wipe(&child);
    assert_true(config_load_sealed(&child, config_seal(&config, AUDIENCE_VNC | AUDIENCE_WEB | AUDIENCE_TUNNEL)));
    assert_string_equal(child.ibc, "");
    config_wipe(&child);
}

static void assert_unused(const char *name, size_t row)
{
    for (size_t i = 0; i < settings_count; i++)
        for (unsigned n = 0; setting_name(&settings[i], n); n++)
            if (i != row && text_equal(setting_name(&settings[i], n), name)) fail_msg("%s is a name of two", name);
}

static void no_name_has_two_meanings(void **state)
{
    (void) state;
    for (size_t i = 0; i < settings_count; i++)
        for (unsigned n = 0; setting_name(&settings[i], n); n++) assert_unused(setting_name(&settings[i], n), i);
    for (size_t i = 0; i < ibc_keys_count; i++) {
        char name[80];
        text_print(name, IBC_PREFIX "%s", ibc_keys[i].key);
        assert_unused(name, settings_count);
        for (size_t n = 0; n < ARRAY_LENGTH(ibc_keys[i].aliases) && ibc_keys[i].aliases[n]; n++)
            assert_unused(ibc_keys[i].aliases[n], settings_count);
    }
}

/* What a row says it becomes is what its name at IBC says. */
static void rows_agree_with_their_names_at_ibc(void **state)
{
    (void) state;
    for (size_t i = 0; i < settings_count; i++) {
        for (unsigned n = 1; setting_name(&settings[i], n); n++) {
            const char *name = setting_name(&settings[i], n);
            if (!text_starts_with(name, IBC_PREFIX)) continue;
            assert_non_null(settings[i].becomes);
            assert_true(text_starts_with(settings[i].becomes, "IBC "));
            assert_true(text_starts_with(settings[i].becomes + strlen("IBC "), name + strlen(IBC_PREFIX)));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(a_compose_file_of_gnzsnz_works, wipe),
        cmocka_unit_test_teardown(names_of_ibc_are_names_of_our_settings, wipe),
        cmocka_unit_test_teardown(other_settings_of_ibc_are_collected, wipe),
        cmocka_unit_test_teardown(what_ibc_would_not_take_is_told, wipe),
        cmocka_unit_test_teardown(only_sessions_get_what_is_for_ibc, wipe),
        cmocka_unit_test(no_name_has_two_meanings),
        cmocka_unit_test(rows_agree_with_their_names_at_ibc),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
