/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "bench/supervisor/peer.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PATIENCE_MS = 30000, ORPHAN_MS = 1500 };

static const char orphan_name[] = "bench-orphan", payload_name[] = "bench-payload";

double now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double) now.tv_sec * 1e3 + (double) now.tv_nsec / 1e6;
}

void pause_ms(int milliseconds)
{
    struct timespec left = { milliseconds / 1000, milliseconds % 1000 * 1000000L };
    while (nanosleep(&left, &left) < 0 && errno == EINTR) continue;
}

_Noreturn static void give_up(const char *what)
{
    fprintf(stderr, "bench-supervisor: %s: %s\n", what, strerror(errno));
    exit(1);
}

/* ---- the programs ---- */

static void leave_orphan(int number)
{
    (void) number;
    if (fork() != 0) return;
    if (fork() != 0) _exit(0);
    prctl(PR_SET_NAME, orphan_name);
    pause_ms(ORPHAN_MS);
    _exit(0);
}

_Noreturn void payload_run(const char *fifo, const char *index, const char *how)
{
    struct report report = { (int) strtol(index, NULL, 10), getpid(), now_ms() };
    prctl(PR_SET_NAME, payload_name);
    if (strcmp(how, "stubborn") == 0) signal(SIGTERM, SIG_IGN);
    signal(SIGUSR1, leave_orphan);
    int fd = open(fifo, O_WRONLY | O_CLOEXEC);
    if (write(fd, &report, sizeof report) != (ssize_t) sizeof report) _exit(1);
    close(fd);
    for (;;) {
        pause();
        while (waitpid(-1, NULL, WNOHANG) > 0) continue;
    }
}

/* ---- the supervisor ---- */

static void write_file(const struct peer *peer, int count, const char *how)
{
    char path[96], self[4096];
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    self[length > 0 ? length : 0] = 0;
    snprintf(path, sizeof path, "%s/conf", peer->folder);
    FILE *file = fopen(path, "w");
    if (!file) give_up(path);
    fprintf(file, "[supervisord]\nnodaemon=true\nlogfile=%s/main.log\nchildlogdir=%s\npidfile=%s/pid\nuser=root\n"
            "[unix_http_server]\nfile=%s/socket\n[rpcinterface:supervisor]\n"
            "supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface\n",
            peer->folder, peer->folder, peer->folder, peer->folder);
    for (int i = 0; i < count; i++)
        fprintf(file, "[program:p%d]\ncommand=%s --payload %s/fifo %d %s\nstartsecs=0\nautorestart=true\nstopwaitsecs=2\n", i, self,
                peer->folder, i, how);
    fclose(file);
}

_Noreturn static void become(const struct peer *peer, bool first_process)
{
    char conf[96], run_dir[96];
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (first_process && unshare(CLONE_NEWPID) < 0) give_up("a process namespace");
    pid_t child = first_process ? fork() : 0;
    if (child) {
        int status = 0;
        signal(SIGTERM, SIG_IGN);
        waitpid(child, &status, 0);
        _exit(0);
    }
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (int fd = 0; fd < 3; fd++) dup2(null, fd);
    snprintf(conf, sizeof conf, "%s/conf", peer->folder);
    snprintf(run_dir, sizeof run_dir, "%s/run", peer->folder);
    setenv("RUN_DIR", run_dir, 1);
    if (strstr(peer->program, "supervisord")) execl(peer->program, peer->program, "-n", "-c", conf, NULL);
    else execl(peer->program, peer->program, "init", "-c", conf, NULL);
    _exit(127);
}

static void take_report(struct peer *peer)
{
    struct report report;
    struct pollfd readable = { .fd = peer->fifo, .events = POLLIN };
    if (poll(&readable, 1, PATIENCE_MS) != 1) give_up(peer->program);
    if (read(peer->fifo, &report, sizeof report) != (ssize_t) sizeof report) give_up("the reports");
    if (report.index >= 0 && report.index < PAYLOADS) peer->payloads[report.index] = report;
}

double peer_start(struct peer *peer, int count, const char *how, bool first_process)
{
    char fifo[96];
    double last = 0;
    snprintf(peer->folder, sizeof peer->folder, "/tmp/bench-supervisor-XXXXXX");
    if (!mkdtemp(peer->folder)) give_up(peer->folder);
    snprintf(fifo, sizeof fifo, "%s/fifo", peer->folder);
    if (mkfifo(fifo, 0600) < 0) give_up(fifo);
    peer->fifo = open(fifo, O_RDWR | O_CLOEXEC);
    peer->count = count;
    write_file(peer, count, how);
    peer->pid = fork();
    if (peer->pid == 0) become(peer, first_process);
    for (int i = 0; i < count; i++) take_report(peer);
    for (int i = 0; i < count; i++)
        if (peer->payloads[i].at_ms > last) last = peer->payloads[i].at_ms;
    return last;
}

double peer_take_payload(struct peer *peer, int index)
{
    take_report(peer);
    return peer->payloads[index].at_ms;
}

/* ---- processes ---- */

/* The first line of /proc/PID/NAME that begins so, behind that beginning; 0 when there is none. */
static double proc_number(pid_t pid, const char *name, const char *begin)
{
    char path[64], line[512];
    double found = 0;
    snprintf(path, sizeof path, "/proc/%d/%s", (int) pid, name);
    FILE *file = fopen(path, "re");
    while (file && fgets(line, sizeof line, file))
        if (strncmp(line, begin, strlen(begin)) == 0) {
            found = strtod(line + strlen(begin), NULL);
            break;
        }
    if (file) fclose(file);
    return found;
}

static bool is_named(pid_t pid, const char *name)
{
    char path[64], line[64] = "";
    snprintf(path, sizeof path, "/proc/%d/comm", (int) pid);
    FILE *file = fopen(path, "re");
    if (file && !fgets(line, sizeof line, file)) line[0] = 0;
    if (file) fclose(file);
    return strncmp(line, name, strlen(name)) == 0;
}

/* All processes of this machine; the next after `before`, in the order of the folder. */
static pid_t next_process(DIR *processes)
{
    for (struct dirent *entry = readdir(processes); entry; entry = readdir(processes))
        if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9') return (pid_t) strtol(entry->d_name, NULL, 10);
    return 0;
}

static bool is_below(pid_t pid, pid_t top)
{
    for (int depth = 0; pid > 1 && depth < 8; depth++) {
        if (pid == top) return true;
        pid = (pid_t) proc_number(pid, "status", "PPid:");
    }
    return false;
}

typedef double figure_of(pid_t pid);

static double sum(const struct peer *peer, figure_of *figure)
{
    double total = 0;
    DIR *processes = opendir("/proc");
    for (pid_t pid = next_process(processes); pid; pid = next_process(processes))
        if (is_below(pid, peer->pid) && !is_named(pid, payload_name)) total += figure(pid);
    closedir(processes);
    return total;
}

static double cpu_of(pid_t pid)
{
    return proc_number(pid, "schedstat", "") / 1e6;
}

static double pss_of(pid_t pid)
{
    return proc_number(pid, "smaps_rollup", "Pss:") / 1024;
}

static double rss_of(pid_t pid)
{
    return proc_number(pid, "smaps_rollup", "Rss:") / 1024;
}

double peer_cpu_ms(const struct peer *peer)
{
    return sum(peer, cpu_of);
}

double peer_memory_mib(const struct peer *peer, double *rss)
{
    *rss = sum(peer, rss_of);
    return sum(peer, pss_of);
}

static pid_t find(const struct peer *peer, const char *name)
{
    pid_t found = 0;
    DIR *processes = opendir("/proc");
    for (pid_t pid = next_process(processes); pid && !found; pid = next_process(processes))
        if (is_named(pid, name) && is_below(pid, peer->pid)) found = pid;
    closedir(processes);
    return found;
}

static void signal_child(const struct peer *peer, int number)
{
    char path[64];
    int child = 0;
    snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int) peer->pid, (int) peer->pid);
    FILE *file = fopen(path, "re");
    bool has_child = file && fscanf(file, "%d", &child) == 1 && !is_named(child, payload_name);
    if (file) fclose(file);
    kill(is_named(peer->pid, "bench-supervis") && has_child ? child : peer->pid, number);
}

double peer_orphan_ms(const struct peer *peer)
{
    pid_t orphan = 0, payload = find(peer, payload_name);
    double begin = now_ms();
    kill(payload, SIGUSR1);
    while (!orphan && now_ms() - begin < PATIENCE_MS) orphan = find(peer, orphan_name);
    int handle = (int) syscall(SYS_pidfd_open, orphan, 0);
    struct pollfd ended = { .fd = handle, .events = POLLIN };
    if (handle < 0 || poll(&ended, 1, PATIENCE_MS) != 1) give_up("the orphan");
    begin = now_ms();
    close(handle);
    while (kill(orphan, 0) == 0) sched_yield();
    return now_ms() - begin;
}

void peer_stop(struct peer *peer)
{
    char command[128];
    int status = 0;
    signal_child(peer, SIGTERM);
    waitpid(peer->pid, &status, 0);
    close(peer->fifo);
    snprintf(command, sizeof command, "rm -rf %s", peer->folder);
    if (system(command) != 0) give_up(command);
}
