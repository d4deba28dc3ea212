/* SPDX-License-Identifier: MIT
 *
 * Stands for java with IBC in it, without a JVM: says IBC's lines, leaves its flags, answers its command server. It runs in
 * the settings folder and reads `script.N` there at its Nth start, else `script`; what it did stands in `journal`. Lines:
 *
 *   say TEXT          a line of IBC on standard output
 *   raw TEXT          a line without time and mark
 *   flag NAME         leaves the flag PAUSE or COLDRESTART of this start
 *   token FOLDER      leaves a token there
 *   commands          opens the command server on the port that its config.ini names
 *   deaf              as commands, but never answers
 *   refuse            answers RESTART and PAUSE with an error from now on
 *   api PORT          listens on 127.0.0.1 and answers hellos
 *   client            goes on when a client of the API has logged in
 *   upstream CODE     tells the API's clients that
 *   exit STATUS | kill NUMBER
 *                     the end; without it: waits for commands; at STOP it ends, at RESTART and PAUSE with a token in abc
 */
#define _GNU_SOURCE
#include "fake_api.h"

#include "base/macros.h"
#include "base/text.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LONGEST_LIFE_S = 60 };

static const char *session = "", *restart = "", *ini = "", *mode = "";
static int server = -1;
static int command_port;
static bool refuses;

static void note(const char *format, ...) PRINTF_LIKE(1, 2);
static void note(const char *format, ...)
{
    char line[512];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(line, sizeof line - 1, format, arguments);
    va_end(arguments);
    line[length] = '\n';
    int fd = open("journal", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (fd < 0 || write(fd, line, (size_t) length + 1) < 0) _exit(99);
    close(fd);
}

static void say(const char *text)
{
    printf("2026-11-22 23:52:30:520 IBC: %s\n", text);
    fflush(stdout);
}

static void leave(const char *name)
{
    int fd = open(name, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) _exit(98);
    close(fd);
}

static void read_ini(void)
{
    char line[512];
    FILE *file = fopen(ini, "re");
    if (!file) exit(79);
    while (fgets(line, sizeof line, file)) {
        line[strcspn(line, "\n")] = 0;
        if (text_starts_with(line, "CommandServerPort=")) command_port = atoi(strchr(line, '=') + 1);
        if (text_starts_with(line, "IbLoginId=") || text_starts_with(line, "Relogin")) note("ini %s", line);
    }
    fclose(file);
}

static void serve(void)
{
    struct sockaddr_in own = { .sin_family = AF_INET, .sin_port = htons((uint16_t) command_port),
                               .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(server, (const struct sockaddr *) &own, sizeof own) < 0 || listen(server, 4) < 0) _exit(97);
    say("CommandServer started and is ready to accept commands");
}

static void leave_flag(const char *name)
{
    char path[256];
    text_print(path, "%s%s", name, session);
    leave(path);
}

static void leave_token(const char *folder)
{
    char path[256];
    mkdir(folder, 0700);
    text_print(path, "%s/autorestart", folder);
    leave(path);
}

/* What IBC answers to each command, and whether it ends then, and with a token. */
static const struct {
    const char *command, *answer;
    bool ends, token;
} commands[] = {
    { "STOP", "OK Shutting down: STOP command\n", true, false },
    { "RESTART", "OK RESTART in progress\nOK RESTART at 03:05 AM\n", true, true },
    { "PAUSE", "OK PAUSE in progress\nOK PAUSE at 03:05 AM\n", true, true },
    { "RECONNECTDATA", "OK \n", false, false },
    { "RECONNECTACCOUNT", "OK \n", false, false },
    { "", "ERROR Command invalid\n", false, false },
};

static void obey_one(void)
{
    size_t i = 0;
    char command[64] = "";
    int fd = accept4(server, NULL, NULL, SOCK_CLOEXEC);
    if (fd < 0 || recv(fd, command, sizeof command - 1, 0) < 0) _exit(96);
    command[strcspn(command, "\n")] = 0;
    note("command %s", command);
    while (*commands[i].command && !text_equal(commands[i].command, command)) i++;
    if (refuses && commands[i].token) i = ARRAY_LENGTH(commands) - 1;
    if (send(fd, commands[i].answer, strlen(commands[i].answer), MSG_NOSIGNAL) < 0) _exit(95);
    close(fd);
    if (text_equal(command, "PAUSE") && commands[i].token) leave_flag("PAUSE");
    if (commands[i].token) leave_token("abc");
    if (commands[i].ends) _exit(0);
}

static void pump(void)
{
    struct pollfd fds[1 + FAKE_API_FDS] = { { .fd = server, .events = POLLIN } };
    fake_api_list(fds + 1);
    if (poll(fds, ARRAY_LENGTH(fds), -1) < 0) _exit(92);
    fake_api_serve(fds + 1);
    if (fds[0].revents) obey_one();
}

static void step(const char *word, const char *rest)
{
    if (text_equal(word, "say")) say(rest);
    else if (text_equal(word, "raw")) {
        puts(rest);
        fflush(stdout);
    } else if (text_equal(word, "commands")) serve();
    else if (text_equal(word, "exit")) exit(atoi(rest));
    else if (text_equal(word, "kill")) raise(atoi(rest));
    else if (text_equal(word, "flag")) leave_flag(rest);
    else if (text_equal(word, "token")) leave_token(rest);
    else if (text_equal(word, "api")) fake_api_open(atoi(rest));
    else if (text_equal(word, "client")) while (fake_api.logins == 0) pump();
    else if (text_equal(word, "upstream")) fake_api_tell(rest);
    else if (text_equal(word, "refuse")) refuses = true;
    else if (text_equal(word, "deaf")) {
        serve();
        for (;;) poll(NULL, 0, -1);
    } else _exit(94);
}

static int count_starts(void)
{
    char line[512];
    int count = 0;
    FILE *journal = fopen("journal", "re");
    while (journal && fgets(line, sizeof line, journal)) count += text_starts_with(line, "start ");
    if (journal) fclose(journal);
    return count;
}

static void play(void)
{
    static char script[16384];
    char path[32], *at = script;
    text_print(path, "script.%d", count_starts());
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) fd = open("script", O_RDONLY | O_CLOEXEC);
    if (fd < 0 || read(fd, script, sizeof script - 1) < 0) _exit(93);
    close(fd);
    for (char *line; (line = strsep(&at, "\n")) && *line;) {
        char *rest = line + strcspn(line, " ");
        if (*rest) *rest++ = 0;
        step(line, rest);
    }
}

int main(int argc, char **argv)
{
    alarm(LONGEST_LIFE_S);
    for (int i = 1; i < argc; i++) {
        if (text_starts_with(argv[i], "-Dibcsessionid=")) session = strchr(argv[i], '=') + 1;
        if (text_starts_with(argv[i], "-Drestart=")) restart = strchr(argv[i], '=') + 1;
        if (text_starts_with(argv[i], "ibcalpha.ibc.Ibc") && i + 2 < argc) {
            ini = argv[i + 1];
            mode = argv[i + 2];
        }
    }
    note("start session=%s restart=%s mode=%s", session, restart, mode);
    note("environment %s", getenv("JAVA_TOOL_OPTIONS") ? "leaks" : "clean");
    read_ini();
    if (*restart) {
        char path[256];
        text_print(path, "%s/autorestart", restart);
        unlink(path); /* as the program does once it has used it */
    }
    say("version: 3.24.1");
    play();
    for (;;) pump();
}
