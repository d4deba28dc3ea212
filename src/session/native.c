/* SPDX-License-Identifier: MIT
 *
 * The native driver: the agent inside the JVM tells windows and does what it is told, the table of windows decides.
 */
#define _GNU_SOURCE
#include "session/native.h"

#include "base/clock.h"
#include "base/component.h"
#include "base/fd.h"
#include "base/log.h"
#include "base/text.h"
#include "config/ibc_keys.h"
#include "session/ibc_values.h"
#include "session/launch_facts.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { READ_SIZE = 65536 };

struct dialog_context native_context(const struct driver *driver)
{
    return (struct dialog_context) {
        .paper = driver->setup.paper, .stopping = driver->stopping, .restarting = driver->restarting,
        .reconnecting = clock_now_ms() < driver->reconnecting_until, .configuring = configure_is_ours(driver),
        .was_logged_in = driver->was_logged_in, .continued = driver->continued, .answers = driver->answers,
    };
}

void native_tell(struct driver *driver, enum session_event event, const char *why)
{
    driver->setup.on_event(driver->setup.owner, event, why);
}

/* ---- the connection ---- */

static void drop_connection(struct driver *driver)
{
    int fd = driver->connection.fd;
    if (fd < 0) return;
    loop_remove(driver->setup.loop, &driver->connection);
    close(fd);
    login_lost(driver);
    configure_lost(driver);
    upkeep_connected(driver, false);
    commands_reset(&driver->commands, -1);
    loop_set_timer(driver->setup.loop, &driver->overdue, CLOCK_NEVER);
    wire_reset(driver->wire);
    memset(driver->shown, 0, sizeof driver->shown);
}

static void await_answers(struct driver *driver)
{
    uint32_t events = EPOLLIN | (commands_waiting(&driver->commands) ? EPOLLOUT : 0U);
    if (driver->connection.fd >= 0) loop_change(driver->setup.loop, &driver->connection, events);
    loop_set_timer(driver->setup.loop, &driver->overdue, commands_deadline(&driver->commands));
}

void native_send(struct driver *driver, enum purpose purpose, int64_t window, const char *verb, int64_t target,
                 const char *argument)
{
    struct command command = { .purpose = purpose, .window = window, .sent_at = clock_now_ms() };
    if (!commands_send(&driver->commands, &command, verb, target, argument))
        log_warning("session %s: the agent takes no more commands", driver->setup.name);
    await_answers(driver);
}

static void on_overdue(struct loop_timer *timer)
{
    struct driver *driver = CONTAINER_OF(timer, struct driver, overdue);
    if (commands_mark_overdue(&driver->commands, clock_now_ms()) > 0) upkeep_overdue(driver);
    await_answers(driver);
}

/* ---- what the agent says ---- */

static void answered(struct driver *driver, const struct wire_event *event)
{
    struct command command;
    bool done = event->kind == WIRE_OK;
    if (!commands_answered(&driver->commands, event->id, &command)) return;
    upkeep_answered(driver);
    struct window *window = wire_window(driver->wire, command.window);
    if (!done) log_info("session %s: not done: %s", driver->setup.name, event->why);
    if (!done && command.purpose == FOR_DIALOG && window) screen_shown(driver, window)->answered = false;
    if (!done && command.purpose == FOR_CLOSING) driver->close_wanted = true;
    login_answered(driver, &command, done);
    second_factor_answered(driver, &command, done);
    if (command.purpose == FOR_CONFIGURATION) configure_answered(driver, done);
    await_answers(driver);
}

static void complain(struct driver *driver, const char *what)
{
    if (!driver->complained) log_warning("session %s: %s", driver->setup.name, what);
    driver->complained = true;
}

static void handle(struct driver *driver, const struct wire_event *event)
{
    switch (event->kind) {
    case WIRE_NOTHING:
    case WIRE_HELLO:
    case WIRE_BYE: return;
    case WIRE_OPENED:
    case WIRE_CHANGED: screen_look_at(driver, event->window, event->kind == WIRE_OPENED); break;
    case WIRE_CLOSED: screen_forget(driver, event->id); break;
    case WIRE_OK:
    case WIRE_REFUSED: answered(driver, event); return;
    case WIRE_CROWDED: complain(driver, "more windows are open than can be watched"); return;
    case WIRE_SENSELESS: complain(driver, "the agent said something that makes no sense"); return;
    }
    driver->reacted = driver->reacted || driver->stopping;
    screen_look_at_whole(driver);
    configure_look(driver);
}

/* An event may end the connection: the rest of the bytes is nobody's then. */
static void take(struct driver *driver, const char *bytes, size_t length)
{
    int fd = driver->connection.fd;
    while (length > 0 && driver->connection.fd == fd) {
        struct wire_event event;
        size_t taken = wire_push(driver->wire, bytes, length, &event);
        bytes += taken;
        length -= taken;
        handle(driver, &event);
    }
}

static void on_connection(struct loop_watch *watch, uint32_t events)
{
    static char bytes[READ_SIZE];
    struct driver *driver = CONTAINER_OF(watch, struct driver, connection);
    if ((events & EPOLLOUT) && !commands_flush(&driver->commands)) events |= EPOLLERR;
    await_answers(driver);
    if (!(events & (EPOLLIN | EPOLLERR | EPOLLHUP))) return;
    ssize_t n = recv(watch->fd, bytes, sizeof bytes, MSG_DONTWAIT);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (n <= 0) drop_connection(driver);
    else take(driver, bytes, (size_t) n);
}

static bool is_our_java(const struct driver *driver, int fd)
{
    struct ucred peer;
    socklen_t length = sizeof peer;
    if (!fd_peer_is_trusted(fd) || getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &length) < 0) return false;
    return driver->java_pid > 0 && peer.pid == driver->java_pid;
}

static void on_dialled(struct loop_watch *watch, uint32_t events)
{
    (void) events;
    struct driver *driver = CONTAINER_OF(watch, struct driver, listening);
    AUTO_CLOSE int fd = accept4(watch->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd < 0) return;
    if (!is_our_java(driver, fd)) {
        /* Without a java of ours it is one of an earlier session, which is waited for. */
        if (driver->java_pid > 0 && !driver->stranger)
            log_warning("session %s: somebody else than our java dialled the agent's socket", driver->setup.name);
        driver->stranger = driver->java_pid > 0;
        return;
    }
    drop_connection(driver); /* an agent dials again only when it has given the old one up */
    if (loop_add(driver->setup.loop, &driver->connection, fd, EPOLLIN) < 0) return;
    driver->complained = false;
    wire_reset(driver->wire);
    commands_reset(&driver->commands, fd);
    upkeep_connected(driver, true);
    fd = -1;
}

/* ---- as a driver ---- */

static void forget(struct driver *driver)
{
    drop_connection(driver);
    loop_set_timer(driver->setup.loop, &driver->back, CLOCK_NEVER);
    driver->java_pid = 0;
    driver->login = (struct login) { 0 };
    second_factor_forget(driver);
    upkeep_forget(driver);
    driver->continued = 0;
    configure_stop(driver);
    driver->configuring = (struct configuring) { 0 };
    driver->stranger = false;
    driver->stopping = driver->close_wanted = driver->logged_in = driver->started = false;
    driver->resumed = driver->relogin = driver->was_logged_in = false;
    screen_tell_unknown(driver);
}

static void destroy(struct driver *driver)
{
    forget(driver);
    int fd = driver->listening.fd;
    loop_remove(driver->setup.loop, &driver->listening);
    if (fd >= 0) {
        close(fd);
        unlink(driver->address.sun_path);
    }
    free(driver->wire);
    explicit_bzero(&driver->factor.key, sizeof driver->factor.key);
    free(driver);
}

/* What IBC would heed and nobody does now, for the user who came from there. */
static void warn_of_keys(const struct driver_setup *setup)
{
    char key[64];
    for (const char *line = setup->config->ibc; line && *line; line += strcspn(line, "\n"), line += *line == '\n') {
        text_print(key, "%.*s", (int) strcspn(line, "="), line);
        const struct ibc_key *row = ibc_key_find(key);
        bool fix = text_equal(key, "FIX"), is_told = row && row->why_ours; /* with either driver, by the settings */
        if (is_told || answers_use(key) || configuration_uses(key) || (fix && ibc_value_yes_no(line, key) != 1)) continue;
        log_warning("session %s: IBC_%s has no effect with SESSION_DRIVER=native%s", setup->name, key,
                    fix ? ": it does not log in to FIX CTCI" : "");
    }
}

static struct driver *create(const struct driver_setup *setup)
{
    struct driver *driver = calloc(1, sizeof *driver);
    INVARIANT(driver);
    driver->setup = *setup;
    driver->wire = calloc(1, sizeof *driver->wire);
    INVARIANT(driver->wire);
    driver->listening = (struct loop_watch) { .fd = -1, .on_event = on_dialled };
    driver->connection = (struct loop_watch) { .fd = -1, .on_event = on_connection };
    driver->overdue = (struct loop_timer) { .deadline = CLOCK_NEVER, .on_expired = on_overdue };
    driver->back = (struct loop_timer) { .deadline = CLOCK_NEVER, .on_expired = login_back_expired };
    driver->again = (struct loop_timer) { .deadline = CLOCK_NEVER, .on_expired = configure_expired };
    driver->code = (struct loop_timer) { .deadline = CLOCK_NEVER, .on_expired = second_factor_expired };
    driver->pulse = (struct loop_timer) { .deadline = CLOCK_NEVER, .on_expired = upkeep_pulse_expired };
    driver->save = (struct loop_timer) { .deadline = CLOCK_NEVER, .on_expired = upkeep_save_expired };
    warn_of_keys(setup);
    answers_read(setup->config, &driver->answers);
    save_times_read(setup->config->save_settings, &driver->save_times); /* bad ones have not come this far */
    second_factor_begin(driver);
    commands_reset(&driver->commands, -1);
    wire_reset(driver->wire);
    text_print(driver->address.sun_path, "%s/agent-%u.sock", setup->run_dir, setup->instance);
    AUTO_CLOSE int fd = fd_listen_unix(driver->address.sun_path, SOCK_STREAM);
    if (fd >= 0 && loop_add(setup->loop, &driver->listening, fd, EPOLLIN) == 0) {
        fd = -1;
        return driver;
    }
    log_errno("session %s: %s cannot be made", setup->name, driver->address.sun_path);
    destroy(driver);
    return NULL;
}

static void prepare(struct driver *driver, struct launch_facts *facts)
{
    static char agent[PATH_MAX];
    driver->resumed = facts->restart[0] != 0;
    driver->settings_dir = facts->settings_dir;
    if (component_find("gatehouse-agent.so", agent, sizeof agent)) {
        facts->agent = agent;
        facts->agent_socket = driver->address.sun_path;
    } else log_error("session %s: gatehouse-agent.so is missing: nobody will log in", driver->setup.name);
}

static void started(struct driver *driver, int java_pid)
{
    driver->java_pid = java_pid;
}

static bool ask_to_close(struct driver *driver)
{
    bool has_main = false;
    driver->stopping = true;
    driver->reacted = false;
    configure_stop(driver);
    for (unsigned i = 0; i < WINDOW_SLOTS; i++) {
        const struct dialog *dialog = driver->shown[i].id ? driver->shown[i].dialog : NULL;
        if (dialog && dialog->role == DIALOG_MAIN && dialog_find_exit(&driver->wire->windows[i])) has_main = true;
    }
    driver->close_wanted = has_main;
    screen_look_at_all(driver);
    return has_main;
}

static bool close_windows(struct driver *driver)
{
    bool any = false;
    driver->stopping = true;
    configure_stop(driver);
    for (unsigned i = 0; i < WINDOW_SLOTS; i++) {
        const struct window *window = &driver->wire->windows[i];
        if (window->id == 0 || window_kind(window) != COMPONENT_FRAME) continue;
        native_send(driver, FOR_CLOSING, window->id, "close", window->id, "");
        any = true;
    }
    driver->close_wanted = false;
    return any;
}

/* An agent that hung up did so with its JVM, which is on its way out. */
static bool reacts(struct driver *driver)
{
    return driver->reacted || driver->connection.fd < 0 || !commands_pending(&driver->commands, FOR_CLOSING);
}

static bool needs_person(struct driver *driver)
{
    if (driver->login.seen && !driver->login.pressed) return true;
    if (driver->factor.person_told) return true;
    for (unsigned i = 0; i < WINDOW_SLOTS; i++)
        if (driver->shown[i].id != 0 && driver->shown[i].reported) return true;
    return false;
}

const struct driver_kind native_driver = {
    .name = "native",
    .create = create,
    .prepare = prepare,
    .started = started,
    .configure = configure_begin,
    .ask_to_close = ask_to_close,
    .close_windows = close_windows,
    .reacts = reacts,
    .ask_to_restart = upkeep_ask_to_restart,
    .reconnect = upkeep_reconnect,
    .needs_person = needs_person,
    .forget = forget,
    .destroy = destroy,
};
