/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "init_kit.h"

#include "base/fd.h"
#include "init/init.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

char folder[] = "/tmp/gatehouse-supervisor-test-XXXXXX";
const char *fake;
pid_t init_pid;

static struct board *board;

static int remove_folder(void)
{
    char command[128];
    text_print(command, "rm -rf %s", folder);
    return system(command);
}

static _Noreturn void run_init(const struct service_row *rows, size_t count)
{
    char run_dir[96], data_dir[96];
    struct config config;
    struct problems problems = { 0 };
    char console[96];
    text_print(console, "%s/console", folder);
    int file = open(console, O_WRONLY | O_CLOEXEC | O_CREAT | O_APPEND, 0600);
    dup2(file, STDOUT_FILENO); /* which is the test's report */
    text_print(run_dir, "RUN_DIR=%s", folder);
    text_print(data_dir, "DATA_DIR=%s", folder);
    const char *const environment[] = { "IB_USER=u", "IB_PASSWORD=hunter2", "TZ=UTC", run_dir, data_dir, NULL };
    config_load(&config, environment, &problems);
    if (problems.count) problems_print(&problems, "");
    static struct rows all;
    for (size_t i = 0; i < count; i++) rows_add(&all, &rows[i], &problems);
    _exit(init_run(&config, &all));
}

struct board_init read_board(void)
{
    struct board_init init = { 0 };
    if (!board) board = board_open(folder, false);
    if (board) board_read_init(board, &init);
    return init;
}

struct board_service service(const char *name)
{
    struct board_init init = read_board();
    for (unsigned i = 0; i < init.count; i++)
        if (text_equal(init.services[i].name, name)) return init.services[i];
    return (struct board_service) { .state = SERVICE_EXITED };
}

bool is_running(const char *name)
{
    return service(name).state == SERVICE_RUNNING;
}

void start_init(const struct service_row *rows, size_t count)
{
    init_pid = fork();
    if (init_pid == 0) run_init(rows, count);
    WAIT_UNTIL(read_board().count == count);
}

pid_t start_first_process(const struct service_row *rows, size_t count, pid_t *keeper)
{
    int ends[2];
    pid_t first = 0;
    assert_int_equal(pipe(ends), 0);
    *keeper = fork();
    if (*keeper == 0) {
        if (unshare(CLONE_NEWPID) < 0) _exit(1);
        first = fork();
        if (first == 0) run_init(rows, count);
        int status = 0;
        ssize_t n = write(ends[1], &first, sizeof first);
        _exit(n < 0 || waitpid(first, &status, 0) < 0 ? 1 : WEXITSTATUS(status));
    }
    close(ends[1]);
    assert_int_equal(read(ends[0], &first, sizeof first), sizeof first);
    close(ends[0]);
    return first;
}

int stop_init(void)
{
    int status = 0;
    kill(init_pid, SIGTERM);
    int64_t deadline = clock_now_ms() + PATIENCE_MS;
    while (waitpid(init_pid, &status, WNOHANG) == 0) {
        if (clock_now_ms() > deadline) kill(init_pid, SIGKILL);
        poll(NULL, 0, 1);
    }
    init_pid = 0;
    return status;
}

int set_up(void **state)
{
    char logs[96];
    (void) state;
    text_print_in(folder + strlen(folder) - 6, 7, "XXXXXX");
    if (!mkdtemp(folder)) return -1;
    text_print(logs, "%s/log", folder);
    return mkdir(logs, 0700);
}

int tear_down(void **state)
{
    (void) state;
    if (init_pid > 0) stop_init();
    board_close(board);
    board = NULL;
    return remove_folder();
}

static bool file_has(const char *path, const char *part)
{
    size_t length;
    AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
    AUTO_FREE char *text = fd < 0 ? NULL : fd_read_whole(fd, 1 << 20, &length);
    return text && strstr(text, part);
}

bool log_has(const char *name, const char *part)
{
    char path[128];
    text_print(path, "%s/log/%s.log", folder, name);
    return file_has(path, part);
}

bool console_has(const char *part)
{
    char path[128];
    text_print(path, "%s/console", folder);
    return file_has(path, part);
}
