/* SPDX-License-Identifier: MIT
 *
 * A call of supervisord's XML-RPC interface while it is carried out: alone or as one of a system.multicall, at once or
 * when init has answered. The methods stand in one table, xmlrpc_methods.c; their code is in rpc_info.c, rpc_control.c and
 * rpc_logs.c.
 */
#ifndef WEB_RPC_H
#define WEB_RPC_H

#include "control/message.h"
#include "web/routes.h"
#include "web/xmlrpc.h"

/* supervisord's. */
enum fault_code {
    FAULT_UNKNOWN_METHOD = 1,
    FAULT_INCORRECT_PARAMETERS = 2,
    FAULT_BAD_ARGUMENTS = 3,
    FAULT_SIGNATURE_UNSUPPORTED = 4,
    FAULT_SHUTDOWN_STATE = 6,
    FAULT_BAD_NAME = 10,
    FAULT_BAD_SIGNAL = 11,
    FAULT_NO_FILE = 20,
    FAULT_NOT_EXECUTABLE = 21,
    FAULT_FAILED = 30,
    FAULT_ABNORMAL_TERMINATION = 40,
    FAULT_SPAWN_ERROR = 50,
    FAULT_ALREADY_STARTED = 60,
    FAULT_NOT_RUNNING = 70,
    FAULT_SUCCESS = 80,
    FAULT_ALREADY_ADDED = 90,
    FAULT_STILL_RUNNING = 91,
    FAULT_CANT_REREAD = 92
};

enum { RPC_FAULT_TEXT = 512, RPC_PARAMETERS = 3 };

enum rpc_outcome {
    RPC_DONE, /* one value was written to rpc->out */
    RPC_FAULT, /* by rpc_fault */
    RPC_WAITS /* by rpc_ask: the method's `finish` goes on */
};

struct rpc;

struct rpc_method {
    const char *name;
    enum xmlrpc_type returns, takes[RPC_PARAMETERS]; /* XMLRPC_NOTHING: no parameter */
    unsigned optional; /* how many of the last may be left out */
    bool is_open; /* tells the state and changes nothing: allowed to whoever may see the page */
    bool any_time; /* also while everything is being stopped */
    int variant; /* for those who share their code */
    enum rpc_outcome (*run)(struct rpc *rpc);
    enum rpc_outcome (*finish)(struct rpc *rpc); /* NULL where run does not wait */
    const char *help; /* what it does, what it answers */
};

extern const struct rpc_method rpc_methods[]; /* sorted by name */
extern const size_t rpc_methods_count;

struct rpc {
    struct http_source source;
    const struct site *site;
    bool trusted;
    struct xmlrpc_call *call;
    struct text out;
    bool is_multicall, finished;
    const struct xmlrpc_value *next; /* the next of a multicall */
    const struct rpc_method *method; /* what is being carried out, with what */
    const struct xmlrpc_value *params[RPC_PARAMETERS]; /* NULL: left out */
    int fault_code;
    char fault[RPC_FAULT_TEXT];
    struct board_init init; /* as it was when the method began */
    char asked[BOARD_NAME]; /* init, about whom */
    struct loop_watch asking;
    struct answer answer;
};

/* The route of /RPC2. */
void rpc_answer(const struct site *site, const struct http_request *request, struct http_reply *reply);

/* For the methods. Parameters have the type of the table; a number may have been given as text. */
const char *rpc_string(const struct rpc *rpc, unsigned index);
int64_t rpc_number(const struct rpc *rpc, unsigned index);
bool rpc_flag(const struct rpc *rpc, unsigned index, bool otherwise);

/* "BAD_NAME: extra", or "BAD_NAME" where extra is "". */
enum rpc_outcome rpc_fault(struct rpc *rpc, enum fault_code code, const char *extra);
const char *rpc_fault_name(enum fault_code code);

/* Asks init; the answer will be in rpc->answer when the method's `finish` is called. */
enum rpc_outcome rpc_ask(struct rpc *rpc, const struct request *request);

const struct rpc_method *rpc_find_method(const char *name);

/* The methods. */
enum rpc_outcome rpc_list_methods(struct rpc *rpc);
enum rpc_outcome rpc_method_help(struct rpc *rpc);
enum rpc_outcome rpc_method_signature(struct rpc *rpc);
enum rpc_outcome rpc_multicall_inside(struct rpc *rpc);

enum rpc_outcome rpc_get_version(struct rpc *rpc);
enum rpc_outcome rpc_get_supervisor_version(struct rpc *rpc);
enum rpc_outcome rpc_get_identification(struct rpc *rpc);
enum rpc_outcome rpc_get_state(struct rpc *rpc);
enum rpc_outcome rpc_get_pid(struct rpc *rpc);
enum rpc_outcome rpc_get_info(struct rpc *rpc);
enum rpc_outcome rpc_get_all_info(struct rpc *rpc);
enum rpc_outcome rpc_get_all_config(struct rpc *rpc);
enum rpc_outcome rpc_reload_config(struct rpc *rpc);
enum rpc_outcome rpc_add_group(struct rpc *rpc);
enum rpc_outcome rpc_remove_group(struct rpc *rpc);

enum rpc_outcome rpc_change(struct rpc *rpc); /* variant: the verb; one, or GROUP:* */
enum rpc_outcome rpc_change_group(struct rpc *rpc);
enum rpc_outcome rpc_change_all(struct rpc *rpc);
enum rpc_outcome rpc_changed(struct rpc *rpc);
enum rpc_outcome rpc_shutdown(struct rpc *rpc);
enum rpc_outcome rpc_restart(struct rpc *rpc);
enum rpc_outcome rpc_send_stdin(struct rpc *rpc);
enum rpc_outcome rpc_send_event(struct rpc *rpc);

enum { RPC_STDOUT, RPC_STDERR, RPC_MAIN_LOG };
enum rpc_outcome rpc_read_log(struct rpc *rpc); /* variant: which log */
enum rpc_outcome rpc_tail_log(struct rpc *rpc);
enum rpc_outcome rpc_clear_log(struct rpc *rpc);
enum rpc_outcome rpc_clear_all_logs(struct rpc *rpc);

#endif
