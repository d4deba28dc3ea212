/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "init/preflight.h"

#include "base/display.h"
#include "base/fd.h"
#include "base/text.h"
#include "config/folders.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
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

static void check_port(const char *name, const char *purpose, const char *host, int port, struct problems *problems)
{
    char given[80];
    if (try_port(host, port) == 0) return;
    text_print(given, "%s:%d", host, port);
    if (errno == EADDRINUSE)
        problem_add(problems, name, NULL, NULL, "%s cannot listen on %s: another program does already", purpose, given);
    else problem_add(problems, name, NULL, NULL, "%s cannot listen on %s: %s", purpose, given, strerror(errno));
}

static void check_ports(const struct config *config, struct problems *problems)
{
    const char *host = config->bind_address;
    for (unsigned i = 0; i < config_instances(config); i++) {
        const char *name = "TRADING_MODE";
        check_port(name, "the gateway's API", "127.0.0.1", config_api_port(config, i), problems);
        if (config_has_relay(config)) check_port(name, "the relay", host, config_relay_port(config, i), problems);
    }
    if (*config->vnc_password) check_port("VNC_PWD", "the VNC server", host, VNC_PORT, problems);
    if (config->ui_port) check_port("SUPERVISORD_UI_PORT", "the status page", host, config->ui_port, problems);
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

/* ---- folders ---- */

static int make_folder(const char *path, mode_t mode)
{
    char partial[PATH_MAX];
    text_print(partial, "%s", path);
    for (char *slash = strchr(partial + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = 0;
        if (mkdir(partial, 0755) < 0 && errno != EEXIST) return -1;
        *slash = '/';
    }
    return mkdir(partial, mode) < 0 && errno != EEXIST ? -1 : 0;
}

/* Nobody's yet: root's, as engines make folders to mount, or empty, as the image brings them. Never the files of another. */
static bool may_take(const char *path, const struct stat *about)
{
    return geteuid() == 0 && (about->st_uid == 0 || folder_is_empty(path));
}

static void take_folder(const struct config *config, const char *name, const char *path, struct problems *problems)
{
    struct stat about;
    if (make_folder(path, 0700) < 0 || stat(path, &about) < 0) {
        problem_add(problems, name, path, NULL, "cannot be made: %s", strerror(errno));
        return;
    }
    if (may_take(path, &about) && chown(path, (uid_t) config->puid, (gid_t) config->pgid) < 0)
        problem_add(problems, name, path, NULL, "cannot be given to %d:%d: %s", config->puid, config->pgid, strerror(errno));
}

static void check_writable(const char *name, const char *path, struct problems *problems)
{
    if (access(path, W_OK | X_OK) < 0) folder_complain(problems, name, path, geteuid(), getegid());
}

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

/* The X server refuses to make this one unless it is root. */
static void make_socket_folder(void)
{
    static const char path[] = "/tmp/.X11-unix";
    if (mkdir(path, 01777) == 0) chmod(path, 01777);
}

/* ---- the user ---- */

static void become_user(const struct config *config, struct problems *problems)
{
    uid_t uid = (uid_t) config->puid;
    gid_t gid = (gid_t) config->pgid;
    char given[32];
    if (geteuid() != 0) return;
    if (setgroups(1, &gid) == 0 && setresgid(gid, gid, gid) == 0 && setresuid(uid, uid, uid) == 0) return;
    text_print(given, "%d", config->puid);
    problem_add(problems, "PUID", given, NULL, "cannot be taken on: %s; start the container with --user %d:%d instead",
                strerror(errno), config->puid, config->pgid);
}

void take_possession(const struct config *config, struct problems *problems)
{
    const struct {
        const char *name, *path;
    } folders[] = { { "RUN_DIR", config->run_dir }, { "DATA_DIR", config->data_dir }, { "LOG_DIR", config->log_dir } };
    make_socket_folder();
    bool is_root = geteuid() == 0;
    for (size_t i = 0; i < ARRAY_LENGTH(folders); i++) {
        take_folder(config, folders[i].name, folders[i].path, problems);
        if (!is_root && access(folders[i].path, F_OK) == 0)
            check_writable(folders[i].name, folders[i].path, problems);
    }
    if (problems->count || !is_root) return;
    become_user(config, problems);
    for (size_t i = 0; i < ARRAY_LENGTH(folders); i++)
        check_writable(folders[i].name, folders[i].path, problems);
}

void preflight(const struct config *config, struct problems *problems)
{
    check_ports(config, problems);
    check_display(config, problems);
    check_gateway(config, problems);
    check_ibc(config, problems);
}

bool lock_run_dir(const struct config *config, struct problems *problems)
{
    char path[PATH_MAX];
    text_print(path, "%s/lock", config->run_dir);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600); /* open, and so locked, until the process ends */
    if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0) return true;
    auto_close(&fd);
    problem_add(problems, "RUN_DIR", config->run_dir, NULL, "is in use by another gatehouse that still runs");
    return false;
}
