/* SPDX-License-Identifier: MIT
 *
 * The driver ibc: IBC runs in the same JVM as the program, types the login and answers the windows. It is told by its
 * config.ini and its command server, and tells by the lines it writes. That it does not watch over itself is made up
 * for here and in the session's clocks.
 */
#define _GNU_SOURCE
#include "base/clock.h"
#include "base/fd.h"
#include "base/log.h"
#include "base/text.h"
#include "config/config.h"
#include "session/driver.h"
#include "session/ibc_command.h"
#include "session/ibc_end.h"
#include "session/ibc_files.h"
#include "session/ibc_log.h"
#include "session/ibc_story.h"
#include "session/launch_facts.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    LINE = 4096,
    STALLED_MS = 3000, /* a splash that closes is followed by another window, or by the login window */
    TOKEN_MS = 20000, /* the login window may show for a moment when a session is resumed */
    CONFIGURE_MS = 20000, /* driver_kind::configure */
    SETTLE_MS = 1500 /* a command while the configuration window closes ends IBC with an error */
};

struct driver {
    struct driver_setup setup;
    char jar[PATH_MAX], ini_path[PATH_MAX], settings_dir[PATH_MAX];
    char session_id[FACTS_SESSION];
    uint16_t port; /* of the command server; 0: none */
    int ini, output_end; /* given to java; ours: the ini until it has been read, the pipe's end until java has it */
    struct loop_watch output;
    struct loop_timer stalled, token, configuring, restarting;
    const char *restart_command; /* waits for `restarting` */
    struct ibc_command command;
    struct ibc_story story;
    char line[LINE];
    size_t length;
    bool in_properties; /* the JVM's own, which IBC lists at start */
    bool full_login; /* at the next start, whatever token there is */
    bool configure_wanted, stopping, reacted; /* the last: a window did something since it was told to close */
    int64_t configured_at; /* monotonic ms */
};

static void tell(struct driver *driver, enum session_event event, const char *why)
{
    driver->setup.on_event(driver->setup.owner, event, why);
}

/* What a window says may name the user. */
static void add_masked(const struct driver *driver, const char *said, struct text *out)
{
    const char *const secrets[] = { driver->setup.password, driver->setup.user, NULL };
    text_add_masked(out, said, LINE, secrets);
}

static void wipe_ini(struct driver *driver)
{
    if (driver->ini < 0) return;
    if (ftruncate(driver->ini, 0) < 0) log_errno("session %s: config.ini cannot be emptied", driver->setup.name);
    close(driver->ini);
    driver->ini = -1;
}

/* ---- what it says ---- */

static void configured(struct driver *driver)
{
    driver->configured_at = clock_now_ms();
    loop_set_timer(driver->setup.loop, &driver->configuring, CLOCK_NEVER);
}

static void tell_windows(struct driver *driver)
{
    char lines[BOARD_WINDOWS_TEXT] = "";
    const char *const secrets[] = { driver->setup.password, driver->setup.user, NULL };
    struct text text = TEXT_IN(lines);
    for (unsigned i = 0; i < driver->story.window_count; i++) {
        char described[BOARD_WINDOWS_TEXT] = "";
        struct text one = TEXT_IN(described);
        struct story_window *window = &driver->story.windows[i];
        ibc_story_describe(window, secrets, &one);
        if (!window->told) log_info("session %s: unknown window %s", driver->setup.name, described);
        window->told = true;
        text_format(&text, "%s%s", i ? "\n" : "", described);
    }
    driver->setup.on_windows(driver->setup.owner, lines);
}

static void do_duties(struct driver *driver, unsigned duties)
{
    struct loop *loop = driver->setup.loop;
    if (duties & STORY_SETTINGS_READ) wipe_ini(driver);
    if (duties & STORY_WINDOWS_CHANGED) tell_windows(driver);
    if (duties & STORY_LOGIN_GOES_ON) {
        loop_set_timer(loop, &driver->stalled, CLOCK_NEVER);
        loop_set_timer(loop, &driver->token, CLOCK_NEVER);
    }
    if (duties & STORY_LOGIN_STALLS) loop_set_timer(loop, &driver->stalled, clock_now_ms() + STALLED_MS);
    if (duties & STORY_TOKEN_IN_DOUBT) loop_set_timer(loop, &driver->token, clock_now_ms() + TOKEN_MS);
}

static void pass_on(struct driver *driver, const char *line)
{
    bool is_raw = !strstr(line, " IBC: ");
    driver->in_properties = is_raw && (driver->in_properties || text_equal(line, "System Properties"));
    if (driver->in_properties || ibc_log_is_noise(line)) return;
    char masked[LINE] = "";
    struct text text = TEXT_IN(masked);
    if (is_raw) add_masked(driver, line, &text);
    log_info("%s", is_raw ? masked : ibc_log_without_mark(line));
}

static void take_line(struct driver *driver, const char *line)
{
    pass_on(driver, line);
    if (driver->in_properties) return;
    driver->reacted = driver->reacted || (driver->stopping && strstr(line, "; event="));
    struct story_turn turn = ibc_story_take(&driver->story, line);
    do_duties(driver, turn.duties);
    if (driver->stopping || turn.event == EVENT_NONE) return;
    if (turn.event == EVENT_CONFIGURED) configured(driver);
    if (turn.event == EVENT_CONFIGURED && !driver->configure_wanted) return;
    char why[BOARD_TEXT] = "";
    struct text text = TEXT_IN(why);
    if (turn.why) add_masked(driver, turn.why, &text);
    tell(driver, turn.event, turn.why ? why : NULL);
}

static void take(struct driver *driver, const char *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!strchr("\n\r", bytes[i]) && driver->length + 1 < LINE) driver->line[driver->length++] = bytes[i];
        if (bytes[i] != '\n') continue;
        driver->line[driver->length] = 0;
        driver->length = 0;
        take_line(driver, driver->line);
    }
}

/* False: it is at its end for now. */
static bool read_some(struct driver *driver)
{
    char bytes[4096];
    int fd = driver->output.fd;
    ssize_t n = fd < 0 ? 0 : read(fd, bytes, sizeof bytes);
    if (n > 0) take(driver, bytes, (size_t) n);
    if (n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR))) return n > 0;
    if (fd >= 0) {
        loop_remove(driver->setup.loop, &driver->output);
        close(fd);
    }
    return false;
}

static void on_output(struct loop_watch *watch, uint32_t events)
{
    (void) events;
    read_some(CONTAINER_OF(watch, struct driver, output));
}

/* ---- what it does not say ---- */

static void on_stalled(struct loop_timer *timer)
{
    struct driver *driver = CONTAINER_OF(timer, struct driver, stalled);
    tell(driver, driver->story.relogin ? EVENT_TOKEN_REFUSED : EVENT_LOGIN_BACK, NULL);
}

static void on_token_in_doubt(struct loop_timer *timer)
{
    struct driver *driver = CONTAINER_OF(timer, struct driver, token);
    tell(driver, EVENT_TOKEN_REFUSED, "the login window shows, although a token was there to go on with");
}

static void on_configuring_late(struct loop_timer *timer)
{
    struct driver *driver = CONTAINER_OF(timer, struct driver, configuring);
    if (!driver->setup.config->custom_config) {
        log_warning("session %s: IBC has not configured it within %d s", driver->setup.name, CONFIGURE_MS / 1000);
        tell(driver, EVENT_NOT_CONFIGURED, "IBC has not finished the configuration");
    }
    tell(driver, EVENT_CONFIGURED, NULL);
}

static bool command(struct driver *driver, const char *text)
{
    return driver->story.commands_ready && ibc_command_send(&driver->command, driver->port, text);
}

/* Whoever waits for a restart is told at once that none comes. */
static void on_command_failed(struct ibc_command *command)
{
    struct driver *driver = CONTAINER_OF(command, struct driver, command);
    bool restarts = driver->restart_command && !driver->stopping;
    if (restarts) tell(driver, EVENT_NOT_CONFIGURED, "IBC cannot be told to restart the gateway");
}

static void on_restarting(struct loop_timer *timer)
{
    struct driver *driver = CONTAINER_OF(timer, struct driver, restarting);
    if (!command(driver, driver->restart_command)) on_command_failed(&driver->command);
}

/* ---- as a driver ---- */

static void forget(struct driver *driver)
{
    struct loop *loop = driver->setup.loop;
    bool had_windows = driver->story.window_count > 0;
    int fd = driver->output.fd;
    wipe_ini(driver);
    auto_close(&driver->output_end);
    driver->output_end = -1;
    loop_remove(loop, &driver->output);
    auto_close(&fd);
    struct loop_timer *timers[] = { &driver->stalled, &driver->token, &driver->configuring, &driver->restarting };
    for (unsigned i = 0; i < ARRAY_LENGTH(timers); i++) loop_set_timer(loop, timers[i], CLOCK_NEVER);
    ibc_command_forget(&driver->command);
    driver->story = (struct ibc_story) { 0 };
    driver->restart_command = NULL;
    driver->length = 0;
    driver->in_properties = driver->configure_wanted = driver->stopping = false;
    driver->configured_at = 0;
    if (had_windows) tell_windows(driver);
}

static void destroy(struct driver *driver)
{
    forget(driver);
    free(driver);
}

static struct driver *create(const struct driver_setup *setup)
{
    struct driver *driver = calloc(1, sizeof *driver);
    INVARIANT(driver);
    driver->setup = *setup;
    driver->ini = driver->output_end = -1;
    driver->output = (struct loop_watch) { .fd = -1, .on_event = on_output };
    driver->stalled = (struct loop_timer) { .deadline = CLOCK_NEVER, .on_expired = on_stalled };
    driver->token = (struct loop_timer) { .deadline = CLOCK_NEVER, .on_expired = on_token_in_doubt };
    driver->configuring = (struct loop_timer) { .deadline = CLOCK_NEVER, .on_expired = on_configuring_late };
    driver->restarting = (struct loop_timer) { .deadline = CLOCK_NEVER, .on_expired = on_restarting };
    ibc_command_init(&driver->command, setup->loop, setup->name);
    driver->command.on_failed = on_command_failed;
    ibc_files_warn(setup->config, setup->instance, setup->name);
    if (ibc_files_find_jar(setup->config, driver->jar, sizeof driver->jar)) return driver;
    log_error("session %s: SESSION_DRIVER=ibc, but there is no %s", setup->name, driver->jar);
    destroy(driver);
    return NULL;
}

static void prepare_ini(struct driver *driver, struct launch_facts *facts)
{
    const struct config *config = driver->setup.config;
    struct ibc_ini ini = {
        .config = config, .user = driver->setup.user, .password = driver->setup.password, .paper = driver->setup.paper,
        .api_port = (uint16_t) config_api_port(config, driver->setup.instance), .command_port = ibc_command_free_port(),
    };
    driver->ini = facts->ini = ibc_files_prepare_ini(&ini, driver->setup.name, facts->settings_dir, driver->ini_path);
    driver->port = ini.command_port;
    facts->ibc_ini = driver->ini_path;
}

static void prepare(struct driver *driver, struct launch_facts *facts)
{
    int ends[2] = { -1, -1 };
    forget(driver);
    if (driver->full_login) facts->restart[0] = 0;
    driver->full_login = false;
    driver->story.resumed = facts->restart[0] != 0;
    text_print(driver->settings_dir, "%s", facts->settings_dir);
    ibc_files_remove_flags(facts->settings_dir);
    ibc_files_make_session(driver->session_id, sizeof driver->session_id);
    facts->ibc_jar = driver->jar;
    facts->ibc_mode = driver->setup.paper ? "paper" : "live";
    text_print(facts->ibc_session, "%s", driver->session_id);
    prepare_ini(driver, facts);
    if (fd_pipe(ends) < 0 || loop_add(driver->setup.loop, &driver->output, ends[0], EPOLLIN) < 0)
        log_errno("session %s: no pipe for IBC's output", driver->setup.name);
    facts->output = driver->output_end = ends[1];
}

static void started(struct driver *driver, int java_pid)
{
    (void) java_pid;
    auto_close(&driver->output_end);
    driver->output_end = -1;
}

/* IBC begins with it by itself, as soon as there is a main window. */
static void configure(struct driver *driver)
{
    if (driver->configure_wanted) return;
    driver->configure_wanted = true;
    if (driver->story.configured) tell(driver, EVENT_CONFIGURED, NULL);
    else loop_set_timer(driver->setup.loop, &driver->configuring, clock_now_ms() + CONFIGURE_MS);
}

static bool ask_to_close(struct driver *driver)
{
    driver->stopping = true;
    driver->reacted = false;
    loop_set_timer(driver->setup.loop, &driver->restarting, CLOCK_NEVER);
    return command(driver, "STOP");
}

/* Its OK to STOP comes from another thread than the windows' own: only what it tells of a window shows that these live. */
static bool reacts(struct driver *driver)
{
    return driver->reacted;
}

static bool close_windows(struct driver *driver)
{
    driver->stopping = true;
    return driver->story.gives_way; /* then it does so by itself; else it has no word for it */
}

/* Until then a command does harm. */
static int64_t settled_at(const struct driver *driver)
{
    return driver->configured_at ? driver->configured_at + SETTLE_MS : 0;
}

/* PAUSE is RESTART, and leaves a flag for IBC's own script to read: not to start again. */
static bool ask_to_restart(struct driver *driver, bool pause)
{
    int64_t at = settled_at(driver);
    if (!driver->story.logged_in || !driver->story.commands_ready) return false;
    ibc_files_warn_of_restart(driver->setup.config, driver->setup.name);
    driver->restart_command = pause ? "PAUSE" : "RESTART";
    if (at <= clock_now_ms()) return command(driver, driver->restart_command);
    loop_set_timer(driver->setup.loop, &driver->restarting, at);
    return true;
}

/* Before there is a main window, the first of these would end IBC with an error. */
static bool reconnect(struct driver *driver, enum driver_connection connection)
{
    static const char *const commands[] = { [CONNECTION_DATA] = "RECONNECTDATA", [CONNECTION_ACCOUNT] = "RECONNECTACCOUNT" };
    return driver->story.logged_in && settled_at(driver) <= clock_now_ms() && command(driver, commands[connection]);
}

static bool needs_person(struct driver *driver)
{
    return ibc_story_needs_person(&driver->story);
}

static void catch_up(struct driver *driver)
{
    while (read_some(driver)) continue;
    ibc_command_catch_up(&driver->command);
}

static enum session_event judge_end(struct driver *driver, int status, const struct launch_facts *facts, char *why,
                                    size_t room)
{
    int code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    unsigned evidence = 0;
    if (ibc_files_take_flag(driver->settings_dir, "PAUSE", driver->session_id)) evidence |= IBC_END_PAUSED;
    if (ibc_files_take_flag(driver->settings_dir, "COLDRESTART", driver->session_id)) evidence |= IBC_END_COLD;
    if (facts->restart[0]) evidence |= IBC_END_TOKEN;
    if (driver->story.failed) evidence |= IBC_END_FAILED;
    if (driver->story.logged_in) evidence |= IBC_END_LOGGED_IN;
    const struct ibc_end *end = ibc_end_find(evidence, code);
    driver->full_login = end->full_login;
    text_print_in(why, room, "%s (status %d)", end->why, code);
    return end->event;
}

const struct driver_kind ibc_driver = {
    .name = "ibc",
    .create = create,
    .prepare = prepare,
    .started = started,
    .configure = configure,
    .ask_to_close = ask_to_close,
    .close_windows = close_windows,
    .reacts = reacts,
    .ask_to_restart = ask_to_restart,
    .reconnect = reconnect,
    .needs_person = needs_person,
    .catch_up = catch_up,
    .judge_end = judge_end,
    .forget = forget,
    .destroy = destroy,
};
