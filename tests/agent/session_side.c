// SPDX-License-Identifier: MIT

#include "session_side.h"

#include "base/text.h"
#include "config/config.h"
#include "session/wire.h"

#include <stdint.h>

bool session_side_load(const char *user, const char *password, char *user_out, char *password_out, size_t room)
{
    static char user_entry[8192], password_entry[8192];
    static struct problems problems;
    const char *const environment[] = { user_entry, password_entry, "SESSION_DRIVER=native", NULL };
    struct config config, child;
    problems = (struct problems) { 0 };
    text_print(user_entry, "IB_USER=%s", user);
    text_print(password_entry, "IB_PASSWORD=%s", password);
    config_load(&config, environment, &problems);
    bool done = !problems.count && config_load_sealed(&child, config_seal(&config, AUDIENCE_SESSION_0));
    if (done) {
        text_print_in(user_out, room, "%s", child.user);
        text_print_in(password_out, room, "%s", child.password);
        config_wipe(&child);
    }
    config_wipe(&config);
    return done;
}

size_t session_side_line(char *out, size_t room, unsigned long number, const char *verb, long id, const char *argument)
{
    struct text text = { .bytes = out, .room = room };
    wire_command(&text, (uint32_t) number, verb, (int64_t) id, argument);
    return text.cut ? 0 : text.length;
}
