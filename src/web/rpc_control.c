/* SPDX-License-Identifier: MIT
 *
 * The methods that change something: each asks init, and answers when init has.
 */
#define _GNU_SOURCE
#include "web/processes.h"
#include "web/rpc.h"

#include <signal.h>
#include <string.h>

/* "HUP", "SIGHUP", "1" or the number 1; -1: no such signal. */
static int read_signal(const struct xmlrpc_value *value)
{
    int64_t number = value->number;
    bool is_number = value->type == XMLRPC_INT || text_parse_number(value->text, 0, NSIG - 1, &number);
    if (is_number) return number == 0 || (number > 0 && number < NSIG && sigabbrev_np((int) number)) ? (int) number : -1;
    const char *name = strncasecmp(value->text, "SIG", 3) == 0 ? value->text + 3 : value->text;
    for (int i = 1; i < NSIG; i++)
        if (sigabbrev_np(i) && text_equal_ignoring_case(sigabbrev_np(i), name)) return i;
    return -1;
}

/* Asks for the verb of the method. `index`: of the parameter behind the name, a signal or whether to wait. */
static enum rpc_outcome ask(struct rpc *rpc, const char *service, unsigned index)
{
    struct request request = { .magic = REQUEST_MAGIC, .verb = (uint32_t) rpc->method->variant };
    text_print(request.service, "%s", service);
    if (request.verb == VERB_STOP && (text_equal(service, "web") || text_equal(service, "web:*")))
        return rpc_fault(rpc, FAULT_FAILED, "this is what answers you: use `gatehouse restart web`");
    if (request.verb != VERB_SIGNAL) {
        request.no_wait = !rpc_flag(rpc, index, true);
        return rpc_ask(rpc, &request);
    }
    request.number = read_signal(rpc->params[index]); /* of several, init refuses -1 for each */
    return rpc_ask(rpc, &request);
}

enum rpc_outcome rpc_change(struct rpc *rpc)
{
    char group[BOARD_NAME];
    const char *name = rpc_string(rpc, 0);
    int index = processes_find(&rpc->init, name);
    if (index != PROCESS_NONE) return ask(rpc, rpc->init.services[index].name, 1);
    if (processes_is_group(&rpc->init, name, group)) return ask(rpc, group, 1);
    return rpc_fault(rpc, FAULT_BAD_NAME, name);
}

enum rpc_outcome rpc_change_group(struct rpc *rpc)
{
    char group[BOARD_NAME];
    const char *name = rpc_string(rpc, 0);
    if (!processes_has_group(&rpc->init, name)) return rpc_fault(rpc, FAULT_BAD_NAME, name);
    text_print(group, "%.*s:*", BOARD_NAME - 3, name);
    return ask(rpc, group, 1);
}

enum rpc_outcome rpc_change_all(struct rpc *rpc)
{
    return ask(rpc, "*", 0);
}

/* What became of one of several. */
static void add_result(struct rpc *rpc, unsigned index)
{
    const struct board_service *service = &rpc->init.services[index];
    enum fault_code code = (enum fault_code) rpc->answer.each[index];
    char group[BOARD_NAME], description[BOARD_NAME + 64];
    processes_group_of(service, group);
    text_print(description, "%s: %s", rpc_fault_name(code), service->name);
    xmlrpc_begin_struct(&rpc->out);
    xmlrpc_add_member_string(&rpc->out, "name", board_process_name(service->name));
    xmlrpc_add_member_string(&rpc->out, "group", group);
    xmlrpc_add_member_int(&rpc->out, "status", code);
    xmlrpc_add_member_string(&rpc->out, "description", code == FAULT_SUCCESS ? "OK" : description);
    xmlrpc_end_struct(&rpc->out);
}

static enum rpc_outcome add_results(struct rpc *rpc)
{
    unsigned sorted[BOARD_SERVICES], count = processes_sorted(&rpc->init, false, sorted);
    xmlrpc_begin_array(&rpc->out);
    for (unsigned i = 0; i < count; i++)
        if (rpc->answer.each[sorted[i]]) add_result(rpc, sorted[i]);
    xmlrpc_end_array(&rpc->out);
    return RPC_DONE;
}

/* supervisorctl prints the text of FAILED, and words of its own for the others. */
enum rpc_outcome rpc_changed(struct rpc *rpc)
{
    const char *end = strrchr(rpc->asked, '*');
    enum fault_code code = (enum fault_code) rpc->answer.code;
    if (code == FAULT_SHUTDOWN_STATE) return rpc_fault(rpc, code, "");
    if (code == FAULT_BAD_SIGNAL) return rpc_fault(rpc, code, rpc_string(rpc, 1));
    bool says_why = code == FAULT_FAILED || code == FAULT_BAD_ARGUMENTS || code == FAULT_NO_FILE || code == FAULT_NOT_EXECUTABLE;
    if (code != FAULT_SUCCESS) return rpc_fault(rpc, code, says_why ? rpc->answer.text : rpc->asked);
    if (end && end[1] == 0) return add_results(rpc);
    xmlrpc_add_boolean(&rpc->out, true);
    return RPC_DONE;
}

/* ---- gatehouse as a whole ---- */

enum rpc_outcome rpc_shutdown(struct rpc *rpc)
{
    const struct request request = { .magic = REQUEST_MAGIC, .verb = VERB_SHUTDOWN };
    return rpc_ask(rpc, &request);
}

/* Init's meaning of SIGHUP is supervisord's: everything is stopped and started. */
enum rpc_outcome rpc_restart(struct rpc *rpc)
{
    if (rpc->init.pid <= 0 || kill(rpc->init.pid, SIGHUP) < 0)
        return rpc_fault(rpc, FAULT_FAILED, "gatehouse's init cannot be told");
    xmlrpc_add_boolean(&rpc->out, true);
    return RPC_DONE;
}

/* ---- what there is nobody for ---- */

enum rpc_outcome rpc_send_stdin(struct rpc *rpc)
{
    char why[BOARD_NAME + 64];
    int index = processes_find(&rpc->init, rpc_string(rpc, 0));
    if (index == PROCESS_NONE) return rpc_fault(rpc, FAULT_BAD_NAME, rpc_string(rpc, 0));
    const struct board_service *service = &rpc->init.services[index];
    if (service->pid == 0) return rpc_fault(rpc, FAULT_NOT_RUNNING, service->name);
    text_print(why, "%s: services have no standard input here", service->name);
    return rpc_fault(rpc, FAULT_NO_FILE, why);
}

enum rpc_outcome rpc_send_event(struct rpc *rpc)
{
    xmlrpc_add_boolean(&rpc->out, true); /* sent to all listeners, of which there are none */
    return RPC_DONE;
}
