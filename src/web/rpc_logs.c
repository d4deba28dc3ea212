/* SPDX-License-Identifier: MIT
 *
 * The methods about logs.
 */
#include "base/fd.h"
#include "web/log_window.h"
#include "web/processes.h"
#include "web/rpc.h"

#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

/* The log the method means, of the service that its first parameter names; "" when that has none. */
static enum rpc_outcome find_log(struct rpc *rpc, char path[static PATH_MAX])
{
    if (rpc->method->variant == RPC_MAIN_LOG) {
        text_print_in(path, PATH_MAX, "%s", rpc->init.main_log);
        return RPC_DONE;
    }
    int index = processes_find(&rpc->init, rpc_string(rpc, 0));
    if (index == PROCESS_NONE) return rpc_fault(rpc, FAULT_BAD_NAME, rpc_string(rpc, 0));
    const struct board_service *service = &rpc->init.services[index];
    text_print_in(path, PATH_MAX, "%s", rpc->method->variant == RPC_STDERR ? service->stderr_log : service->stdout_log);
    return RPC_DONE;
}

static enum rpc_outcome refuse(struct rpc *rpc, enum log_window_result result, const char *path)
{
    switch (result) {
    case LOG_WINDOW_OK: return RPC_DONE;
    case LOG_WINDOW_NO_FILE: return rpc_fault(rpc, FAULT_NO_FILE, path);
    case LOG_WINDOW_BAD_ARGUMENTS: return rpc_fault(rpc, FAULT_BAD_ARGUMENTS, "");
    case LOG_WINDOW_TOO_LONG: return rpc_fault(rpc, FAULT_FAILED, "more than 1 MiB at once");
    case LOG_WINDOW_FAILED: return rpc_fault(rpc, FAULT_FAILED, path);
    }
    return RPC_DONE;
}

enum rpc_outcome rpc_read_log(struct rpc *rpc)
{
    char path[PATH_MAX];
    unsigned first = rpc->method->variant == RPC_MAIN_LOG ? 0 : 1;
    struct log_window window;
    if (find_log(rpc, path) == RPC_FAULT) return RPC_FAULT;
    enum log_window_result result =
        *path ? log_window_read(path, rpc_number(rpc, first), rpc_number(rpc, first + 1), &window) : LOG_WINDOW_NO_FILE;
    if (result != LOG_WINDOW_OK) return refuse(rpc, result, path);
    xmlrpc_add_bytes(&rpc->out, window.bytes, window.length);
    free(window.bytes);
    return RPC_DONE;
}

enum rpc_outcome rpc_tail_log(struct rpc *rpc)
{
    char path[PATH_MAX];
    struct log_window window = { 0 };
    if (find_log(rpc, path) == RPC_FAULT) return RPC_FAULT;
    enum log_window_result result =
        *path ? log_window_tail(path, rpc_number(rpc, 1), rpc_number(rpc, 2), &window) : LOG_WINDOW_NO_FILE;
    if (result != LOG_WINDOW_OK && result != LOG_WINDOW_NO_FILE) return refuse(rpc, result, path);
    xmlrpc_begin_array(&rpc->out);
    xmlrpc_add_bytes(&rpc->out, window.bytes ? window.bytes : "", window.length);
    xmlrpc_add_int(&rpc->out, window.size);
    xmlrpc_add_boolean(&rpc->out, window.overflow);
    xmlrpc_end_array(&rpc->out);
    free(window.bytes);
    return RPC_DONE;
}

static int empty(const char *path)
{
    return *path ? fd_empty_file(path) : 0;
}

enum rpc_outcome rpc_clear_log(struct rpc *rpc)
{
    char path[PATH_MAX];
    if (find_log(rpc, path) == RPC_FAULT) return RPC_FAULT;
    if (rpc->method->variant == RPC_MAIN_LOG && (!*path || access(path, F_OK) < 0)) return rpc_fault(rpc, FAULT_NO_FILE, "");
    if (empty(path) < 0) return rpc_fault(rpc, FAULT_FAILED, path);
    int index = rpc->method->variant == RPC_MAIN_LOG ? PROCESS_NONE : processes_find(&rpc->init, rpc_string(rpc, 0));
    if (index != PROCESS_NONE && empty(rpc->init.services[index].stderr_log) < 0)
        return rpc_fault(rpc, FAULT_FAILED, rpc->init.services[index].stderr_log);
    xmlrpc_add_boolean(&rpc->out, true);
    return RPC_DONE;
}

enum rpc_outcome rpc_clear_all_logs(struct rpc *rpc)
{
    unsigned sorted[BOARD_SERVICES], count = processes_sorted(&rpc->init, false, sorted);
    xmlrpc_begin_array(&rpc->out);
    for (unsigned i = 0; i < count; i++) {
        const struct board_service *service = &rpc->init.services[sorted[i]];
        char group[BOARD_NAME];
        bool done = empty(service->stdout_log) == 0 && empty(service->stderr_log) == 0;
        processes_group_of(service, group);
        xmlrpc_begin_struct(&rpc->out);
        xmlrpc_add_member_string(&rpc->out, "name", board_process_name(service->name));
        xmlrpc_add_member_string(&rpc->out, "group", group);
        xmlrpc_add_member_int(&rpc->out, "status", done ? FAULT_SUCCESS : FAULT_FAILED);
        xmlrpc_add_member_string(&rpc->out, "description", done ? "OK" : "FAILED");
        xmlrpc_end_struct(&rpc->out);
    }
    xmlrpc_end_array(&rpc->out);
    return RPC_DONE;
}
