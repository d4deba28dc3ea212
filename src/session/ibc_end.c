/* SPDX-License-Identifier: MIT */
#include "session/ibc_end.h"

#include "base/log.h"
#include "base/macros.h"

/* IBC's own exit codes are 1100 and above, of which the system keeps the lowest eight bits. */
const struct ibc_end ibc_ends[] = {
    { IBC_END_PAUSED, IBC_END_ANY, 0, EVENT_IMPOSSIBLE, false,
      "it was told to PAUSE by somebody else; it goes on when the session is started again" },
    { IBC_END_COLD | IBC_END_FAILED, IBC_END_ANY, 0, EVENT_JVM_EXITED, true, "the login failed" },
    { IBC_END_COLD | IBC_END_LOGGED_IN, IBC_END_ANY, 0, EVENT_JVM_RESTARTS, true, "cold restart" },
    { IBC_END_COLD, IBC_END_ANY, 0, EVENT_JVM_EXITED, true, "IBC wants a cold restart" },
    { IBC_END_TOKEN, 0, 0, EVENT_JVM_RESTARTS, false, "restart without login" },
    { 0, 77, 77, EVENT_IMPOSSIBLE, false, "IBC does not find its way in a window: IBC and the gateway do not go together" },
    { 0, 78, 78, EVENT_IMPOSSIBLE, false, "IBC was given too many arguments" },
    { 0, 79, 79, EVENT_IMPOSSIBLE, false, "IBC does not find its config.ini" },
    { 0, 80, 80, EVENT_IMPOSSIBLE, false, "IBC does not accept the trading mode" },
    { 0, 81, 81, EVENT_IMPOSSIBLE, false, "IBC does not accept one of its settings; its last lines say which" },
    { 0, 82, 82, EVENT_IMPOSSIBLE, false, "IBC cannot make the folder of the settings" },
    { 0, 83, 83, EVENT_IMPOSSIBLE, false, "the gateway does not begin to run, or its version does not go with IBC" },
    { 0, 84, 85, EVENT_IMPOSSIBLE, false, "IBC cannot write jts.ini" },
    { 0, 86, 86, EVENT_IMPOSSIBLE, false, "another session of the user would not give way" },
    { 0, 87, 87, EVENT_LOGIN_BACK, false, "the login did not go on after the second factor" },
    { 0, 88, 88, EVENT_JVM_EXITED, false, "no login window" },
    { 0, 76, 76, EVENT_JVM_EXITED, false, "IBC met something it does not expect" },
    { 0, 1, 1, EVENT_JVM_EXITED, false, "java could not start, or lost its X server" },
    { 0, 129, 130, EVENT_JVM_EXITED, false, "somebody else ended java" },
    { 0, 143, 143, EVENT_JVM_EXITED, false, "somebody else ended java" },
    { 0, 134, 139, EVENT_JVM_EXITED, false, "java crashed or was killed" },
    { IBC_END_LOGGED_IN, 0, 0, EVENT_JVM_EXITED, false, "the gateway closed: logoff, or another session of the user" },
    { 0, 0, 0, EVENT_JVM_EXITED, false, "the gateway closed before it was logged in" },
    { 0, IBC_END_ANY, 0, EVENT_JVM_EXITED, false, "java ended" },
};

const unsigned ibc_end_count = ARRAY_LENGTH(ibc_ends);

const struct ibc_end *ibc_end_find(unsigned evidence, int status)
{
    for (unsigned i = 0; i < ibc_end_count; i++) {
        const struct ibc_end *row = &ibc_ends[i];
        bool any = row->first == IBC_END_ANY, in_range = status >= row->first && status <= row->last;
        if ((evidence & row->needs) == row->needs && (any || in_range)) return row;
    }
    invariant_failed("the last row fits everything", __FILE__, __LINE__);
}
