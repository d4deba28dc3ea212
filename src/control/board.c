/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "control/board.h"

#include "base/clock.h"
#include "base/fd.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { BOARD_MAGIC = 0x47424f32, READ_PATIENCE_MS = 100 };

/* An odd number while its writer is inside. */
struct part_lock {
    _Atomic uint64_t sequence;
};

struct board {
    uint32_t magic;
    uint32_t size;
    struct part_lock init_lock, session_locks[BOARD_INSTANCES], relay_locks[BOARD_INSTANCES];
    struct part_lock client_locks[BOARD_INSTANCES];
    struct board_init init;
    struct board_session sessions[BOARD_INSTANCES];
    struct board_relay relays[BOARD_INSTANCES];
    struct board_clients clients[BOARD_INSTANCES];
    struct board_program programs[BOARD_SERVICES];
};

static struct board *map(int fd, bool writable)
{
    int protection = writable ? PROT_READ | PROT_WRITE : PROT_READ;
    void *memory = mmap(NULL, sizeof(struct board), protection, MAP_SHARED, fd, 0);
    return memory == MAP_FAILED ? NULL : memory;
}

static int open_file(const char *run_dir, int flags)
{
    char path[PATH_MAX];
    text_print(path, "%s/board", run_dir);
    return open(path, flags | O_CLOEXEC | O_NOFOLLOW, 0600);
}

struct board *board_create(const char *run_dir)
{
    char path[PATH_MAX];
    text_print(path, "%s/board", run_dir);
    unlink(path); /* whoever still maps an old one keeps reading that */
    AUTO_CLOSE int fd = open_file(run_dir, O_RDWR | O_CREAT | O_EXCL);
    if (fd < 0 || ftruncate(fd, sizeof(struct board)) < 0) return NULL;
    struct board *board = map(fd, true);
    if (!board) return NULL;
    board->size = sizeof *board;
    board->magic = BOARD_MAGIC;
    return board;
}

struct board *board_open(const char *run_dir, bool writable)
{
    AUTO_CLOSE int fd = open_file(run_dir, writable ? O_RDWR : O_RDONLY);
    struct stat about;
    if (fd < 0 || fstat(fd, &about) < 0) return NULL;
    struct board *board = about.st_size == (off_t) sizeof *board ? map(fd, writable) : NULL;
    if (board && board->magic == BOARD_MAGIC && board->size == sizeof *board) return board;
    board_close(board);
    errno = EPROTO;
    return NULL;
}

void board_close(struct board *board)
{
    if (board) munmap(board, sizeof *board);
}

static void write_part(struct part_lock *lock, void *to, const void *from, size_t size)
{
    uint64_t sequence = atomic_load_explicit(&lock->sequence, memory_order_relaxed) | 1;
    atomic_store_explicit(&lock->sequence, sequence, memory_order_relaxed);
    atomic_thread_fence(memory_order_release);
    memcpy(to, from, size);
    atomic_store_explicit(&lock->sequence, sequence + 1, memory_order_release);
}

/* A writer that was only interrupted inside gets the processor; one that was killed there leaves an odd number for good:
 * after enough time what is there is taken as it is. */
static void read_part(const struct part_lock *lock, void *to, const void *from, size_t size)
{
    uint64_t seen = 0;
    int64_t patience = 0;
    do {
        uint64_t before = atomic_load_explicit(&lock->sequence, memory_order_acquire);
        if (patience == 0 || before != seen) patience = clock_now_ms() + READ_PATIENCE_MS; /* it lives */
        seen = before;
        memcpy(to, from, size);
        atomic_thread_fence(memory_order_acquire);
        uint64_t after = atomic_load_explicit(&lock->sequence, memory_order_relaxed);
        if (before == after && !(before & 1)) return;
        sched_yield();
    } while (clock_now_ms() < patience);
}

static size_t used_size(uint32_t count)
{
    if (count > BOARD_SERVICES) count = BOARD_SERVICES;
    return offsetof(struct board_init, services) + count * sizeof(struct board_service);
}

void board_write_init(struct board *board, const struct board_init *part)
{
    write_part(&board->init_lock, &board->init, part, used_size(part->count));
}

void board_write_program(struct board *board, unsigned index, const struct board_program *program)
{
    board->programs[index] = *program;
}

void board_read_program(const struct board *board, unsigned index, struct board_program *program)
{
    *program = board->programs[index];
    program->command[BOARD_PATH - 1] = program->directory[BOARD_PATH - 1] = 0;
}

void board_write_session(struct board *board, unsigned instance, const struct board_session *part)
{
    write_part(&board->session_locks[instance], &board->sessions[instance], part, sizeof *part);
}

void board_write_relay(struct board *board, unsigned instance, const struct board_relay *part)
{
    write_part(&board->relay_locks[instance], &board->relays[instance], part, sizeof *part);
}

void board_write_clients(struct board *board, unsigned instance, const struct board_clients *part)
{
    write_part(&board->client_locks[instance], &board->clients[instance], part, sizeof *part);
}

/* The count never changes once it is there. */
void board_read_init(const struct board *board, struct board_init *part)
{
    *part = (struct board_init) { 0 };
    read_part(&board->init_lock, part, &board->init, used_size(board->init.count));
    board_tame_init(part);
}

void board_tame_init(struct board_init *part)
{
    if (part->count > BOARD_SERVICES) part->count = BOARD_SERVICES;
    part->main_log[sizeof part->main_log - 1] = 0;
    part->log_dir[sizeof part->log_dir - 1] = part->time_zone[sizeof part->time_zone - 1] = 0;
    for (uint32_t i = 0; i < part->count; i++) {
        struct board_service *service = &part->services[i];
        service->name[BOARD_NAME - 1] = service->alias[BOARD_NAME - 1] = 0;
        service->note[BOARD_TEXT - 1] = service->reason[BOARD_TEXT - 1] = service->spawn_error[BOARD_TEXT - 1] = 0;
        service->stdout_log[BOARD_PATH - 1] = service->stderr_log[BOARD_PATH - 1] = 0;
        if (service->instance >= BOARD_INSTANCES) service->part = BOARD_PART_NONE;
    }
}

size_t board_group_length(const char *name)
{
    return strcspn(name, ":");
}

const char *board_process_name(const char *name)
{
    const char *colon = strchr(name, ':');
    return colon ? colon + 1 : name;
}

void board_read_session(const struct board *board, unsigned instance, struct board_session *part)
{
    read_part(&board->session_locks[instance], part, &board->sessions[instance], sizeof *part);
}

void board_read_relay(const struct board *board, unsigned instance, struct board_relay *part)
{
    read_part(&board->relay_locks[instance], part, &board->relays[instance], sizeof *part);
}

void board_read_clients(const struct board *board, unsigned instance, struct board_clients *part)
{
    read_part(&board->client_locks[instance], part, &board->clients[instance], sizeof *part);
}

static int by_arrival(const void *left, const void *right)
{
    const struct board_client *one = left, *other = right;
    if (one->since != other->since) return one->since < other->since ? -1 : 1;
    return strcmp(one->address, other->address);
}

void board_sort_clients(struct board_clients *part)
{
    qsort(part->clients, part->count, sizeof part->clients[0], by_arrival);
}

uint64_t board_version(const struct board *board)
{
    uint64_t sum = atomic_load_explicit(&board->init_lock.sequence, memory_order_relaxed);
    for (unsigned i = 0; i < BOARD_INSTANCES; i++) {
        sum += atomic_load_explicit(&board->session_locks[i].sequence, memory_order_relaxed);
        sum += atomic_load_explicit(&board->relay_locks[i].sequence, memory_order_relaxed);
    }
    return sum;
}

const char *service_state_name(enum service_state state)
{
    switch (state) {
    case SERVICE_STOPPED: return "STOPPED";
    case SERVICE_STARTING: return "STARTING";
    case SERVICE_RUNNING: return "RUNNING";
    case SERVICE_BACKOFF: return "BACKOFF";
    case SERVICE_STOPPING: return "STOPPING";
    case SERVICE_EXITED: return "EXITED";
    case SERVICE_FATAL: return "FATAL";
    }
    return "UNKNOWN";
}

static const struct {
    const char *name, *sentence;
    bool since;
} session_states[] = {
    [SESSION_ABSENT] = { "absent", "not started", false },
    [SESSION_STARTING] = { "starting", "the gateway is starting", false },
    [SESSION_LOGIN] = { "login", "logging in", false },
    [SESSION_SECOND_FACTOR] = { "second_factor", "waits for your second factor", true },
    [SESSION_LOADING] = { "loading", "logged in, waiting for the API", false },
    [SESSION_READY] = { "ready", "connected", true },
    [SESSION_RESTARTING] = { "restarting", "restarting", true },
    [SESSION_LOGGED_OFF] = { "logged_off", "logged off", true },
    [SESSION_NEEDS_HUMAN] = { "needs_human", "needs you", true },
    [SESSION_STOPPING] = { "stopping", "closing", false },
};

const char *session_state_name(enum session_state state)
{
    return (unsigned) state < ARRAY_LENGTH(session_states) ? session_states[state].name : "unknown";
}

const char *session_health_name(enum session_health health)
{
    static const char *const names[] = {
        [HEALTH_UNKNOWN] = "unknown", [HEALTH_GOOD] = "good", [HEALTH_NO_LISTENER] = "no listener",
        [HEALTH_FROZEN] = "frozen", [HEALTH_WEDGED] = "wedged", [HEALTH_SILENT] = "silent", [HEALTH_CLOSES] = "closes",
        [HEALTH_UPSTREAM_LOST] = "upstream lost",
    };
    return (unsigned) health < ARRAY_LENGTH(names) ? names[health] : "unknown";
}

const char *session_upstream_name(enum session_upstream upstream)
{
    static const char *const names[] = {
        [UPSTREAM_UNKNOWN] = "unknown", [UPSTREAM_CONNECTED] = "connected", [UPSTREAM_LOST] = "lost",
    };
    return (unsigned) upstream < ARRAY_LENGTH(names) ? names[upstream] : "unknown";
}

const char *session_plan_name(enum session_plan plan)
{
    static const char *const names[] = {
        [PLAN_NONE] = "nothing", [PLAN_RESTART] = "restart", [PLAN_LOGOFF] = "logoff",
        [PLAN_COLD_RESTART] = "cold restart",
    };
    return (unsigned) plan < ARRAY_LENGTH(names) ? names[plan] : "nothing";
}

void session_sentence(const struct board_session *session, int64_t now, char *out, size_t room)
{
    struct text text = { .bytes = out, .room = room };
    unsigned state = (unsigned) session->state < ARRAY_LENGTH(session_states) ? (unsigned) session->state : 0;
    text_format(&text, "%s: %s", session->paper ? "Paper" : "Live", session_states[state].sentence);
    bool lonely = session->state == SESSION_READY && session->health == HEALTH_UPSTREAM_LOST;
    if (lonely) text_add(&text, ", but the gateway has lost its servers;");
    if (session_states[state].since && session->since_ms > 0) {
        time_t since = (time_t) (session->since_ms / 1000);
        struct tm local;
        char when[64] = "";
        bool today = now - since < 12 * 3600;
        if (localtime_r(&since, &local)) strftime(when, sizeof when, today ? "%H:%M:%S" : "%b %d %H:%M", &local);
        text_format(&text, " since %s", when);
    }
    if (session->reason[0]) text_format(&text, " (%s)", session->reason);
}
