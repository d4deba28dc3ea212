/* SPDX-License-Identifier: MIT */
#include "session/answers.h"

#include "session/ibc_values.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void values_are_found_by_their_key_alone(void **state)
{
    (void) state;
    static const char lines[] = "AllowBlindTrading=yes\nMaster=a\\=b\\\\c\nReadOnlyLogin=maybe\nEmpty=\n";
    char value[16];
    assert_true(ibc_value(lines, "master", value, sizeof value));
    assert_string_equal(value, "a=b\\c");
    assert_false(ibc_value(lines, "BlindTrading", value, sizeof value));
    assert_false(ibc_value(lines, "Empty", value, sizeof value));
    assert_false(ibc_value(NULL, "Master", value, sizeof value));
    assert_string_equal(value, "");
    assert_int_equal(ibc_value_yes_no(lines, "AllowBlindTrading"), 1);
    assert_int_equal(ibc_value_yes_no(lines, "ReadOnlyLogin"), -1);
    assert_int_equal(ibc_value_yes_no("A=No", "a"), 0);
    assert_int_equal(ibc_value_yes_no("A=TRUE", "a"), 1);
}

static void without_keys_of_ibc_the_harmless_is_answered_and_the_rest_left(void **state)
{
    (void) state;
    const struct config config = { .ibc = "", .existing_session_action = EXISTING_SESSION_SECONDARY };
    struct answers answers;
    answers_read(&config, &answers);
    assert_int_equal(answers.existing, EXISTING_SESSION_SECONDARY);
    assert_int_equal(answers.by_rule[RULE_PAPER_NOTICE], ANSWER_YES);
    assert_int_equal(answers.by_rule[RULE_BID_ASK], ANSWER_YES);
    assert_int_equal(answers.by_rule[RULE_COMPLIANCE_NOTICE], ANSWER_YES);
    assert_int_equal(answers.by_rule[RULE_INCOMING], ANSWER_LEAVE);
    assert_int_equal(answers.by_rule[RULE_BLIND_TRADING], ANSWER_LEAVE);
    assert_int_equal(answers.by_rule[RULE_CRYPTO], ANSWER_LEAVE);
    assert_int_equal(answers.by_rule[RULE_PASSWORD_NOTICE], ANSWER_LEAVE);
    assert_int_equal(answers.store_on_server, ANSWER_LEAVE);
    assert_int_equal(answers.order_ids_at_start, ANSWER_YES);
    assert_int_equal(answers.order_ids_by_user, ANSWER_LEAVE);
    assert_false(answers.read_only_login);
}

static void keys_of_ibc_decide(void **state)
{
    (void) state;
    const struct config config = {
        .ibc = "AcceptIncomingConnectionAction=reject\nAllowBlindTrading=yes\nConfirmCryptoCurrencyOrders=cancel\n"
               "AcceptBidAskLastSizeDisplayUpdateNotification=ignore\nDismissPasswordExpiryWarning=yes\n"
               "DismissNSEComplianceNotice=no\nAcceptNonBrokerageAccountWarning=no\nStoreSettingsOnServer=no\n"
               "ReadOnlyLogin=yes\nMinimizeMainWindow=yes\nConfirmOrderIdReset=Ignore/reject\n"
    };
    struct answers answers;
    answers_read(&config, &answers);
    assert_int_equal(answers.by_rule[RULE_INCOMING], ANSWER_NO);
    assert_int_equal(answers.by_rule[RULE_BLIND_TRADING], ANSWER_YES);
    assert_int_equal(answers.by_rule[RULE_CRYPTO], ANSWER_NO);
    assert_int_equal(answers.by_rule[RULE_BID_ASK], ANSWER_LEAVE);
    assert_int_equal(answers.by_rule[RULE_PASSWORD_NOTICE], ANSWER_YES);
    assert_int_equal(answers.by_rule[RULE_COMPLIANCE_NOTICE], ANSWER_LEAVE);
    assert_int_equal(answers.by_rule[RULE_PAPER_NOTICE], ANSWER_LEAVE);
    assert_int_equal(answers.store_on_server, ANSWER_NO);
    assert_int_equal(answers.order_ids_at_start, ANSWER_LEAVE);
    assert_int_equal(answers.order_ids_by_user, ANSWER_NO);
    assert_true(answers.minimize);
    assert_true(answers.read_only_login);
}

static void keys_that_decide_something_are_known(void **state)
{
    (void) state;
    assert_true(answers_use("AllowBlindTrading"));
    assert_true(answers_use("ReadOnlyLogin"));
    assert_true(answers_use("ConfirmOrderIdReset"));
    assert_true(answers_use("MinimizeMainWindow"));
    assert_false(answers_use("LogStructureWhen"));
    assert_false(answers_use(""));
}

static void write_access_follows_read_only_api(void **state)
{
    (void) state;
    const struct config no = { .ibc = "" }, yes = { .ibc = "", .read_only_api = true };
    struct answers answers;
    answers_read(&no, &answers);
    assert_int_equal(answers.by_rule[RULE_WRITE_ACCESS], ANSWER_YES);
    answers_read(&yes, &answers);
    assert_int_equal(answers.by_rule[RULE_WRITE_ACCESS], ANSWER_NO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_found_by_their_key_alone),
        cmocka_unit_test(without_keys_of_ibc_the_harmless_is_answered_and_the_rest_left),
        cmocka_unit_test(keys_of_ibc_decide),
        cmocka_unit_test(keys_that_decide_something_are_known),
        cmocka_unit_test(write_access_follows_read_only_api),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
