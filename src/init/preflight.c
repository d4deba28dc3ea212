/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "init/preflight.h"

#include "base/display.h"
#include "base/fd.h"
#include "base/text.h"
#include "config/folders.h"
#include "config/listeners.h"

#include <arpa/inet.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* ---- ports ---- */

static socklen_t fill_address(const char *host, int port, struct sockaddr_storage *storage)
{
    struct sockaddr_in v4 = { .sin_family = AF_INET, .sin_port = htons((uint16_t) port) };
    struct sockaddr_in6 v6 = { .sin6_family = AF_INET6, .sin6_port = htons((uint16_t) port) };
    if (inet_pton(AF_INET, host, &v4.sin_addr) == 1) {
        memcpy(storage, &v4, sizeof v4);
        return sizeof v4;
    }
    inet_pton(AF_INET6, host, &v6.sin6_addr);
    memcpy(storage, &v6, sizeof v6);
    return sizeof v6;
}

static int try_port(const char *host, int port)
{
    struct sockaddr_storage address = { 0 };
    socklen_t length = fill_address(host, port, &address);
    AUTO_CLOSE int fd = socket(address.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int on = 1;
    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0) return -1;
    return bind(fd, (const struct sockaddr *) &address, length) < 0 ? -1 : listen(fd, 1);
}

static void check_port(const struct listener *listener, struct problems *problems)
{
    char place[80];
    if (try_port(listener->host, listener->port) == 0) return;
    const char *why = errno == EADDRINUSE ? "another program does already" : strerror(errno);
    text_print(place, "%s:%d", listener->host, listener->port);
    problem_add(problems, listener->setting, NULL, NULL, "%s cannot listen on %s: %s", listener->who, place, why);
}

/* ---- the display ---- */

/* X clients try the abstract name first, and in a container on the host's network it may be the host's X server. */
static bool is_display_on_network(int display)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    text_print_in(address.sun_path + 1, sizeof address.sun_path - 1, "/tmp/.X11-unix/X%d", display);
    socklen_t length = (socklen_t) (offsetof(struct sockaddr_un, sun_path) + 1 + strlen(address.sun_path + 1));
    AUTO_CLOSE int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    return fd >= 0 && connect(fd, (const struct sockaddr *) &address, length) == 0;
}

static void check_display(const struct config *config, struct problems *problems)
{
    char comm[32] = "", given[16];
    int display = config->display.number, pid = display_lock_owner(display, comm, sizeof comm);
    if (problem_told(problems, "DISPLAY")) return;
    text_print(given, ":%d", display);
    if (pid > 0) problem_add(problems, "DISPLAY", given, ":1", "is in use by %s, process %d", comm, pid);
    else if (is_display_on_network(display))
        problem_add(problems, "DISPLAY", given, ":1", "is in use by another X server on this network");
}

void preflight_ports(const struct config *config, struct problems *problems)
{
    struct listener list[LISTENERS_LIMIT];
    bool told[LISTENERS_LIMIT];
    unsigned count = config_listeners(config, list);
    for (unsigned i = 0; i < count; i++) told[i] = problem_told(problems, list[i].setting); /* before one port tells of another */
    for (unsigned i = 0; i < count; i++)
        if (!told[i]) check_port(&list[i], problems);
    check_display(config, problems);
}

/* ---- files ---- */

static void complain(struct problems *problems, const char *name, const char *given, const char *why)
{
    problem_add(problems, name, given, NULL, "%s: %s", why, strerror(errno));
}

/* Of what is named without need: a default may be missing. */
static void check_named(const struct config *config, struct problems *problems)
{
    bool is_native = config->session_driver == SESSION_DRIVER_NATIVE; /* which has no use for IBC */
    const struct {
        const char *name, *path, *within;
        int mode;
        const char *why;
    } all[] = {
        { "GATEWAY_PATH", config->gateway_path, "", R_OK | X_OK, "holds no gateway" },
        { "JAVA_HOME", config->java_home, "/bin/java", X_OK, "holds no bin/java that can be run" },
        { "IBC_PATH", is_native ? "" : config->ibc_path, "/IBC.jar", R_OK, "holds no IBC.jar" },
        { "START_SCRIPTS", config->start_scripts, "", R_OK | X_OK, "cannot be read" },
        { "X_SCRIPTS", config->x_scripts, "", R_OK | X_OK, "cannot be read" },
        { "IBC_SCRIPTS", config->ibc_scripts, "", R_OK | X_OK, "cannot be read" },
        { "NOTIFY_COMMAND", config->notify_command, "", X_OK, "cannot be run" },
        { "NOTIFY_CA", config->notify_ca, "", R_OK, "cannot be read" },
    };
    for (size_t i = 0; i < ARRAY_LENGTH(all); i++) {
        char path[PATH_MAX];
        text_print(path, "%s%s", all[i].path, all[i].within);
        if (!*all[i].path || problem_told(problems, all[i].name) || access(path, all[i].mode) == 0) continue;
        complain(problems, all[i].name, all[i].path, all[i].why);
    }
}

static void check_version(const struct config *config, struct problems *problems)
{
    char inner[PATH_MAX], outer[PATH_MAX];
    const char *version = config->gateway_version;
    text_print(inner, "%s/ibgateway/%s", config->gateway_path, version);
    text_print(outer, "%s/%s", config->gateway_path, version);
    if (!*version || problem_told(problems, "GATEWAY_PATH") || access(inner, F_OK) == 0 || access(outer, F_OK) == 0) return;
    problem_add(problems, "GATEWAY_VERSION", version, NULL, "is not installed in %s", config->gateway_path);
}

/* Where IBC_PATH names one, that was looked at. */
static void check_ibc(const struct config *config, struct problems *problems)
{
    static const char jar[] = DEFAULT_IBC_PATH "/IBC.jar";
    if (config->session_driver != SESSION_DRIVER_IBC || *config->ibc_path || access(jar, R_OK) == 0) return;
    problem_add(problems, "SESSION_DRIVER", "ibc", "native", "cannot be: there is no %s; IBC_PATH names the folder of IBC.jar",
                jar);
}

static bool has_own_ini(const struct config *config, unsigned instance)
{
    char folder[PATH_MAX], path[PATH_MAX + 16];
    text_print(folder, "%s/%s", config->data_dir, config_is_paper(config, instance) ? "paper" : "live");
    for (unsigned n = 0; config_own_ini(config, folder, n, path, sizeof path); n++)
        if (access(path, R_OK) == 0) return true;
    return false;
}

static void check_own_ini(const struct config *config, struct problems *problems)
{
    if (!config_is_own_ibc(config)) return;
    for (unsigned i = 0; i < config_instances(config); i++) {
        const char *mode = config_is_paper(config, i) ? "paper" : "live";
        if (!has_own_ini(config, i))
            problem_add(problems, "CUSTOM_CONFIG", "yes", "no", "needs a config.ini that can be read: in %s/%s, in %s, or beside IBC.jar",
                        config->data_dir, mode, config->data_dir);
    }
}

void preflight_files(const struct config *config, struct problems *problems)
{
    folders_check(config, problems);
    check_named(config, problems);
    check_version(config, problems);
    check_ibc(config, problems);
    check_own_ini(config, problems);
}
