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
    text_print(given, ":%d", display);
    if (pid > 0) problem_add(problems, "DISPLAY", given, ":1", "is in use by %s, process %d", comm, pid);
    else if (is_display_on_network(display))
        problem_add(problems, "DISPLAY", given, ":1", "is in use by another X server on this network");
}

void preflight_ports(const struct config *config, struct problems *problems)
{
    struct listener list[LISTENERS_LIMIT];
    unsigned count = config_listeners(config, list);
    for (unsigned i = 0; i < count; i++) check_port(&list[i], problems);
    check_display(config, problems);
}

/* ---- files ---- */

static void check_gateway(const struct config *config, struct problems *problems)
{
    if (access(config->gateway_path, R_OK | X_OK) == 0) return;
    problem_add(problems, "GATEWAY_PATH", config->gateway_path, NULL, "holds no gateway: %s", strerror(errno));
}

static void check_ibc(const struct config *config, struct problems *problems)
{
    char jar[PATH_MAX];
    text_print(jar, "%s/IBC.jar", *config->ibc_path ? config->ibc_path : DEFAULT_IBC_PATH);
    if (config->session_driver != SESSION_DRIVER_IBC || access(jar, R_OK) == 0) return;
    problem_add(problems, "SESSION_DRIVER", "ibc", "native", "cannot be: there is no %s; IBC_PATH names the folder of IBC.jar",
                jar);
}

void preflight_files(const struct config *config, struct problems *problems)
{
    folders_check(config, problems);
    check_gateway(config, problems);
    check_ibc(config, problems);
}
