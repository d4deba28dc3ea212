/* SPDX-License-Identifier: MIT
 *
 * The table of windows. The first row that fits wins, so order is precedence. Titles and texts are facts gathered from
 * public logs of the gateway; none is proven against every build, so a row asks for more than a title where it can.
 */
#include "session/dialogs.h"

#include "base/macros.h"

#define FRAMES (KIND_BIT(COMPONENT_FRAME))
#define DIALOGS (KIND_BIT(COMPONENT_DIALOG))
#define WINDOWS (KIND_BIT(COMPONENT_WINDOW))

const struct dialog dialog_table[] = {
    { .name = "login failed", .role = DIALOG_REFUSED, .kinds = DIALOGS | FRAMES,
      .titles = { "Login failed", "Unrecognized Username or Password" }, .opened = EVENT_CREDENTIALS_REFUSED },
    { .name = "credentials refused", .role = DIALOG_REFUSED, .kinds = DIALOGS,
      .says = { "Unrecognized Username or Password", "Invalid username or password", "Invalid login",
                "username or password is incorrect", "username or password you entered is incorrect" },
      .opened = EVENT_CREDENTIALS_REFUSED },
    { .name = "too many attempts", .role = DIALOG_REFUSED, .kinds = DIALOGS | FRAMES,
      .says = { "Too many failed login attempts" }, .opened = EVENT_CREDENTIALS_REFUSED },
    { .name = "login error", .role = DIALOG_TROUBLE, .kinds = DIALOGS, .titles = { "Login Error" },
      .opened = EVENT_LOGIN_TROUBLE },
    { .name = "connection to server failed", .role = DIALOG_TROUBLE, .kinds = DIALOGS,
      .says = { "Connection to server failed" }, .opened = EVENT_SERVER_AWAY },

    { .name = "gateway login", .role = DIALOG_LOGIN, .kinds = FRAMES,
      .titles = { "IBKR Gateway", "IB Gateway", "Interactive Brokers Gateway", "IBKR-Gateway" },
      .buttons = { "Log In", "Login", "Paper Log In", "Paper Login", "Paper-Login" }, .opened = EVENT_LOGIN_WINDOW },
    { .name = "TWS login", .role = DIALOG_LOGIN, .kinds = FRAMES, .titles = { "Login", "New Login" },
      .whole_title = true, .buttons = { "Log In", "Login", "Paper Log In", "Paper Login" },
      .opened = EVENT_LOGIN_WINDOW },

    { .name = "gateway main window", .role = DIALOG_MAIN, .kinds = FRAMES, .menu = "Help",
      .items = { "About Gateway", "About IB Gateway", "About IBKR Gateway" } },
    { .name = "TWS main window", .role = DIALOG_MAIN, .kinds = FRAMES, .menu = "File",
      .items = { "Lock Application" } },

    { .name = "second factor", .role = DIALOG_SECOND_FACTOR, .kinds = DIALOGS | FRAMES,
      .titles = { "Second Factor Authentication", "Security Code Card Authentication" },
      .opened = EVENT_SECOND_FACTOR_WANTED, .closed = EVENT_SECOND_FACTOR_GIVEN },

    { .name = "configuration", .role = DIALOG_CONFIGURATION, .kinds = DIALOGS | FRAMES, .titles = { "Configuration" },
      .buttons = { "OK" } },
    { .name = "shutdown progress", .role = DIALOG_NOTICE, .kinds = DIALOGS | FRAMES | WINDOWS,
      .titles = { "Shutdown progress" } },
    { .name = "splash", .role = DIALOG_SPLASH, .kinds = DIALOGS | FRAMES | WINDOWS,
      .titles = { "Authenticating", "Connecting to server", "Initializing environment", "Starting application",
                  "Loading", "Downloading settings" },
      .no_buttons = true },

    { .name = "paper notice", .role = DIALOG_NOTICE, .kinds = DIALOGS, .says = { "This is not a brokerage account" },
      .buttons = { "I understand and accept" }, .click = { "I understand and accept" } },
    { .name = "exit confirmation", .role = DIALOG_EXIT, .kinds = DIALOGS,
      .says = { "Are you sure you want to exit?" }, .buttons = { "Yes" }, .click = { "Yes" }, .only_stopping = true },

    { .name = "popup", .role = DIALOG_POPUP, .kinds = WINDOWS, .no_title = true, .no_buttons = true },
};

const unsigned dialog_count = ARRAY_LENGTH(dialog_table);
