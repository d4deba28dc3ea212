/* SPDX-License-Identifier: MIT */
#include "session/answers.h"

#include "base/macros.h"
#include "base/text.h"
#include "session/ibc_values.h"

#include <string.h>
#include <strings.h>

enum { WORDS = 4 };

/* Keys of IBC that say how a window is to be answered. Its own words, and its own defaults where they do not leave a
 * window in the way that nobody needs to see. */
static const struct {
    enum rule rule;
    const char *key;
    const char *words[WORDS];
    enum answer answers[WORDS];
    enum answer otherwise; /* when the key is not given */
} keys[] = {
    { RULE_PAPER_NOTICE, "AcceptNonBrokerageAccountWarning", { "yes", "no" }, { ANSWER_YES, ANSWER_LEAVE }, ANSWER_YES },
    { RULE_INCOMING, "AcceptIncomingConnectionAction", { "accept", "reject", "manual" },
      { ANSWER_YES, ANSWER_NO, ANSWER_LEAVE }, ANSWER_LEAVE },
    { RULE_BLIND_TRADING, "AllowBlindTrading", { "yes", "no" }, { ANSWER_YES, ANSWER_LEAVE }, ANSWER_LEAVE },
    /* To defer is to accept, but to be shown it again. */
    { RULE_BID_ASK, "AcceptBidAskLastSizeDisplayUpdateNotification", { "accept", "defer", "ignore" },
      { ANSWER_YES, ANSWER_NO, ANSWER_LEAVE }, ANSWER_YES },
    { RULE_CRYPTO, "ConfirmCryptoCurrencyOrders", { "transmit", "cancel", "manual" },
      { ANSWER_YES, ANSWER_NO, ANSWER_LEAVE }, ANSWER_LEAVE },
    { RULE_PASSWORD_NOTICE, "DismissPasswordExpiryWarning", { "yes", "no" }, { ANSWER_YES, ANSWER_LEAVE },
      ANSWER_LEAVE },
    { RULE_COMPLIANCE_NOTICE, "DismissNSEComplianceNotice", { "yes", "no" }, { ANSWER_YES, ANSWER_LEAVE }, ANSWER_YES },
};

static const char store_on_server[] = "StoreSettingsOnServer", read_only_login[] = "ReadOnlyLogin",
                  minimize[] = "MinimizeMainWindow",
                  order_ids[] = "ConfirmOrderIdReset"; /* two words, as in "confirm/ignore": reset at start, by the user */

bool answers_use(const char *key)
{
    static const char *const others[] = { store_on_server, read_only_login, minimize, order_ids };
    for (unsigned i = 0; i < ARRAY_LENGTH(keys); i++)
        if (text_equal(keys[i].key, key)) return true;
    for (unsigned i = 0; i < ARRAY_LENGTH(others); i++)
        if (text_equal(others[i], key)) return true;
    return false;
}

static enum answer order_ids_answer(const char *word, size_t length, enum answer otherwise)
{
    static const char *const words[] = { [ANSWER_LEAVE] = "ignore", [ANSWER_YES] = "confirm", [ANSWER_NO] = "reject" };
    for (unsigned i = 0; i < ARRAY_LENGTH(words); i++)
        if (length == strlen(words[i]) && strncasecmp(word, words[i], length) == 0) return (enum answer) i;
    return otherwise;
}

static void read_order_ids(const struct config *config, struct answers *answers)
{
    char value[32];
    ibc_value(config->ibc, order_ids, value, sizeof value);
    size_t first = strcspn(value, "/");
    const char *second = value + first + (value[first] == '/');
    answers->order_ids_at_start = order_ids_answer(value, first, ANSWER_YES);
    answers->order_ids_by_user = order_ids_answer(second, strlen(second), ANSWER_LEAVE);
}

void answers_read(const struct config *config, struct answers *answers)
{
    *answers = (struct answers) { .existing = config->existing_session_action };
    answers->by_rule[RULE_WRITE_ACCESS] = config->read_only_api ? ANSWER_NO : ANSWER_YES;
    for (unsigned i = 0; i < ARRAY_LENGTH(keys); i++) {
        int word = ibc_value_choice(config->ibc, keys[i].key, keys[i].words);
        answers->by_rule[keys[i].rule] = word < 0 ? keys[i].otherwise : keys[i].answers[word];
    }
    int store = ibc_value_yes_no(config->ibc, store_on_server);
    if (store >= 0) answers->store_on_server = store ? ANSWER_YES : ANSWER_NO;
    read_order_ids(config, answers);
    answers->minimize = ibc_value_yes_no(config->ibc, minimize) == 1;
    answers->read_only_login = ibc_value_yes_no(config->ibc, read_only_login) == 1;
}
