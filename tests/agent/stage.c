// SPDX-License-Identifier: MIT
//
// The stage of the agent's tests: see stage.h. Which java, agent and program are meant is in the
// environment; meson.build says it.

#define _GNU_SOURCE
#include "stage.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { ANSWERS = 3, DISPLAY = 3 };      // descriptors in the program and in the display server

static pid_t display_pid;
static char display_name[16];

static const char *setting(const char *name)
{
    const char *value = getenv(name);
    if (!value)
        fail_msg("%s is not set", name);
    return value;
}

// Reads up to and with a newline; what is behind it waits for the next call. Fails after PATIENCE_MS.
static void read_line(int fd, char *line, size_t size)
{
    long deadline = clock_ms() + PATIENCE_MS;
    size_t length = 0;
    do {
        struct pollfd watched = { .fd = fd, .events = POLLIN };
        long left = deadline - clock_ms();
        if (left <= 0 || poll(&watched, 1, (int)left) <= 0)
            fail_msg("nothing was said in time");
        if (read(fd, line + length, 1) != 1)
            fail_msg("it ended without a word");
    } while (line[length++] != '\n' && length < size);
    line[length - 1] = '\0';
}

// ---- the display ----

static _Noreturn void become_display(int write_end)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    int nothing = open("/dev/null", O_RDWR);
    dup2(nothing, STDIN_FILENO);
    dup2(nothing, STDOUT_FILENO);
    dup2(nothing, STDERR_FILENO);
    if (write_end == DISPLAY)
        fcntl(write_end, F_SETFD, 0);
    else
        dup2(write_end, DISPLAY);
    execlp("Xvfb", "Xvfb", "-displayfd", "3", "-screen", "0", "1280x1024x24", "-nolisten", "tcp", NULL);
    _exit(127);
}

int stage_open(void **state)
{
    (void)state;
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return -1;
    display_pid = fork();
    if (display_pid == 0)
        become_display(ends[1]);
    close(ends[1]);
    display_name[0] = ':';
    read_line(ends[0], display_name + 1, sizeof display_name - 1);
    close(ends[0]);
    return setenv("DISPLAY", display_name, 1);
}

int stage_close(void **state)
{
    (void)state;
    kill(display_pid, SIGTERM);
    waitpid(display_pid, NULL, 0);
    return 0;
}

// ---- programs ----

static const char *path_in(const struct program *program, const char *name)
{
    static char path[128];
    snprintf(path, sizeof path, "%s/%s", program->folder, name);
    return path;
}

void program_prepare(struct program *program, bool listens)
{
    *program = (struct program){ .commands = -1, .answers = -1 };
    program->peer.listener = program->peer.line = -1;
    program->peer.is_down = true;
    strcpy(program->folder, "/tmp/gatehouse-agent-test-XXXXXX");
    assert_non_null(mkdtemp(program->folder));
    if (listens)
        peer_listen(&program->peer, path_in(program, "socket"));
}

static _Noreturn void become_java(const struct program *program, int commands, int answers,
                                  const char *const options[])
{
    enum { MOST = 32 };
    char agent[256], heap[] = "-Xmx64m", check[] = "-Xcheck:jni", class_path[] = "-cp", windows[] = "Windows";
    char *jar = getenv("GATEHOUSE_AGENT_WINDOWS"), *class = getenv("GATEHOUSE_AGENT_CLASS");
    char *arguments[MOST] = { getenv("GATEHOUSE_JAVA"), heap, check };
    size_t count = 3;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    snprintf(agent, sizeof agent, "-agentpath:%s=%s/socket", getenv("GATEHOUSE_AGENT"), program->folder);
    if (!program->is_bare)
        arguments[count++] = agent;
    while (options && *options && count < MOST - 4)
        arguments[count++] = strdup(*options++);
    arguments[count++] = class_path;
    arguments[count++] = jar;
    arguments[count++] = class ? class : windows;

    int log = open(path_in(program, "log"), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    int kept = fcntl(answers, F_DUPFD_CLOEXEC, 10);     // out of the way of what comes next
    dup2(commands, STDIN_FILENO);
    dup2(log, STDOUT_FILENO);
    dup2(log, STDERR_FILENO);
    dup2(kept, ANSWERS);
    if (chdir(program->folder) == 0)        // where the JVM would leave its notes on a crash
        execv(arguments[0], arguments);
    _exit(127);
}

void program_start(struct program *program, const char *const options[])
{
    setting("GATEHOUSE_JAVA");
    setting("GATEHOUSE_AGENT");
    setting("GATEHOUSE_AGENT_WINDOWS");
    int commands[2], answers[2];
    assert_int_equal(pipe2(commands, O_CLOEXEC), 0);
    assert_int_equal(pipe2(answers, O_CLOEXEC), 0);
    program->pid = fork();
    assert_true(program->pid >= 0);
    if (program->pid == 0)
        become_java(program, commands[0], answers[1], options);
    close(commands[0]);
    close(answers[1]);
    program->commands = commands[1];
    program->answers = answers[0];
}

void program_open(struct program *program)
{
    // for a window in a second AppContext (Windows.java)
    static const char *const options[] = { "--add-exports=java.desktop/sun.awt=ALL-UNNAMED", NULL };
    program_prepare(program, true);
    program_start(program, options);
    peer_accept(&program->peer);
    assert_string_equal(program_ask(program, "wake"), "done");
    peer_wait(&program->peer, program->peer.has_awt);
}

const char *program_hear(struct program *program)
{
    read_line(program->answers, program->answer, sizeof program->answer);
    return program->answer;
}

const char *program_ask(struct program *program, const char *command)
{
    assert_true(dprintf(program->commands, "%s\n", command) > 0);
    return program_hear(program);
}

// ---- the end ----

int program_wait(struct program *program)
{
    long deadline = clock_ms() + PATIENCE_MS;
    int status = 0;
    while (!program->peer.is_down && clock_ms() < deadline)
        peer_read(&program->peer, (int)(deadline - clock_ms()));
    struct pollfd end = { .fd = pidfd_open(program->pid, 0), .events = POLLIN };
    assert_true(end.fd >= 0);
    long left = deadline - clock_ms();
    bool has_ended = poll(&end, 1, left > 0 ? (int)left : 0) == 1;
    close(end.fd);
    if (!has_ended)
        fail_msg("the program does not end");
    waitpid(program->pid, &status, 0);
    program->pid = 0;
    return status;
}

long program_resident_kib(const struct program *program)
{
    char path[64], line[128];
    long kib = -1;
    snprintf(path, sizeof path, "/proc/%d/status", (int)program->pid);
    FILE *status = fopen(path, "r");
    assert_non_null(status);
    while (fgets(line, sizeof line, status))
        sscanf(line, "VmRSS: %ld kB", &kib);
    fclose(status);
    return kib;
}

// The line behind a complaint is the innermost Java frame. It is ours if it is the hook's, or if there is
// none, for then it was the agent thread.
static void look_for_complaints(FILE *log)
{
    char line[1024];
    bool is_behind = false;
    while (fgets(line, sizeof line, log)) {
        bool is_ours = strncmp(line, "\tat ", 4) != 0 || strstr(line, "gatehouse.");
        bool is_fatal = strstr(line, "FATAL ERROR in native method") || strstr(line, "A fatal error");
        if (is_fatal || (is_behind && is_ours))
            fail_msg("the JVM complains: %s", line);
        is_behind = strncmp(line, "WARNING in native method", 24) == 0
            || strncmp(line, "WARNING: JNI", 12) == 0;
    }
    assert_false(is_behind);
}

void program_close(struct program *program)
{
    if (program->pid > 0) {
        kill(program->pid, SIGKILL);
        waitpid(program->pid, NULL, 0);
        program->pid = 0;
    }
    if (program->commands >= 0)
        close(program->commands);
    if (program->answers >= 0)
        close(program->answers);
    peer_finish(&program->peer);
    FILE *log = fopen(path_in(program, "log"), "r");
    if (log) {
        look_for_complaints(log);
        fclose(log);
    }
    unlink(path_in(program, "log"));
    rmdir(program->folder);
}
