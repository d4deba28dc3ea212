/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "launch/launch.h"

#include "base/display.h"
#include "base/fd.h"
#include "base/log.h"
#include "base/text.h"
#include "config/config.h"
#include "control/inherit.h"
#include "launch/hooks.h"
#include "launch/rdp.h"
#include "launch/xauthority.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { EXIT_USAGE = 2 };

static int execute(const char *const *argv)
{
    execvp(argv[0], (char *const *) (uintptr_t) argv);
    log_errno("%s cannot be started", argv[0]);
    return errno == ENOENT ? EXIT_BAD_SETTINGS : 1;
}

/* ---- Xvfb ---- */

/* The server itself only notices that the process of a lock is gone, not that its number belongs to another by now. */
static void remove_stale_lock(int display)
{
    char path[64], socket_path[64], comm[32];
    if (display_lock_owner(display, comm, sizeof comm) != 0) return;
    text_print(path, "/tmp/.X%d-lock", display);
    text_print(socket_path, "/tmp/.X11-unix/X%d", display);
    log_info("removing %s, left by a server that is gone", path);
    unlink(path);
    unlink(socket_path);
}

static int launch_xvfb(const struct config *config)
{
    char display[16], screen[48], authority[PATH_MAX];
    text_print(display, ":%d", config->display.number);
    /* FreeRDP serves no screen of fewer colours; whether there is RDP, is not for this service to know. */
    int depth = config->program == PROGRAM_TWS ? 24 : (int) config->screen.depth;
    text_print(screen, "%dx%dx%d", config->screen.width, config->screen.height, depth);
    text_print(authority, "%s/Xauthority", config->run_dir);
    remove_stale_lock(config->display.number);
    if (xauthority_write(authority, config->display.number) < 0) {
        log_errno("%s cannot be written", authority);
        return 1;
    }
    /* -displayfd writes the number and a newline when it listens: that is our readiness. GLX would load Mesa and LLVM, which take
       memory and time, for programs that do not draw with it; the images leave both out. */
    const char *const argv[] = { "Xvfb", display, "-screen", "0", screen, "-auth", authority, "-nolisten", "tcp",
                                 "-extension", "GLX", "-displayfd", "3", "-noreset", NULL };
    _Static_assert(INHERITED_NOTIFY == 3, "the number in argv");
    return execute(argv);
}

/* ---- x11vnc ---- */

/* It reads the password from memory that has no name: neither argv nor the disk ever hold it. */
static int password_fd(const char *password)
{
    int fd = fd_sealed_memory("password", password, strlen(password));
    if (fd >= 0 && fd_set_inheritable(fd, true) < 0) auto_close(&fd);
    return fd;
}

static int launch_x11vnc(const struct config *config)
{
    char display[16], port[16], password[48];
    bool is_v6 = strchr(config->bind_address, ':') != NULL;
    int fd = password_fd(config->vnc_password);
    if (fd < 0) {
        log_errno("the VNC password cannot be handed over");
        return 1;
    }
    text_print(display, ":%d", config->display.number);
    text_print(port, "%d", VNC_PORT);
    text_print(password, "/proc/self/fd/%d", fd);
    /* -flag writes PORT=5900 and a newline once it listens: that is our readiness. */
    const char *const argv[] = { "x11vnc", "-display", display, "-rfbport", port, is_v6 ? "-listen6" : "-listen",
                                 config->bind_address, is_v6 ? "-noipv4" : "-noipv6", "-passwdfile", password,
                                 "-flag", "/proc/self/fd/3", "-forever", "-shared", "-noxdamage", "-nolookup",
                                 "-quiet", "-norc", "-no6", NULL };
    _Static_assert(INHERITED_NOTIFY == 3, "the number in argv");
    return execute(argv);
}

/* ---- FreeRDP's shadow server ---- */

/* Without network level authentication it would ask for no password at all, or take the whole session to ask: nothing else is
 * offered. It says of nothing when it is ready. Its certificate it makes itself and keeps in HOME, so that clients that know it
 * know it again. */
static int launch_rdp(const struct config *config)
{
    char address[128], account[RDP_ACCOUNT_SIZE], port[24], file[64];
    bool is_v6 = strchr(config->bind_address, ':') != NULL;
    rdp_account(config->rdp_password, account);
    int fd = password_fd(account);
    if (fd < 0) {
        log_errno("the RDP password cannot be handed over");
        return 1;
    }
    text_print(address, is_v6 ? "/bind-address:[%s]" : "/bind-address:%s", config->bind_address);
    text_print(port, "/port:%d", RDP_PORT);
    text_print(file, "/sam-file:/proc/self/fd/%d", fd);
    /* Debian 12 and Debian 13. */
    static const char *const names[] = { "freerdp-shadow-cli", "freerdp-shadow-cli3" };
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        const char *const argv[] = { names[i], port, address, file, "+auth", "/sec:nla", NULL };
        execvp(argv[0], (char *const *) (uintptr_t) argv);
    }
    log_errno("neither %s nor %s can be started", names[0], names[1]);
    return errno == ENOENT ? EXIT_BAD_SETTINGS : 1;
}

/* ---- which ---- */

static const struct {
    const char *name;
    int (*launch)(const struct config *config);
} programs[] = {
    { "xvfb", launch_xvfb },
    { "x11vnc", launch_x11vnc },
    { "rdp", launch_rdp },
};

int launch_main(int argc, char **argv)
{
    struct config config;
    const char *name = argc == 2 ? argv[1] : "";
    if (argc == 3 && text_equal(argv[1], "hooks"))
        return config_load_sealed(&config, INHERITED_SETTINGS) ? hooks_run(&config, argv[2]) : 1;
    for (size_t i = 0; i < ARRAY_LENGTH(programs); i++) {
        if (!text_equal(name, programs[i].name)) continue;
        if (!config_load_sealed(&config, INHERITED_SETTINGS)) return 1;
        return programs[i].launch(&config);
    }
    log_error("launch takes one program, xvfb, x11vnc or rdp, or hooks and a setting, but was given \"%s\"", name);
    return EXIT_USAGE;
}
