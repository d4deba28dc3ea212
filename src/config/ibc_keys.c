/* SPDX-License-Identifier: MIT */
#include "config/ibc_keys.h"

#include "base/macros.h"
#include "base/text.h"

static const char *const yes_no[] = { "yes", "no", "true", "false", NULL };
static const char *const accept_reject[] = { "accept", "reject", "manual", NULL };
static const char *const accept_defer[] = { "accept", "defer", "ignore", NULL };
static const char *const transmit_cancel[] = { "transmit", "cancel", "manual", NULL };

static const char own_commands[] = "gatehouse drives IBC through its command server";
static const char own_folders[] = "gatehouse gives each session a folder below DATA_DIR";

const struct ibc_key ibc_keys[] = {
    { "FIX", .choices = yes_no },
    { "FIXLoginId", .aliases = { "FIX_LOGIN_ID" }, .is_secret = true },
    { "FIXPassword", .aliases = { "FIX_PASSWORD" }, .is_secret = true },
    { "SecondFactorAuthenticationTimeout", .aliases = { "SECOND_FACTOR_AUTH_TIMEOUT" } },
    { "ExitAfterSecondFactorAuthenticationTimeout", .aliases = { "EXIT_AFTER_TWOFA_TIMEOUT" }, .choices = yes_no },
    { "AcceptNonBrokerageAccountWarning", .aliases = { "ACCEPT_NON_BROKERAGE_WARNING" }, .choices = yes_no },
    { "LoginDialogDisplayTimeout", .aliases = { "LOGIN_DIALOG_DISPLAY_TIMEOUT" } },
    { "StoreSettingsOnServer", .aliases = { "STORE_SETTINGS_ON_SERVER" }, .choices = yes_no },
    { "MinimizeMainWindow", .aliases = { "MINIMIZE_MAIN_WINDOW" }, .choices = yes_no },
    { "OverrideTwsApiPort", .aliases = { "OVERRIDE_TWS_API_PORT" },
      .why_ours = "the ports are fixed by the program and TRADING_MODE" },
    { "OverrideTwsMasterClientID", .aliases = { "TWS_MASTER_CLIENT_ID", "OVERRIDE_TWS_MASTER_CLIENT_ID" } },
    { "ReadOnlyLogin", .aliases = { "READ_ONLY_LOGIN" }, .choices = yes_no },
    { "BypassOrderPrecautions", .choices = yes_no },
    { "BypassBondWarning", .choices = yes_no },
    { "BypassNegativeYieldToWorstConfirmation", .choices = yes_no },
    { "BypassCalledBondWarning", .choices = yes_no },
    { "BypassSameActionPairTradeWarning", .choices = yes_no },
    { "BypassPriceBasedVolatilityRiskWarning", .choices = yes_no },
    { "BypassUSStocksMarketDataInSharesWarning", .choices = yes_no },
    { "BypassRedirectOrderWarning", .choices = yes_no },
    { "BypassNoOverfillProtectionPrecaution", .choices = yes_no },
    { "AcceptBidAskLastSizeDisplayUpdateNotification", .aliases = { "ACCEPT_BID_ASK_LAST_SIZE_DISPLAY_UPDATE" },
      .choices = accept_defer },
    { "SendMarketDataInLotsForUSstocks", .aliases = { "SEND_MARKET_DATA_IN_LOTS_FOR_US_STOCKS" }, .choices = yes_no },
    { "TrustedTwsApiClientIPs", .aliases = { "TRUSTED_TWS_API_CLIENT_IPS" } },
    { "ResetOrderIdsAtStart", .aliases = { "RESET_ORDER_IDS_AT_START" }, .choices = yes_no },
    { "ConfirmOrderIdReset", .aliases = { "CONFIRM_ORDER_ID_RESET" } },
    { "ClosedownAt", .aliases = { "CLOSEDOWN_AT" },
      .why_ours = "a gateway that closed would be started again; AUTO_LOGOFF_TIME and AUTO_LOGON_TIME say when it is logged in" },
    { "AcceptIncomingConnectionAction", .aliases = { "TWS_ACCEPT_INCOMING", "ACCEPT_INCOMING_CONNECTION_ACTION" },
      .choices = accept_reject },
    { "AllowBlindTrading", .aliases = { "ALLOW_BLIND_TRADING" }, .choices = yes_no },
    { "ConfirmCryptoCurrencyOrders", .aliases = { "CONFIRM_CRYPTO_CURRENCY_ORDERS" }, .choices = transmit_cancel },
    { "DismissPasswordExpiryWarning", .aliases = { "DISMISS_PASSWORD_EXPIRY_WARNING" }, .choices = yes_no },
    { "DismissNSEComplianceNotice", .aliases = { "DISMISS_NSE_COMPLIANCE_NOTICE" }, .choices = yes_no },
    { "IncludeStackTraceForExceptions", .aliases = { "INCLUDE_STACK_TRACE_FOR_EXCEPTIONS" }, .choices = yes_no },
    { "LogStructureScope", .aliases = { "LOG_STRUCTURE_SCOPE" } },
    { "LogStructureWhen", .aliases = { "LOG_STRUCTURE_WHEN" } },
    { "IbDir", .why_ours = own_folders },
    { "CommandServerPort", .aliases = { "COMMAND_SERVER_PORT" }, .why_ours = own_commands },
    { "ControlFrom", .aliases = { "CONTROL_FROM" }, .why_ours = own_commands },
    { "BindAddress", .why_ours = own_commands },
    { "CommandPrompt", .aliases = { "COMMAND_PROMPT" }, .why_ours = own_commands },
    { "SuppressInfoMessages", .aliases = { "SUPPRESS_INFO_MESSAGES" }, .why_ours = own_commands },
};

const size_t ibc_keys_count = ARRAY_LENGTH(ibc_keys);

const struct ibc_key *ibc_key_find(const char *key)
{
    for (size_t i = 0; i < ibc_keys_count; i++)
        if (text_equal(ibc_keys[i].key, key)) return &ibc_keys[i];
    return NULL;
}
