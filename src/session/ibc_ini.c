/* SPDX-License-Identifier: MIT */
#include "session/ibc_ini.h"

#include "base/properties.h"

#include <stdlib.h>
#include <string.h>

struct line {
    const char *key, *value;
};

/* What IBC itself would leave to a person, or to chance; where the driver native does not (answers.c). */
static const struct line defaults[] = {
    { "FIX", "no" },
    { "AcceptNonBrokerageAccountWarning", "yes" }, /* else the API of a paper account stays shut */
    { "AcceptBidAskLastSizeDisplayUpdateNotification", "accept" },
    { "AllowBlindTrading", "no" },
    { "ConfirmOrderIdReset", "confirm/ignore" }, /* IBC ends with an error when this is empty and the dialog shows */
    { "LoginDialogDisplayTimeout", "170" }, /* just before the session's own patience ends */
    { "LogStructureScope", "unknown" }, /* so that we learn what is in windows IBC does not know */
    { "LogStructureWhen", "open" },
    { "IncludeStackTraceForExceptions", "yes" },
};

/* What the session relies on. */
static const struct line musts[] = {
    { "ReloginAfterSecondFactorAuthenticationTimeout", "no" }, /* attempts are the session's to count */
    { "ExitAfterSecondFactorAuthenticationTimeout", "no" },
    { "ColdRestartTime", "" }, /* Sunday's restart is the session's */
    { "ClosedownAt", "" }, /* what closed would be started again */
    { "BindAddress", "127.0.0.1" },
    { "CommandPrompt", "" },
    { "SuppressInfoMessages", "yes" },
};

static const char *const precautions[] = {
    "BypassOrderPrecautions", "BypassBondWarning", "BypassNegativeYieldToWorstConfirmation", "BypassCalledBondWarning",
    "BypassSameActionPairTradeWarning", "BypassPriceBasedVolatilityRiskWarning",
    "BypassUSStocksMarketDataInSharesWarning", "BypassRedirectOrderWarning", "BypassNoOverfillProtectionPrecaution",
};

static const char *const existing_session_words[] = {
    [EXISTING_SESSION_PRIMARY] = "primary", [EXISTING_SESSION_PRIMARY_OVERRIDE] = "primaryoverride",
    [EXISTING_SESSION_SECONDARY] = "secondary", [EXISTING_SESSION_MANUAL] = "manual",
};

static bool add(struct text *out, const char *key, const char *value)
{
    return properties_add_line(out, key, value);
}

static bool add_number(struct text *out, const char *key, unsigned number)
{
    char digits[16];
    text_print(digits, "%u", number);
    return add(out, key, digits);
}

static bool add_lines(struct text *out, const struct line *lines, size_t count)
{
    bool done = true;
    for (size_t i = 0; i < count; i++) done = done && add(out, lines[i].key, lines[i].value);
    return done;
}

/* IBC wants two digits, and AM or PM in capitals. */
static bool add_time(struct text *out, const char *key, struct time_of_day time)
{
    char value[16];
    if (time.minutes < 0) return true;
    int hour = time.minutes / 60;
    text_print(value, "%02d:%02d %s", hour % 12 ? hour % 12 : 12, time.minutes % 60, hour < 12 ? "AM" : "PM");
    return add(out, key, value);
}

static bool add_precautions(struct text *out, bool bypass)
{
    bool done = true;
    for (size_t i = 0; i < ARRAY_LENGTH(precautions); i++)
        done = done && add(out, precautions[i], bypass ? "yes" : "no");
    return done;
}

static bool add_settings(struct text *out, const struct ibc_ini *ini)
{
    const struct config *config = ini->config;
    return add_number(out, "OverrideTwsApiPort", ini->api_port)
           && add(out, "ReadOnlyApi", config->read_only_api ? "yes" : "no")
           && add_precautions(out, config->bypass_warning)
           && add(out, "SecondFactorDevice", config->twofa_device)
           && add_number(out, "SecondFactorAuthenticationExitInterval", (unsigned) config->twofa_exit_interval)
           && add(out, "ExistingSessionDetectedAction", existing_session_words[config->existing_session_action])
           && add_time(out, "AutoRestartTime", config->auto_restart_time)
           && add_time(out, "AutoLogoffTime", config->auto_logoff_time)
           && add(out, "SaveTwsSettingsAt", config->save_settings);
}

bool ibc_ini_write(const struct ibc_ini *ini, struct text *out)
{
    bool done = add_lines(out, defaults, ARRAY_LENGTH(defaults)) && add_settings(out, ini);
    if (ini->config->ibc) text_add(out, ini->config->ibc); /* written that way already */
    done = done && add_lines(out, musts, ARRAY_LENGTH(musts))
           && add_number(out, "CommandServerPort", ini->command_port)
           && add(out, "TradingMode", ini->paper ? "paper" : "live") && add(out, "IbLoginId", ini->user)
           && add(out, "IbPassword", ini->password);
    return done && !out->cut;
}

uint16_t ibc_ini_command_port(const char *text)
{
    static const char key[] = "CommandServerPort";
    uint16_t port = 0;
    for (const char *line = text; *line; line += strcspn(line, "\n"), line += *line == '\n') {
        const char *at = line + strspn(line, " \t\r\f");
        if (!text_starts_with(at, key)) continue;
        at += strlen(key);
        at += strspn(at, " \t=:");
        char *end = NULL;
        long number = strtol(at, &end, 10);
        port = end > at && number > 0 && number <= UINT16_MAX ? (uint16_t) number : 0;
    }
    return port;
}
