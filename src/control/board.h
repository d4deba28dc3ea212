/* SPDX-License-Identifier: MIT
 *
 * The board: one file of shared memory (RUN_DIR/board, mode 0600) on which each process writes what it knows and
 * from which ctl, web and the health check read without asking anybody. Each part has one writer: init the services,
 * each session its own part, each relay its own. A part is read as a consistent copy (a sequence lock).
 */
#ifndef CONTROL_BOARD_H
#define CONTROL_BOARD_H

#include "base/macros.h"
#include "control/refusal.h"
#include "control/traffic.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    BOARD_SERVICES = 64,
    BOARD_INSTANCES = 2, /* 0: the first session (TRADING_MODE), 1: the paper session of TRADING_MODE=both */
    BOARD_NAME = 64,
    BOARD_TEXT = 160,
    BOARD_PATH = 256,
    BOARD_WINDOWS_TEXT = 2048,
    BOARD_CLIENTS = 64, /* the gateway takes 32 */
    BOARD_ADDRESS = 56
};

/* supervisord's states and numbers, because its clients know them. */
enum service_state {
    SERVICE_STOPPED = 0,
    SERVICE_STARTING = 10,
    SERVICE_RUNNING = 20,
    SERVICE_BACKOFF = 30,
    SERVICE_STOPPING = 40,
    SERVICE_EXITED = 100,
    SERVICE_FATAL = 200
};

/* The other part of the board that a service writes, if it writes one. */
enum board_part { BOARD_PART_NONE, BOARD_PART_SESSION, BOARD_PART_RELAY };

struct board_service {
    /* Unique. GROUP:PROCESS, or one word when group and process have the same name (supervisord's way). */
    char name[BOARD_NAME];
    char alias[BOARD_NAME]; /* "" when it has none */
    enum service_state state;
    enum board_part part;
    uint32_t instance; /* of that part; otherwise 0 */
    bool internal; /* a part of gatehouse itself: "all" does not mean it */
    int32_t pid; /* 0 when there is no process */
    int64_t started_at, stopped_at; /* wall-clock seconds; 0: never */
    int64_t changed_at_ms; /* wall-clock milliseconds of the last change of state */
    uint32_t restarts; /* starts after the first that nobody asked for */
    int32_t exit_status; /* of the last end: exit code, or -1 when killed by a signal (supervisord says 0 while it runs) */
    char note[BOARD_TEXT]; /* what it is for, where the name does not say it: where a tunnel leads; does not change */
    char reason[BOARD_TEXT]; /* why it is not running, for people; "" when there is nothing to say */
    char spawn_error[BOARD_TEXT]; /* supervisord's `spawnerr`: why the last start or run failed; "" when it did not */
    char stdout_log[BOARD_PATH], stderr_log[BOARD_PATH]; /* absolute; "": no file, or stderr goes where stdout goes */
};

enum autorestart { AUTORESTART_NEVER, AUTORESTART_UNEXPECTED, AUTORESTART_ALWAYS };

/* How a service was configured, in supervisord's words; for getAllConfigInfo and `avail`. Does not change after boot. */
struct board_program {
    char command[BOARD_PATH], directory[BOARD_PATH]; /* command: its words joined by blanks; directory "": none */
    bool autostart, stopasgroup, killasgroup, redirect_stderr;
    enum autorestart autorestart;
    int32_t priority, startsecs, startretries, stopsignal, stopwaitsecs;
    uint32_t exitcodes[8]; /* bit n of word n/32: status n is expected */
    int64_t stdout_maxbytes, stderr_maxbytes;
    int32_t stdout_backups, stderr_backups;
};

struct board_init {
    int32_t pid;
    int64_t started_at;
    bool stopping;
    int64_t stop_by_ms; /* while stopping: by when all shall be down, monotonic milliseconds; otherwise 0 */
    uint32_t orphans; /* processes reaped that no service knew */
    char log_dir[BOARD_PATH]; /* where logs are that have no path of their own */
    char main_log[BOARD_PATH]; /* gatehouse's own; "": none */
    char time_zone[BOARD_NAME * 2]; /* the user's, for whoever prints times */
    uint32_t count; /* entries used in services */
    struct board_service services[BOARD_SERVICES]; /* only `count` of them are written and read */
};

enum session_state {
    SESSION_ABSENT, /* no such session in this container */
    SESSION_STARTING, /* the JVM starts, until its login window */
    SESSION_LOGIN,
    SESSION_SECOND_FACTOR,
    SESSION_LOADING, /* logged in, until the API answers */
    SESSION_READY, /* the API answered a hello */
    SESSION_RESTARTING, /* planned */
    SESSION_LOGGED_OFF,
    SESSION_NEEDS_HUMAN,
    SESSION_STOPPING
};

/* What is known of a session that runs, beside its state; all but the first two are named to people. */
enum session_health {
    HEALTH_UNKNOWN, /* nothing to be looked at now: login, planned restart */
    HEALTH_GOOD,
    HEALTH_NO_LISTENER, /* nobody listens on the API's port */
    HEALTH_FROZEN, /* the process of java stands still */
    HEALTH_WEDGED, /* connections wait that its listener does not take */
    HEALTH_SILENT, /* they are taken, and not answered */
    HEALTH_CLOSES, /* they are closed, or answered with something else */
    HEALTH_UPSTREAM_LOST /* it answers, but has no connection to the servers */
};

enum session_upstream { UPSTREAM_UNKNOWN, UPSTREAM_CONNECTED, UPSTREAM_LOST };
enum session_plan { PLAN_NONE, PLAN_RESTART, PLAN_LOGOFF, PLAN_COLD_RESTART };

struct board_session {
    enum session_state state;
    bool paper;
    int32_t java_pid; /* 0: none */
    uint32_t attempts; /* logins tried since this session process started */
    uint16_t api_port; /* loopback port of the gateway */
    int64_t since_ms; /* wall-clock milliseconds of the last change of state */
    uint32_t attempts_in_hour, budget; /* logins of the last hour, earlier containers included, and how many there may be */
    int64_t next_start_ms; /* wall-clock milliseconds of the next start of java; 0: none is waited for */
    enum session_plan plan; /* what is planned next, and when: wall-clock milliseconds */
    int64_t plan_ms;
    enum session_health health;
    enum session_upstream upstream; /* between the gateway and the servers */
    int32_t api_latency_ms; /* of the last hello that was answered; -1: none was */
    char reason[BOARD_TEXT]; /* what a person should know about this state; "" when nothing */
    char windows[BOARD_WINDOWS_TEXT]; /* windows nobody knows: title and texts, a line each; "" when there are none */
};

struct board_relay {
    bool accepting;
    uint32_t clients; /* connected now */
    uint64_t accepted, refused; /* since this relay started, as all that follows */
    uint64_t refused_by[REFUSALS_END];
    uint64_t bytes_to_gateway, bytes_to_client;
    struct traffic_counts to_gateway, to_client;
};

/* A client of the API that is connected now. */
struct board_client {
    char address[BOARD_ADDRESS]; /* 127.0.0.1:50123 or [::1]:50123 */
    int64_t since; /* wall-clock seconds */
    uint32_t version; /* negotiated; 0: not known yet, or opaque */
    bool has_client_id;
    bool is_opaque; /* its messages cannot be told apart, only its bytes are counted */
    int32_t client_id;
    uint64_t bytes_to_gateway, bytes_to_client;
    struct traffic_counts to_gateway, to_client;
};

struct board_clients {
    uint32_t count; /* entries used; there may be more clients than entries */
    struct board_client clients[BOARD_CLIENTS];
};

struct board;

/* Makes the file at run_dir/board, empty, and maps it. NULL with errno. */
struct board *board_create(const char *run_dir) MUST_CHECK;

/* Maps the one that is there; read-only unless `writable`. NULL with errno (EPROTO: made by another version). */
struct board *board_open(const char *run_dir, bool writable) MUST_CHECK;
void board_close(struct board *board);

/* Each copies the part in or out as a whole; never blocks. A writer that died while writing leaves its part as it was
 * half-way: the next write mends it. `instance` is below BOARD_INSTANCES. */
void board_write_init(struct board *board, const struct board_init *part);
void board_write_session(struct board *board, unsigned instance, const struct board_session *part);
void board_write_relay(struct board *board, unsigned instance, const struct board_relay *part);
void board_write_clients(struct board *board, unsigned instance, const struct board_clients *part);
void board_read_init(const struct board *board, struct board_init *part);

/* How the services were configured, in the order of board_init::services. Written once, before there are readers. */
void board_write_program(struct board *board, unsigned index, const struct board_program *program);
void board_read_program(const struct board *board, unsigned index, struct board_program *program);

/* Ends every text and bounds count: what was read is somebody else's memory. */
void board_tame_init(struct board_init *part);

/* The length of the group's name in a service's name, and where the name of the process begins. Both are the whole name
 * when there is no colon in it. */
size_t board_group_length(const char *name);
const char *board_process_name(const char *name);

void board_read_session(const struct board *board, unsigned instance, struct board_session *part);
void board_read_relay(const struct board *board, unsigned instance, struct board_relay *part);

void board_read_clients(const struct board *board, unsigned instance, struct board_clients *part);

/* Puts who has been there for longest first, so that clients do not change places by what they move. */
void board_sort_clients(struct board_clients *part);

/* A number that grows with every write to any part: cheap to compare. */
uint64_t board_version(const struct board *board);

/* "STARTING" …, as supervisord spells them; "second_factor" …, as our logs spell them. */
const char *service_state_name(enum service_state state);
const char *session_state_name(enum session_state state);

/* "frozen", "upstream lost" …; "connected", "lost", "unknown"; "restart", "logoff", "cold restart". */
const char *session_health_name(enum session_health health);
const char *session_upstream_name(enum session_upstream upstream);
const char *session_plan_name(enum session_plan plan);

/* The sentence that matters about a session, for the status page and `gatehouse status`: who, what, since when, what to
 * do; for example `Paper: connected since Nov 22 05:52 PM`. `now` in wall-clock seconds. */
void session_sentence(const struct board_session *session, int64_t now, char *out, size_t room);

#endif
