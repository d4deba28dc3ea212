/* SPDX-License-Identifier: MIT
 *
 * The user's decisions about windows: whose rule a window falls under, and what the settings say about each. Pure.
 */
#ifndef SESSION_ANSWERS_H
#define SESSION_ANSWERS_H

#include "config/settings.h"

/* Whose decision the answer to a window is. */
enum rule {
    RULE_NONE, /* nothing is to be answered */
    RULE_ALWAYS, /* whatever the settings say */
    /* Answered only if it comes of what we are doing; otherwise it is the business of whoever made it come. */
    RULE_STOPPING,
    RULE_RESTARTING,
    RULE_RECONNECTING,
    RULE_CONFIGURING,
    RULE_ORDER_IDS, /* IBC_ConfirmOrderIdReset, by who caused it */
    /* The settings decide; without a decision it is left to a person. */
    RULE_EXISTING_SESSION, /* EXISTING_SESSION_DETECTED_ACTION */
    RULE_PAPER_NOTICE, /* IBC_AcceptNonBrokerageAccountWarning, yes without it */
    RULE_WRITE_ACCESS, /* READ_ONLY_API */
    RULE_INCOMING, /* IBC_AcceptIncomingConnectionAction */
    RULE_BLIND_TRADING, /* IBC_AllowBlindTrading */
    RULE_BID_ASK, /* IBC_AcceptBidAskLastSizeDisplayUpdateNotification, accept without it */
    RULE_CRYPTO, /* IBC_ConfirmCryptoCurrencyOrders */
    RULE_PASSWORD_NOTICE, /* IBC_DismissPasswordExpiryWarning */
    RULE_COMPLIANCE_NOTICE, /* IBC_DismissNSEComplianceNotice, yes without it */
    RULES
};

enum answer { ANSWER_LEAVE, ANSWER_YES, ANSWER_NO };

struct answers {
    enum answer by_rule[RULES]; /* those from RULE_PAPER_NOTICE on */
    enum answer order_ids_at_start, order_ids_by_user; /* RULE_ORDER_IDS */
    enum existing_session_action existing;
    enum answer store_on_server; /* the box in the login window of TWS: ticked, cleared, left */
    bool minimize; /* the main window, once logged in */
    bool read_only_login; /* TWS: in without a second factor, and without trading */
};

void answers_read(const struct config *config, struct answers *answers);

/* Whether an answer hangs on that key of IBC. */
bool answers_use(const char *key);

#endif
