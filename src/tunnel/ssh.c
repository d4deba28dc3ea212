/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "tunnel/ssh.h"

#include "base/child.h"
#include "base/component.h"
#include "base/fd.h"
#include "base/log.h"
#include "base/shell_words.h"
#include "tunnel/askpass.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pwd.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CONNECT_LEAST_S = 3, CONNECT_MOST_S = 30, BEYOND_CONNECTING_S = 20 };

int ssh_connect_timeout(const struct config *config)
{
    int patience = config->ssh_alive_interval * config->ssh_alive_count;
    if (patience < CONNECT_LEAST_S) return CONNECT_LEAST_S;
    return patience < CONNECT_MOST_S ? patience : CONNECT_MOST_S;
}

int ssh_patience(const struct config *config)
{
    return ssh_connect_timeout(config) + BEYOND_CONNECTING_S;
}

/* ---- words ---- */

/* A text that lives as long as the command. */
PRINTF_LIKE(2, 0) static const char *keep(struct ssh *ssh, const char *format, va_list arguments)
{
    size_t room = sizeof ssh->text - ssh->used;
    char *place = ssh->text + ssh->used;
    int length = vsnprintf(place, room, format, arguments);
    INVARIANT(length >= 0 && (size_t) length < room);
    ssh->used += (size_t) length + 1;
    return place;
}

PRINTF_LIKE(2, 3) static void add(struct ssh *ssh, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    INVARIANT(ssh->arguments_count + 1 < ARRAY_LENGTH(ssh->arguments));
    ssh->arguments[ssh->arguments_count++] = keep(ssh, format, arguments);
    va_end(arguments);
}

PRINTF_LIKE(2, 3) static void set(struct ssh *ssh, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    INVARIANT(ssh->environment_count + 1 < ARRAY_LENGTH(ssh->environment));
    ssh->environment[ssh->environment_count++] = keep(ssh, format, arguments);
    va_end(arguments);
}

static bool has_letter(const struct config *config, char letter, const char *keyword)
{
    char *words[SSH_OPTIONS_WORDS], buffer[4096];
    const char *why = NULL;
    ssize_t count = shell_words_split(config->ssh_options, words, ARRAY_LENGTH(words), buffer, sizeof buffer, &why);
    for (ssize_t i = 0; i < count; i++) {
        if (words[i][0] == '-' && words[i][1] == letter) return true;
        if (keyword && text_contains_ignoring_case(words[i], keyword)) return true;
    }
    return false;
}

bool ssh_is_verbose(const struct config *config)
{
    return has_letter(config, 'v', NULL);
}

static void add_user_options(struct ssh *ssh)
{
    char *words[SSH_OPTIONS_WORDS], buffer[4096];
    const char *why = NULL;
    ssize_t count = shell_words_split(ssh->wish.config->ssh_options, words, ARRAY_LENGTH(words), buffer, sizeof buffer, &why);
    for (ssize_t i = 0; i < count; i++) add(ssh, "%s", words[i]);
}

static void add_forwards(struct ssh *ssh)
{
    for (unsigned i = 0; i < ssh->wish.tunnel->forwards_count; i++) {
        const struct tunnel_forward *forward = &ssh->wish.tunnel->forwards[i];
        bool is_v6 = strchr(forward->remote.address, ':') != NULL;
        add(ssh, "-R");
        add(ssh, is_v6 ? "[%s]:%d:127.0.0.1:%d" : "%s:%d:127.0.0.1:%d", forward->remote.address, forward->remote.port,
            forward->local_port);
    }
}

/* From there, the address that the forward listens on is dialled. */
static void add_echo(struct ssh *ssh)
{
    const struct ssh_listen *remote = &ssh->wish.tunnel->forwards[0].remote;
    bool is_any = text_equal(remote->address, "*") || text_equal(remote->address, "0.0.0.0");
    const char *address = is_any ? "127.0.0.1" : text_equal(remote->address, "::") ? "::1" : remote->address;
    if (!ssh->wish.socket) return;
    add(ssh, "-o");
    add(ssh, "StreamLocalBindUnlink=yes");
    add(ssh, "-L");
    add(ssh, strchr(address, ':') ? "%s:[%s]:%d" : "%s:%s:%d", ssh->wish.socket, address, remote->port);
}

/* What the user says comes first, because for ssh the first word counts; what must hold cannot be among it. */
static void put_together(struct ssh *ssh)
{
    static const char *const always[] = { "ExitOnForwardFailure=yes", "SessionType=none", "ForkAfterAuthentication=no",
                                          "ControlMaster=no", "ControlPath=none", "RemoteCommand=none", "RequestTTY=no" };
    add(ssh, "ssh");
    add(ssh, "-F");
    add(ssh, "/proc/%d/fd/%d", (int) getpid(), ssh->configuration);
    add_user_options(ssh);
    add(ssh, "-v");
    for (size_t i = 0; i < ARRAY_LENGTH(always); i++) {
        add(ssh, "-o");
        add(ssh, "%s", always[i]);
    }
    if (!ssh->wish.without_forwards) add_forwards(ssh);
    add_echo(ssh);
    if (ssh->wish.tunnel->target.port) {
        add(ssh, "-p");
        add(ssh, "%d", ssh->wish.tunnel->target.port);
    }
    add(ssh, "%s", ssh->wish.tunnel->target.destination);
}

/* ---- the configuration ---- */

static void include(struct text *text, const char *path)
{
    if (access(path, R_OK) == 0) text_format(text, "Include \"%s\"\n", path);
}

void ssh_write_configuration(const struct ssh *ssh, int pid, struct text *text)
{
    const struct config *config = ssh->wish.config;
    text_add(text, "Host *\n");
    for (unsigned i = 0; i < ssh->keys.count; i++) {
        text_format(text, "IdentityFile /proc/%d/fd/%d\n", pid, ssh->keys.list[i].fd);
        if (ssh->keys.list[i].has_certificate)
            text_format(text, "CertificateFile \"%s/%s-cert.pub\"\n", config->ssh_dir, ssh->keys.list[i].name);
    }
    text_format(text, "UserKnownHostsFile \"%s\"\nStrictHostKeyChecking %s\n", ssh->known_hosts,
                ssh->learns ? "accept-new" : "yes");
    text_add(text, "UpdateHostKeys no\nHashKnownHosts no\nPasswordAuthentication no\nKbdInteractiveAuthentication no\n"
                   "NumberOfPasswordPrompts 1\nTCPKeepAlive yes\n");
    text_format(text, "ServerAliveInterval %d\nServerAliveCountMax %d\nConnectTimeout %d\n", config->ssh_alive_interval,
                config->ssh_alive_count, ssh_connect_timeout(config));
}

static int memory_of(const char *name, const char *bytes, size_t length)
{
    int fd = fd_sealed_memory(name, bytes, length);
    if (fd >= 0 && fchmod(fd, 0600) < 0) auto_close(&fd);
    return fd;
}

static bool make_configuration(struct ssh *ssh)
{
    char bytes[8192], path[PATH_MAX];
    struct text text = TEXT_IN(bytes);
    ssh_write_configuration(ssh, getpid(), &text);
    text_print(path, "%s/config", ssh->wish.config->ssh_dir);
    include(&text, path);
    include(&text, "/etc/ssh/ssh_config");
    ssh->configuration = memory_of("ssh-config", bytes, text.length);
    return ssh->configuration >= 0;
}

/* ---- the surroundings ---- */

static void choose_known_hosts(struct ssh *ssh)
{
    char folder[PATH_MAX];
    text_print(ssh->known_hosts, "%s/known_hosts", ssh->wish.config->ssh_dir);
    ssh->learns = access(ssh->known_hosts, R_OK) != 0;
    if (!ssh->learns) return;
    text_print(folder, "%s/ssh", ssh->wish.config->data_dir);
    if (mkdir(folder, 0700) < 0 && errno != EEXIST) log_errno("%s cannot be made", folder);
    text_print(ssh->known_hosts, "%s/known_hosts", folder);
}

/* ssh refuses to run for a uid without a name, as `docker run --user 12345` and PUID make them. */
static bool name_user(struct ssh *ssh)
{
    char bytes[PATH_MAX + 64], home[PATH_MAX];
    if (getpwuid(geteuid())) return true;
    text_print(home, "%s", ssh->wish.config->ssh_dir);
    char *last = strrchr(home, '/');
    if (last && last != home && text_equal(last, "/.ssh")) *last = 0;
    else text_print(home, "%s", ssh->wish.config->data_dir);
    text_print(bytes, "gatehouse:x:%u:%u::%s:/bin/sh\n", geteuid(), getegid(), home);
    ssh->passwd = memory_of("passwd", bytes, strlen(bytes));
    text_print(bytes, "gatehouse:x:%u:\n", getegid());
    ssh->group = memory_of("group", bytes, strlen(bytes));
    set(ssh, "LD_PRELOAD=libnss_wrapper.so");
    set(ssh, "NSS_WRAPPER_PASSWD=/proc/%d/fd/%d", (int) getpid(), ssh->passwd);
    set(ssh, "NSS_WRAPPER_GROUP=/proc/%d/fd/%d", (int) getpid(), ssh->group);
    return ssh->passwd >= 0 && ssh->group >= 0;
}

static bool offer_passphrase(struct ssh *ssh)
{
    const char *passphrase = ssh->wish.config->ssh_passphrase;
    char path[PATH_MAX];
    if (!askpass_make_link(ssh->wish.config->run_dir, path, sizeof path)) return false;
    set(ssh, "SSH_ASKPASS=%s", path);
    set(ssh, "SSH_ASKPASS_REQUIRE=force");
    if (!*passphrase) return true;
    ssh->passphrase = memory_of("ssh-passphrase", passphrase, strlen(passphrase));
    set(ssh, ASKPASS_VARIABLE "=/proc/%d/fd/%d", (int) getpid(), ssh->passphrase);
    return ssh->passphrase >= 0;
}

static bool make_environment(struct ssh *ssh)
{
    static const char *const kept[] = { "PATH", "HOME", "LANG", "TZ" };
    for (size_t i = 0; i < ARRAY_LENGTH(kept); i++)
        if (getenv(kept[i])) set(ssh, "%s=%s", kept[i], getenv(kept[i]));
    if (*ssh->wish.config->ssh_auth_sock) set(ssh, "SSH_AUTH_SOCK=%s", ssh->wish.config->ssh_auth_sock);
    return name_user(ssh) && offer_passphrase(ssh);
}

/* ---- all of it ---- */

static bool has_key(const struct ssh *ssh)
{
    return ssh->keys.count > 0 || *ssh->wish.config->ssh_auth_sock || has_letter(ssh->wish.config, 'i', "IdentityFile");
}

bool ssh_prepare(struct ssh *ssh, const struct ssh_wish *wish, char *why, size_t room)
{
    const struct config *config = wish->config;
    *ssh = (struct ssh) { .wish = *wish, .configuration = -1, .passphrase = -1, .passwd = -1, .group = -1 };
    keys_collect(&ssh->keys, config->ssh_dir);
    if (!has_key(ssh)) {
        if (*ssh->keys.unusable) text_print_in(why, room, "in %s: %s", config->ssh_dir, ssh->keys.unusable);
        else text_print_in(why, room, "none in %s: mount a folder with a private key there (SSH_DIR), or an agent's socket "
                           "(SSH_AUTH_SOCK)", config->ssh_dir);
        return false;
    }
    if (*ssh->keys.unusable) log_warning("in %s: %s", config->ssh_dir, ssh->keys.unusable);
    choose_known_hosts(ssh);
    if (!make_configuration(ssh) || !make_environment(ssh)) {
        text_print_in(why, room, "ssh cannot be prepared: %s", strerror(errno));
        return false;
    }
    put_together(ssh);
    return true;
}

_Noreturn static void become_ssh(const struct ssh *ssh, int errors, pid_t parent)
{
    child_follow_parent(parent, SIGTERM);
    if (child_reset_signals() < 0 || dup2(errors, STDOUT_FILENO) < 0 || dup2(errors, STDERR_FILENO) < 0) _exit(1);
    execvpe("ssh", (char *const *) (uintptr_t) ssh->arguments, (char *const *) (uintptr_t) ssh->environment);
    log_errno("ssh cannot be started");
    _exit(errno == ENOENT ? EXIT_BAD_SETTINGS : 1);
}

pid_t ssh_start(const struct ssh *ssh, int errors)
{
    pid_t parent = getpid(), pid = fork();
    if (pid == 0) become_ssh(ssh, errors, parent);
    return pid;
}

void ssh_forget(struct ssh *ssh)
{
    keys_forget(&ssh->keys);
    auto_close(&ssh->configuration);
    auto_close(&ssh->passphrase);
    auto_close(&ssh->passwd);
    auto_close(&ssh->group);
}
