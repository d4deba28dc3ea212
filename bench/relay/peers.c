/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "peers.h"

#include "load.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { TEXT = 256, MOST_ARGUMENTS = 12 };

static const char *const names[PEERS] = {
    [PEER_DIRECT] = "direct",
    [PEER_SOCAT] = "socat",
    [PEER_HAPROXY] = "haproxy",
    [PEER_HAPROXY_TUNED] = "haproxy, tuned",
    [PEER_NGINX] = "nginx",
    [PEER_OURS] = "ours",
    [PEER_OURS_ANY] = "ours, any protocol",
};

const char *peer_name(enum peer_id id)
{
    return names[id];
}

/* ---- starting ---- */

static int free_port(void)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t length = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(fd, (const struct sockaddr *) &at, sizeof at) < 0) give_up("cannot find a port");
    getsockname(fd, (struct sockaddr *) &at, &length);
    close(fd);
    return ntohs(at.sin_port);
}

/* A configuration in memory, which goes with its peer. */
static const char *in_memory(const char *text)
{
    static char path[TEXT];
    int fd = memfd_create("configuration", 0);
    if (fd < 0 || dprintf(fd, "%s", text) < 0) give_up("cannot write a configuration");
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    return path;
}

static const char *haproxy_file(bool tuned, int port, int server_port)
{
    char text[1024];
    snprintf(text, sizeof text,
             "global\n nbthread 1\n maxconn 6000\n%s"
             "defaults\n mode tcp\n timeout connect 5s\n timeout client 1h\n timeout server 1h\n maxconn 6000\n%s"
             "listen api\n bind 127.0.0.1:%d\n server gateway 127.0.0.1:%d\n",
             tuned ? " tune.bufsize 65536\n tune.pipesize 1048576\n" : "", tuned ? " option splice-auto\n" : "", port,
             server_port);
    return in_memory(text);
}

static const char *nginx_file(int port, int server_port)
{
    char text[1024];
    snprintf(text, sizeof text,
             "load_module /usr/lib/nginx/modules/ngx_stream_module.so;\n"
             "daemon off; worker_processes 1; worker_rlimit_nofile 15000; error_log /dev/null; pid /dev/null;\n"
             "events { worker_connections 15000; }\n"
             "stream { server { listen 127.0.0.1:%d backlog=1024; proxy_timeout 1h; tcp_nodelay on;"
             " proxy_pass 127.0.0.1:%d; } }\n",
             port, server_port);
    return in_memory(text);
}

static void exec_peer(enum peer_id id, const char *gatehouse, int port, int server_port)
{
    char listen[TEXT], to[TEXT];
    const char *arguments[MOST_ARGUMENTS] = { 0 };
    const char *const haproxy[] = { "haproxy", "-q", "-db", "-f", NULL };
    snprintf(listen, sizeof listen, "127.0.0.1:%d", port);
    snprintf(to, sizeof to, "127.0.0.1:%d", server_port);
    const char *const ours[] = { gatehouse, "relay", "--listen", listen, "--to", to, "--max-clients", "10000", NULL };
    const char *const nginx[] = { "nginx", "-c", id == PEER_NGINX ? nginx_file(port, server_port) : NULL, NULL };
    char socat_listen[TEXT], socat_to[TEXT];
    snprintf(socat_listen, sizeof socat_listen, "TCP-LISTEN:%d,fork,reuseaddr,bind=127.0.0.1", port);
    snprintf(socat_to, sizeof socat_to, "TCP:127.0.0.1:%d", server_port);
    const char *const socat[] = { "socat", socat_listen, socat_to, NULL };
    const char *const *chosen = id == PEER_SOCAT ? socat : id == PEER_NGINX ? nginx : ours;
    if (id == PEER_HAPROXY || id == PEER_HAPROXY_TUNED) chosen = haproxy;
    size_t count = 0;
    for (; chosen[count]; count++) arguments[count] = chosen[count];
    if (chosen == haproxy) arguments[count] = haproxy_file(id == PEER_HAPROXY_TUNED, port, server_port);
    if (id == PEER_OURS_ANY) arguments[count] = "--any-protocol";
    execvp(arguments[0], (char *const *) (uintptr_t) arguments);
    give_up(arguments[0]);
}

static bool accepts(int port)
{
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t) port) };
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool yes = connect(fd, (const struct sockaddr *) &to, sizeof to) == 0;
    close(fd);
    return yes;
}

void peer_start(struct peer *peer, enum peer_id id, const char *gatehouse, int server_port)
{
    *peer = (struct peer) { .id = id, .port = server_port };
    if (id == PEER_DIRECT) return;
    peer->port = free_port();
    peer->pid = fork();
    if (peer->pid < 0) give_up("cannot fork");
    if (peer->pid == 0) {
        int quiet = open("/dev/null", O_RDWR);
        prctl(PR_SET_PDEATHSIG, SIGTERM);
        setpgid(0, 0);
        if (!getenv("BENCH_VERBOSE")) dup2(quiet, 2);
        exec_peer(id, gatehouse, peer->port, server_port);
    }
    uint64_t deadline = now_ns() + 5000000000;
    while (!accepts(peer->port)) {
        if (waitpid(peer->pid, NULL, WNOHANG) != 0 || now_ns() > deadline) {
            fprintf(stderr, "bench-relay: %s does not come up (BENCH_VERBOSE=1 shows why)\n", names[id]);
            exit(1);
        }
        usleep(5000); /* nobody tells when another program begins to listen */
    }
}

void peer_stop(struct peer *peer)
{
    if (peer->id == PEER_DIRECT) return;
    kill(-peer->pid, SIGKILL);
    waitpid(peer->pid, NULL, 0);
}

/* ---- measuring ---- */

static pid_t group_of(const char *pid)
{
    char path[TEXT], line[TEXT];
    int group = 0;
    snprintf(path, sizeof path, "/proc/%.20s/stat", pid);
    FILE *file = fopen(path, "re");
    if (!file) return 0;
    if (fgets(line, sizeof line, file)) {
        const char *end = strrchr(line, ')');
        if (!end || sscanf(end, ") %*c %*d %d", &group) != 1) group = 0;
    }
    fclose(file);
    return group;
}

static uint64_t run_time_of_thread(const char *pid, const char *thread)
{
    char path[TEXT];
    unsigned long long ns = 0;
    snprintf(path, sizeof path, "/proc/%.20s/task/%.20s/schedstat", pid, thread);
    FILE *file = fopen(path, "re");
    if (!file) return 0;
    if (fscanf(file, "%llu", &ns) != 1) ns = 0;
    fclose(file);
    return ns;
}

static uint64_t run_time_of(const char *pid)
{
    char path[TEXT];
    uint64_t sum = 0;
    snprintf(path, sizeof path, "/proc/%.20s/task", pid);
    DIR *tasks = opendir(path);
    for (struct dirent *entry; tasks && (entry = readdir(tasks));)
        if (entry->d_name[0] != '.') sum += run_time_of_thread(pid, entry->d_name);
    if (tasks) closedir(tasks);
    return sum;
}

static uint64_t memory_of(const char *pid)
{
    char path[TEXT], line[TEXT];
    unsigned long kb = 0;
    snprintf(path, sizeof path, "/proc/%.20s/smaps_rollup", pid);
    FILE *file = fopen(path, "re");
    if (!file) return 0;
    while (fgets(line, sizeof line, file))
        if (sscanf(line, "Pss: %lu kB", &kb) == 1) break;
    fclose(file);
    return kb;
}

/* Every peer leads a process group of its own. */
static uint64_t sum_over_group(const struct peer *peer, uint64_t (*measure)(const char *pid))
{
    uint64_t sum = 0;
    if (peer->id == PEER_DIRECT) return 0;
    DIR *proc = opendir("/proc");
    for (struct dirent *entry; proc && (entry = readdir(proc));)
        if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9' && group_of(entry->d_name) == peer->pid)
            sum += measure(entry->d_name);
    if (proc) closedir(proc);
    return sum;
}

uint64_t peer_cpu_ns(const struct peer *peer)
{
    return sum_over_group(peer, run_time_of);
}

long peer_memory_kb(const struct peer *peer)
{
    return (long) sum_over_group(peer, memory_of);
}
