/* SPDX-License-Identifier: MIT
 *
 * The table of windows. The first row that fits wins, so order is precedence. Titles and texts are facts gathered from
 * public logs of the gateway and from what IBC recognises; none is proven against every build, so a row asks for more
 * than a title where it can.
 */
#include "session/dialogs.h"

#include "base/macros.h"

#define FRAMES (KIND_BIT(COMPONENT_FRAME))
#define DIALOGS (KIND_BIT(COMPONENT_DIALOG))
#define WINDOWS (KIND_BIT(COMPONENT_WINDOW))

const struct dialog dialog_table[] = {
    /* ---- the login did not succeed: by what is said first, since several share a title ---- */
    { .name = "too many attempts", .role = DIALOG_REFUSED, .kinds = DIALOGS | FRAMES,
      .says = { "Too many failed login attempts" }, .opened = EVENT_TOO_MANY_ATTEMPTS },
    { .name = "account locked", .role = DIALOG_REFUSED, .kinds = DIALOGS,
      .says = { "account has been locked", "account is locked", "user is locked", "been locked out",
                "temporarily disabled" },
      .opened = EVENT_LOCKED_OUT },
    { .name = "password to be changed", .role = DIALOG_REFUSED, .kinds = DIALOGS,
      .says = { "password has expired", "must change your password", "password must be changed" },
      .opened = EVENT_LOCKED_OUT },
    { .name = "session expired", .role = DIALOG_REFUSED, .kinds = DIALOGS,
      .says = { "session has expired", "session expired", "token has expired", "token expired", "invalid token",
                "soft token" },
      .opened = EVENT_TOKEN_REFUSED },
    { .name = "login failed", .role = DIALOG_REFUSED, .kinds = DIALOGS | FRAMES,
      .titles = { "Login failed", "Unrecognized Username or Password" }, .opened = EVENT_CREDENTIALS_REFUSED },
    { .name = "credentials refused", .role = DIALOG_REFUSED, .kinds = DIALOGS,
      .says = { "Unrecognized Username or Password", "Invalid username or password", "Invalid login",
                "username or password is incorrect", "username or password you entered is incorrect" },
      .opened = EVENT_CREDENTIALS_REFUSED },
    { .name = "login error", .role = DIALOG_TROUBLE, .kinds = DIALOGS, .titles = { "Login Error" },
      .opened = EVENT_LOGIN_TROUBLE },
    { .name = "connection to server failed", .role = DIALOG_TROUBLE, .kinds = DIALOGS,
      .says = { "Connection to server failed" }, .opened = EVENT_SERVER_AWAY },
    { .name = "servers not available", .role = DIALOG_TROUBLE, .kinds = DIALOGS, .titles = { "Login" },
      .says = { "not currently available" }, .opened = EVENT_SERVER_AWAY },

    /* ---- the way in ---- */
    { .name = "second factor in the login window", .role = DIALOG_SECOND_FACTOR, .kinds = FRAMES,
      .says = { "Second Factor Authentication" },
      .buttons = { "Log In", "Login", "Paper Log In", "Paper Login", "Paper-Login", "Enter Read Only" },
      .opened = EVENT_SECOND_FACTOR_WANTED, .closed = EVENT_SECOND_FACTOR_GIVEN },
    { .name = "gateway login", .role = DIALOG_LOGIN, .kinds = FRAMES,
      .titles = { "IBKR Gateway", "IB Gateway", "Interactive Brokers Gateway", "IBKR-Gateway" },
      .buttons = { "Log In", "Login", "Paper Log In", "Paper Login", "Paper-Login" }, .opened = EVENT_LOGIN_WINDOW },
    { .name = "TWS login", .role = DIALOG_LOGIN, .kinds = FRAMES, .titles = { "Login", "New Login", "Paper-Login" },
      .whole_title = true, .buttons = { "Log In", "Login", "Paper Log In", "Paper Login" },
      .opened = EVENT_LOGIN_WINDOW },

    { .name = "gateway main window", .role = DIALOG_MAIN, .kinds = FRAMES, .menu = "Help",
      .items = { "About Gateway", "About IB Gateway", "About IBKR Gateway" } },
    { .name = "TWS main window", .role = DIALOG_MAIN, .kinds = FRAMES, .menu = "File",
      .items = { "Lock Application" } },

    { .name = "second factor", .role = DIALOG_SECOND_FACTOR, .kinds = DIALOGS | FRAMES,
      .titles = { "Second Factor Authentication", "Security Code Card Authentication" },
      .opened = EVENT_SECOND_FACTOR_WANTED, .closed = EVENT_SECOND_FACTOR_GIVEN },
    { .name = "security code", .role = DIALOG_SECOND_FACTOR, .kinds = DIALOGS, .buttons = { "Enter Read Only" },
      .opened = EVENT_SECOND_FACTOR_WANTED, .closed = EVENT_SECOND_FACTOR_GIVEN },

    { .name = "existing session", .role = DIALOG_EXISTING, .kinds = DIALOGS, .titles = { "Existing session detected" },
      .rule = RULE_EXISTING_SESSION, .click = { "OK", "Continue Login", "Reconnect This Session" },
      .decline = { "Exit Application", "Cancel" } },
    { .name = "handoff of the trading login", .role = DIALOG_EXISTING, .kinds = DIALOGS,
      .titles = { "Trading Login Handoff" }, .rule = RULE_EXISTING_SESSION, .click = { "Disconnect Other Session" },
      .decline = { "Exit Application", "Cancel" } },
    { .name = "re-login", .role = DIALOG_RELOGIN, .kinds = DIALOGS, .titles = { "Re-login is required" },
      .rule = RULE_ALWAYS, .click = { "Re-login" }, .opened = EVENT_RELOGIN },

    /* ---- the program's own business ---- */
    { .name = "configuration", .role = DIALOG_CONFIGURATION, .kinds = DIALOGS | FRAMES, .titles = { "Configuration" },
      .buttons = { "OK" } },
    { .name = "new API port", .role = DIALOG_NOTICE, .kinds = DIALOGS, .says = { "apply the new socket port setting" },
      .rule = RULE_CONFIGURING, .click = { "Yes" } },
    { .name = "reset of the order ids", .role = DIALOG_NOTICE, .kinds = DIALOGS,
      .says = { "Are you sure you want to reset API order ID sequence?" }, .rule = RULE_ORDER_IDS, .click = { "Yes" },
      .decline = { "No" } },
    { .name = "restart confirmation", .role = DIALOG_NOTICE, .kinds = DIALOGS,
      .says = { "Are you sure you would like to restart the application" }, .rule = RULE_RESTARTING,
      .click = { "Yes" } },
    { .name = "reconnection confirmation", .role = DIALOG_NOTICE, .kinds = DIALOGS,
      .titles = { "IBKR Trader Workstation", "IBKR Gateway" },
      .says = { "Are you sure you want to execute \"simulate" }, .rule = RULE_RECONNECTING, .click = { "OK" } },
    { .name = "exit confirmation", .role = DIALOG_EXIT, .kinds = DIALOGS,
      .says = { "Are you sure you want to exit?" }, .buttons = { "Yes" }, .rule = RULE_STOPPING, .click = { "Yes" } },
    { .name = "shutdown progress", .role = DIALOG_NOTICE, .kinds = DIALOGS | FRAMES | WINDOWS,
      .titles = { "Shutdown progress" } },
    { .name = "splash", .role = DIALOG_SPLASH, .kinds = DIALOGS | FRAMES | WINDOWS,
      .titles = { "Authenticating", "Connecting to server", "Initializing environment", "Starting application",
                  "Loading", "Downloading settings" },
      .no_buttons = true },

    /* ---- notices and questions ---- */
    { .name = "paper notice", .role = DIALOG_NOTICE, .kinds = DIALOGS, .says = { "This is not a brokerage account" },
      .buttons = { "I understand and accept" }, .rule = RULE_PAPER_NOTICE, .click = { "I understand and accept" } },
    { .name = "incoming connection", .role = DIALOG_NOTICE, .kinds = DIALOGS, .says = { "Accept incoming connection" },
      .rule = RULE_INCOMING, .click = { "OK", "Yes" }, .decline = { "No" } },
    { .name = "write access", .role = DIALOG_NOTICE, .kinds = DIALOGS, .says = { "needs write access" },
      .rule = RULE_WRITE_ACCESS, .click = { "Yes", "OK", "Allow" }, .decline = { "No", "Cancel", "Deny" } },
    { .name = "blind trading", .role = DIALOG_NOTICE, .kinds = DIALOGS, .titles = { "Order Preview" },
      .says = { "blind trading" }, .rule = RULE_BLIND_TRADING, .click = { "Override and Transmit" } },
    { .name = "blind trading", .role = DIALOG_NOTICE, .kinds = DIALOGS,
      .says = { "blind trading", "Are you sure you want to submit this order?" }, .says_all = true,
      .rule = RULE_BLIND_TRADING, .click = { "Yes" } },
    { .name = "cryptocurrency order", .role = DIALOG_NOTICE, .kinds = DIALOGS,
      .titles = { "Cryptocurrency order confirmation" }, .rule = RULE_CRYPTO, .click = { "Transmit" },
      .decline = { "Cancel" } },
    { .name = "bid, ask and last sizes", .role = DIALOG_NOTICE, .kinds = DIALOGS,
      .says = { "Bid, Ask and Last Size Display Update" }, .rule = RULE_BID_ASK,
      .click = { "I understand - display market data" }, .decline = { "I understand - display market data" },
      .check = "Don't display this message again." },
    { .name = "password notice", .role = DIALOG_NOTICE, .kinds = DIALOGS | FRAMES, .titles = { "Password Notice" },
      .rule = RULE_PASSWORD_NOTICE, .click = { "OK" } },
    { .name = "compliance notice", .role = DIALOG_NOTICE, .kinds = DIALOGS | FRAMES, .titles = { "NSE Compliance" },
      .rule = RULE_COMPLIANCE_NOTICE, .cross = true },
    { .name = "tip of the day", .role = DIALOG_NOTICE, .kinds = DIALOGS, .titles = { "Tip of the Day" },
      .rule = RULE_ALWAYS, .click = { "Close" } },
    { .name = "newer version", .role = DIALOG_NOTICE, .kinds = DIALOGS | FRAMES, .says = { "Newer Version" },
      .rule = RULE_ALWAYS, .click = { "OK", "No" } },
    { .name = "login messages", .role = DIALOG_NOTICE, .kinds = DIALOGS | FRAMES, .titles = { "Login Messages" },
      .rule = RULE_ALWAYS, .click = { "OK", "Close", "Continue", "Acknowledge" } },

    { .name = "popup", .role = DIALOG_POPUP, .kinds = WINDOWS, .no_title = true, .no_buttons = true },
};

const unsigned dialog_count = ARRAY_LENGTH(dialog_table);
