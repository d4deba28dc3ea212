// SPDX-License-Identifier: MIT

#include "session_side.h"

#include "base/text.h"
#include "config/config.h"
#include "session/ibc_files.h"
#include "session/wire.h"

#include <stdint.h>

// As the session of that driver has them: through the environment, the checks at start and the sealed memory.
static bool load(const char *user, const char *password, const char *driver, struct config *child)
{
    static char entries[3][8192];
    static struct problems problems;
    const char *const environment[] = { entries[0], entries[1], entries[2], NULL };
    struct config config;
    problems = (struct problems) { 0 };
    text_print(entries[0], "IB_USER=%s", user);
    text_print(entries[1], "IB_PASSWORD=%s", password);
    text_print(entries[2], "SESSION_DRIVER=%s", driver);
    config_load(&config, environment, &problems);
    bool done = !problems.count && config_load_sealed(child, config_seal(&config, AUDIENCE_SESSION_0));
    config_wipe(&config);
    return done;
}

bool session_side_load(const char *user, const char *password, char *user_out, char *password_out, size_t room)
{
    struct config child;
    if (!load(user, password, "native", &child))
        return false;
    text_print_in(user_out, room, "%s", child.user);
    text_print_in(password_out, room, "%s", child.password);
    config_wipe(&child);
    return true;
}

int session_side_make_ini(const char *user, const char *password)
{
    struct config child;
    if (!load(user, password, "ibc", &child))
        return -1;
    struct ibc_ini ini = { .config = &child, .user = child.user, .password = child.password, .paper = true, .api_port = 4002 };
    int fd = ibc_files_make_ini(&ini, "paper");
    config_wipe(&child);
    return fd;
}

size_t session_side_line(char *out, size_t room, unsigned long number, const char *verb, long id, const char *argument)
{
    struct text text = { .bytes = out, .room = room };
    wire_command(&text, (uint32_t) number, verb, (int64_t) id, argument);
    return text.cut ? 0 : text.length;
}
