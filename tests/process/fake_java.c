/* SPDX-License-Identifier: MIT
 *
 * Stands for java with our agent in it, without a JVM: says on the agent's wire what a script tells it to, does what
 * the session asks as the simulator's windows would, and answers the API's hello. It runs in the settings folder and
 * reads `script.N` there at its Nth start, else `script`; what it did stands in `journal`. Lines of a script:
 *
 *   show NAME | close ID | raw TEXT     a recorded window; a window is gone; a line, with \t for the separator
 *   await VERB ID                       goes on when that was commanded
 *   api PORT                            listens on 127.0.0.1 and answers hellos
 *   garbage | overlong | redial         nonsense; a line without end; hangs up in the middle of a message, dials anew
 *   deaf                                the event thread is frozen: nothing is answered any more
 *   stubborn | dying MS                 SIGTERM is ignored, or takes that long
 *   configured                          all but the read-only box is already as it is wanted
 *   writable | stuck | no-dialog        how the configuration begins; its box does not change; it does not open
 *   lasting                             "Are you sure?" is not shown: its menu does nothing
 *   lingering MS                        its end takes that long after it has hung up
 *   silent | mute | closed              the API takes nothing any more; answers nothing; its port closes
 *   client                              goes on when a client of the API has logged in
 *   upstream CODE                       tells the API's clients that
 *   token NAME                          leaves a token there
 *   exit STATUS                         the end; without it: does what it is told
 */
#define _GNU_SOURCE
#include "base/macros.h"
#include "base/text.h"
#include "../unit/session_recorded.h"
#include "fake_api.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { LONGEST_LIFE_S = 90, REDIAL_MS = 200 };
enum { LOGIN_PAPER_TOGGLE = 14, MAIN_CLOSE = 37, MAIN_SETTINGS = 39, EXIT_YES = 68 };
enum { DIALOG = 72, DIALOG_TREE = 79, DIALOG_BOX = 83, DIALOG_PORT = 86, DIALOG_OK = 115, DIALOG_CANCEL = 117 };
enum { PRECAUTION = 95, PRECAUTIONS = 9, PAGE_SETTINGS = 3, PAGE_PRECAUTIONS = 4 };

static const struct {
    const char *name, *recorded;
} windows[] = {
    { "login", recorded_login_live }, { "login-paper", recorded_login_paper }, { "splash", recorded_splash },
    { "main", recorded_main }, { "loading", recorded_main_loading }, { "paper-notice", recorded_paper_notice },
    { "login-failed", recorded_login_failed }, { "connection-failed", recorded_connection_failed },
    { "second-factor", recorded_second_factor }, { "exit", recorded_exit }, { "configuration", recorded_configuration },
};

static const char *address;
static int agent = -1;
static char heard[65536];
static size_t heard_length;
static bool deaf, stuck, no_dialog, lasting, read_only = true, precautions[PRECAUTIONS];
static int page = -1; /* row of the tree */
static char socket_port[16] = "4001";
static char awaited_verb[32];
static long awaited_id; /* 0: nothing is awaited */
static volatile sig_atomic_t dying_ms;
static int lingering_ms;

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

_Noreturn static void end(int status)
{
    note("end %d", (int) getpid());
    _exit(status);
}

static void on_term(int number)
{
    (void) number;
    poll(NULL, 0, (int) dying_ms);
    end(143);
}

/* ---- the wire ---- */

static void send_bytes(const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t n = send(agent, bytes, length, MSG_NOSIGNAL);
        if (n <= 0) return;
        bytes += n;
        length -= (size_t) n;
    }
}

static void say(const char *text)
{
    send_bytes(text, strlen(text));
}

static void dial(void)
{
    struct sockaddr_un to = { .sun_family = AF_UNIX };
    char line[64];
    text_print(to.sun_path, "%s", address);
    if (agent >= 0) close(agent);
    agent = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    while (connect(agent, (const struct sockaddr *) &to, sizeof to) < 0) poll(NULL, 0, 10);
    heard_length = 0;
    text_print(line, "hello\t1\t%d\t17\tawt\n", (int) getpid());
    say(line);
}

static void show(const char *name)
{
    for (size_t i = 0; i < ARRAY_LENGTH(windows); i++)
        if (text_equal(windows[i].name, name)) say(windows[i].recorded);
}

static void close_window(long id)
{
    char line[32];
    text_print(line, "close\t%ld\n", id);
    say(line);
}

/* ---- the configuration ---- */

/* The recorded dialog with one part replaced, which must be there. */
static void replace(char *text, size_t room, const char *part, const char *by)
{
    char *at = strstr(text, part);
    size_t by_length = strlen(by), tail = at ? strlen(at + strlen(part)) + 1 : 0;
    if (!at || strlen(text) + by_length >= room) end(94);
    memmove(at + by_length, at + strlen(part), tail);
    memcpy(at, by, by_length);
}

static void tell_precautions(char *text, size_t room)
{
    for (int i = 0; i < PRECAUTIONS; i++) {
        char before[32], after[32];
        text_print(before, "\t%d\tcheck\tve\t", PRECAUTION + i);
        text_print(after, "\t%d\tcheck\t%c%s\t", PRECAUTION + i, page == PAGE_PRECAUTIONS ? 's' : 'v',
                   precautions[i] ? "ec" : "e");
        replace(text, room, before, after);
    }
}

static void tell_dialog(const char *how)
{
    char text[sizeof recorded_configuration + 256], field[64];
    text_print(text, "%s", recorded_configuration);
    replace(text, sizeof text, "open", how);
    if (page == PAGE_SETTINGS) replace(text, sizeof text, "3\t3\tSettings", "3\t3c\tSettings");
    if (page == PAGE_PRECAUTIONS) replace(text, sizeof text, "4\t3\tPrecautions", "4\t3c\tPrecautions");
    if (!read_only) replace(text, sizeof text, "check\tsec\t", "check\tse\t");
    text_print(field, "70,19\tjavax.swing.JTextField\t\t%s\n", socket_port);
    if (text_equal(how, "dump")) replace(text, sizeof text, "70,19\tjavax.swing.JTextField\t\t\n", field);
    tell_precautions(text, sizeof text);
    say(text);
}

/* ---- what the session commands ---- */

/* A JVM takes the agent's connection along before it has ended. */
_Noreturn static void linger(void)
{
    close(agent);
    poll(NULL, 0, lingering_ms);
    end(0);
}

static void obey_click(long id)
{
    if (id == MAIN_CLOSE && !lasting) show("exit");
    if (id == EXIT_YES) linger();
    if (id == MAIN_SETTINGS && !no_dialog) tell_dialog("open");
    if (id == DIALOG_OK) note("applied read-only %d port %s", read_only, socket_port);
    if (id == DIALOG_OK || id == DIALOG_CANCEL) close_window(DIALOG);
}

static void obey(const char *verb, long id, const char *argument)
{
    if (text_equal(verb, "click")) obey_click(id);
    if (text_equal(verb, "check") && id == LOGIN_PAPER_TOGGLE) show("login-paper");
    if (text_equal(verb, "check") && id == DIALOG_BOX && !stuck) read_only = *argument == '1';
    bool precaution = id >= PRECAUTION && id < PRECAUTION + PRECAUTIONS;
    if (text_equal(verb, "check") && precaution) precautions[id - PRECAUTION] = *argument == '1';
    if (text_equal(verb, "set") && id == DIALOG_PORT) text_print(socket_port, "%s", argument);
    if (text_equal(verb, "select") && id == DIALOG_TREE) page = atoi(argument);
    if (text_equal(verb, "close") && id == DIALOG) close_window(DIALOG);
    else if (text_equal(verb, "close")) end(0);
}

static void take_command(char *line)
{
    char *fields[4] = { line }, answer[32];
    for (int i = 1; i < 4; i++) {
        fields[i] = strchr(fields[i - 1], '\t');
        if (!fields[i]) end(93);
        *fields[i]++ = 0;
    }
    long id = atol(fields[2]);
    bool secret = text_equal(fields[1], "secret");
    if (secret) note("secret %ld of %zu bytes", id, strlen(fields[3]));
    else if (!text_equal(fields[1], "ping")) note("%s %ld %s", fields[1], id, fields[3]);
    if (deaf) return;
    if (text_equal(fields[1], "dump")) tell_dialog("dump");
    text_print(answer, "ok\t%s\n", fields[0]);
    say(answer);
    if (awaited_id == id && text_equal(awaited_verb, fields[1])) awaited_id = 0;
    obey(fields[1], id, fields[3]);
}

static void hear(void)
{
    ssize_t n = recv(agent, heard + heard_length, sizeof heard - heard_length - 1, MSG_DONTWAIT);
    if (n < 0 && errno == EAGAIN) return;
    if (n <= 0) {
        note("line lost");
        poll(NULL, 0, REDIAL_MS);
        dial();
        return;
    }
    heard_length += (size_t) n;
    heard[heard_length] = 0;
    for (char *line_end; (line_end = memchr(heard, '\n', heard_length));) {
        *line_end = 0;
        take_command(heard);
        heard_length -= (size_t) (line_end + 1 - heard);
        memmove(heard, line_end + 1, heard_length + 1);
    }
}

/* ---- the token of a restart ---- */

static void leave_token(const char *name)
{
    char path[64];
    mkdir(name, 0700);
    text_print(path, "%s/autorestart", name);
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) end(92);
    close(fd);
}

static void use_token(const char *name)
{
    char path[64];
    text_print(path, "%s/autorestart", name);
    note("resumed %d", unlink(path));
}

/* ---- the script ---- */

static void pump(void)
{
    struct pollfd fds[1 + FAKE_API_FDS] = { { .fd = agent, .events = POLLIN } };
    fake_api_list(fds + 1);
    if (poll(fds, ARRAY_LENGTH(fds), -1) < 0) return;
    if (fds[0].revents) hear();
    fake_api_serve(fds + 1);
}

static void say_raw(const char *text)
{
    for (; *text; text++) {
        bool tab = text[0] == '\\' && text[1] == 't';
        send_bytes(tab ? "\t" : text, 1);
        if (tab) text++;
    }
    say("\n");
}

static void say_overlong(void)
{
    static char bytes[100000];
    memset(bytes, 'x', sizeof bytes);
    send_bytes(bytes, sizeof bytes);
    say("\n");
}

static void say_garbage(void)
{
    static const char bytes[] = "\xff\xfe\0\0nonsense\nopen\nn\t0\nend\t1\t1\twhole\nok\nok\t99999\nclose\tx\n"
                                "open\t5\nn\t999\t0\t\t\t\t\t\t\nend\t6\t1\twhole\n\n\n";
    send_bytes(bytes, sizeof bytes - 1);
}

static void await(const char *what)
{
    if (sscanf(what, "%31s %ld", awaited_verb, &awaited_id) != 2) end(97);
    while (awaited_id != 0) pump();
}

static void make_configured(void)
{
    memset(precautions, true, sizeof precautions);
    text_print(socket_port, "4002");
}

static void step(const char *word, const char *rest)
{
    if (text_equal(word, "show")) show(rest);
    else if (text_equal(word, "close")) close_window(atol(rest));
    else if (text_equal(word, "raw")) say_raw(rest);
    else if (text_equal(word, "await")) await(rest);
    else if (text_equal(word, "api")) fake_api_open(atoi(rest));
    else if (text_equal(word, "garbage")) say_garbage();
    else if (text_equal(word, "overlong")) say_overlong();
    else if (text_equal(word, "deaf")) deaf = true;
    else if (text_equal(word, "stubborn")) signal(SIGTERM, SIG_IGN);
    else if (text_equal(word, "dying")) dying_ms = atoi(rest);
    else if (text_equal(word, "writable")) read_only = false;
    else if (text_equal(word, "stuck")) stuck = true;
    else if (text_equal(word, "configured")) make_configured();
    else if (text_equal(word, "no-dialog")) no_dialog = true;
    else if (text_equal(word, "lasting")) lasting = true;
    else if (text_equal(word, "lingering")) lingering_ms = atoi(rest);
    else if (text_equal(word, "silent")) fake_api.silent = true;
    else if (text_equal(word, "mute")) fake_api.mute = true;
    else if (text_equal(word, "closed")) fake_api_close();
    else if (text_equal(word, "upstream")) fake_api_tell(rest);
    else if (text_equal(word, "token")) leave_token(rest);
    else if (text_equal(word, "client")) while (fake_api.logins == 0) pump();
    else if (text_equal(word, "exit")) end(atoi(rest));
    else if (text_equal(word, "redial")) {
        say("open\t7\nn\t0\t7\tfra");
        dial();
    } else end(96);
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

static void play(char *script)
{
    for (char *line; (line = strsep(&script, "\n")) && *line;) {
        char *rest = line + strcspn(line, " ");
        if (*rest) *rest++ = 0;
        step(line, rest);
    }
}

int main(int argc, char **argv)
{
    static char script[16384];
    char path[32];
    alarm(LONGEST_LIFE_S);
    signal(SIGTERM, on_term);
    note("start %d", (int) getpid());
    for (int i = 1; i < argc; i++) {
        if (text_starts_with(argv[i], "-agentpath:")) address = strchr(argv[i], '=') + 1;
        if (text_starts_with(argv[i], "-Drestart=")) use_token(argv[i] + strlen("-Drestart="));
    }
    text_print(path, "script.%d", count_starts());
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) fd = open("script", O_RDONLY | O_CLOEXEC);
    if (!address || fd < 0 || read(fd, script, sizeof script - 1) < 0) end(95);
    close(fd);
    dial();
    play(script);
    for (;;) pump();
}
