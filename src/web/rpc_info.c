/* SPDX-License-Identifier: MIT
 *
 * The methods that tell something, and those that would change the set of services: it is fixed at start.
 */
#include "base/clock.h"
#include "control/describe.h"
#include "web/processes.h"
#include "web/rpc.h"

#include <limits.h>

enum { STATE_RUNNING = 1 };

/* ---- system ---- */

enum rpc_outcome rpc_list_methods(struct rpc *rpc)
{
    xmlrpc_begin_array(&rpc->out);
    for (size_t i = 0; i < rpc_methods_count; i++) xmlrpc_add_string(&rpc->out, rpc_methods[i].name);
    xmlrpc_end_array(&rpc->out);
    return RPC_DONE;
}

enum rpc_outcome rpc_method_help(struct rpc *rpc)
{
    const struct rpc_method *method = rpc_find_method(rpc_string(rpc, 0));
    if (!method) return rpc_fault(rpc, FAULT_SIGNATURE_UNSUPPORTED, "");
    xmlrpc_add_string(&rpc->out, method->help);
    return RPC_DONE;
}

enum rpc_outcome rpc_method_signature(struct rpc *rpc)
{
    const struct rpc_method *method = rpc_find_method(rpc_string(rpc, 0));
    if (!method) return rpc_fault(rpc, FAULT_SIGNATURE_UNSUPPORTED, "");
    xmlrpc_begin_array(&rpc->out);
    xmlrpc_add_string(&rpc->out, xmlrpc_type_name(method->returns));
    for (unsigned i = 0; i < RPC_PARAMETERS && method->takes[i] != XMLRPC_NOTHING; i++)
        xmlrpc_add_string(&rpc->out, xmlrpc_type_name(method->takes[i]));
    xmlrpc_end_array(&rpc->out);
    return RPC_DONE;
}

/* ---- supervisord itself ---- */

enum rpc_outcome rpc_get_version(struct rpc *rpc)
{
    xmlrpc_add_string(&rpc->out, "3.0"); /* of the interface: supervisorctl insists on it */
    return RPC_DONE;
}

enum rpc_outcome rpc_get_supervisor_version(struct rpc *rpc)
{
    xmlrpc_add_string(&rpc->out, GATEHOUSE_VERSION);
    return RPC_DONE;
}

enum rpc_outcome rpc_get_identification(struct rpc *rpc)
{
    xmlrpc_add_string(&rpc->out, "gatehouse");
    return RPC_DONE;
}

enum rpc_outcome rpc_get_state(struct rpc *rpc)
{
    xmlrpc_begin_struct(&rpc->out);
    xmlrpc_add_member_int(&rpc->out, "statecode", STATE_RUNNING);
    xmlrpc_add_member_string(&rpc->out, "statename", "RUNNING");
    xmlrpc_end_struct(&rpc->out);
    return RPC_DONE;
}

enum rpc_outcome rpc_get_pid(struct rpc *rpc)
{
    xmlrpc_add_int(&rpc->out, rpc->init.pid);
    return RPC_DONE;
}

/* ---- services ---- */

static void add_info(struct rpc *rpc, const struct board_service *service)
{
    struct text *out = &rpc->out;
    int64_t now = clock_wall_s();
    char group[BOARD_NAME], description[512] = "";
    struct text words = TEXT_IN(description);
    processes_group_of(service, group);
    describe_service(service, now, &words);
    xmlrpc_begin_struct(out);
    xmlrpc_add_member_string(out, "name", board_process_name(service->name));
    xmlrpc_add_member_string(out, "group", group);
    xmlrpc_add_member_int(out, "start", service->started_at);
    xmlrpc_add_member_int(out, "stop", service->stopped_at);
    xmlrpc_add_member_int(out, "now", now);
    xmlrpc_add_member_int(out, "state", service->state);
    xmlrpc_add_member_string(out, "statename", service_state_name(service->state));
    xmlrpc_add_member_string(out, "spawnerr", service->spawn_error);
    xmlrpc_add_member_int(out, "exitstatus", service->pid ? 0 : service->exit_status);
    xmlrpc_add_member_string(out, "logfile", service->stdout_log);
    xmlrpc_add_member_string(out, "stdout_logfile", service->stdout_log);
    xmlrpc_add_member_string(out, "stderr_logfile", service->stderr_log);
    xmlrpc_add_member_int(out, "pid", service->pid);
    xmlrpc_add_member_string(out, "description", description);
    xmlrpc_end_struct(out);
}

enum rpc_outcome rpc_get_info(struct rpc *rpc)
{
    int index = processes_find(&rpc->init, rpc_string(rpc, 0));
    if (index == PROCESS_NONE) return rpc_fault(rpc, FAULT_BAD_NAME, rpc_string(rpc, 0));
    add_info(rpc, &rpc->init.services[index]);
    return RPC_DONE;
}

enum rpc_outcome rpc_get_all_info(struct rpc *rpc)
{
    unsigned sorted[BOARD_SERVICES], count = processes_sorted(&rpc->init, false, sorted);
    xmlrpc_begin_array(&rpc->out);
    for (unsigned i = 0; i < count; i++) add_info(rpc, &rpc->init.services[sorted[i]]);
    xmlrpc_end_array(&rpc->out);
    return RPC_DONE;
}

/* ---- how they are configured ---- */


/* One of its two outputs. */
static void add_output(struct text *out, const char *prefix, const char *path, int64_t maxbytes, int backups)
{
    char name[64];
    text_print(name, "%s_capture_maxbytes", prefix);
    xmlrpc_add_member_int(out, name, 0);
    text_print(name, "%s_events_enabled", prefix);
    xmlrpc_add_member_boolean(out, name, false);
    text_print(name, "%s_logfile", prefix);
    xmlrpc_add_member_string(out, name, *path ? path : "none");
    text_print(name, "%s_logfile_backups", prefix);
    xmlrpc_add_member_int(out, name, backups);
    text_print(name, "%s_logfile_maxbytes", prefix);
    xmlrpc_add_member_int(out, name, maxbytes);
    text_print(name, "%s_syslog", prefix);
    xmlrpc_add_member_boolean(out, name, false);
}

static void add_exitcodes(struct text *out, const struct board_program *program)
{
    xmlrpc_begin_member(out, "exitcodes");
    xmlrpc_begin_array(out);
    for (unsigned status = 0; status < 256; status++)
        if (program->exitcodes[status / 32] >> (status % 32) & 1) xmlrpc_add_int(out, status);
    xmlrpc_end_array(out);
    xmlrpc_end_member(out);
}

static void add_program(struct text *out, const struct board_program *program)
{
    xmlrpc_add_member_boolean(out, "autostart", program->autostart);
    xmlrpc_add_member_string(out, "command", program->command);
    xmlrpc_add_member_string(out, "directory", program->directory[0] ? program->directory : "none");
    add_exitcodes(out, program);
    xmlrpc_add_member_int(out, "group_prio", DESCRIBE_GROUP_PRIORITY);
    xmlrpc_add_member_boolean(out, "inuse", true);
    xmlrpc_add_member_boolean(out, "killasgroup", program->killasgroup);
    xmlrpc_add_member_int(out, "process_prio", program->priority);
    xmlrpc_add_member_boolean(out, "redirect_stderr", program->redirect_stderr);
    xmlrpc_add_member_string(out, "serverurl", "none");
    xmlrpc_add_member_int(out, "startretries", program->startretries);
    xmlrpc_add_member_int(out, "startsecs", program->startsecs);
    xmlrpc_add_member_int(out, "stopsignal", program->stopsignal);
    xmlrpc_add_member_int(out, "stopwaitsecs", program->stopwaitsecs);
    xmlrpc_add_member_string(out, "uid", "none");
}

static void add_config(struct rpc *rpc, unsigned index)
{
    const struct board_service *service = &rpc->init.services[index];
    struct board_program program;
    char group[BOARD_NAME];
    processes_group_of(service, group);
    board_read_program(rpc->site->board, index, &program);
    xmlrpc_begin_struct(&rpc->out);
    xmlrpc_add_member_string(&rpc->out, "name", board_process_name(service->name));
    xmlrpc_add_member_string(&rpc->out, "group", group);
    add_program(&rpc->out, &program);
    add_output(&rpc->out, "stdout", service->stdout_log, program.stdout_maxbytes, program.stdout_backups);
    add_output(&rpc->out, "stderr", service->stderr_log, program.stderr_maxbytes, program.stderr_backups);
    xmlrpc_end_struct(&rpc->out);
}

enum rpc_outcome rpc_get_all_config(struct rpc *rpc)
{
    unsigned sorted[BOARD_SERVICES], count = processes_sorted(&rpc->init, true, sorted);
    xmlrpc_begin_array(&rpc->out);
    for (unsigned i = 0; i < count; i++) add_config(rpc, sorted[i]);
    xmlrpc_end_array(&rpc->out);
    return RPC_DONE;
}

/* ---- the set of services is fixed at start ---- */

/* [[added, changed, removed]]: nothing ever. */
enum rpc_outcome rpc_reload_config(struct rpc *rpc)
{
    xmlrpc_begin_array(&rpc->out);
    xmlrpc_begin_array(&rpc->out);
    for (int i = 0; i < 3; i++) {
        xmlrpc_begin_array(&rpc->out);
        xmlrpc_end_array(&rpc->out);
    }
    xmlrpc_end_array(&rpc->out);
    xmlrpc_end_array(&rpc->out);
    return RPC_DONE;
}

enum rpc_outcome rpc_add_group(struct rpc *rpc)
{
    bool is_known = processes_has_group(&rpc->init, rpc_string(rpc, 0));
    return rpc_fault(rpc, is_known ? FAULT_ALREADY_ADDED : FAULT_BAD_NAME, rpc_string(rpc, 0));
}

static bool group_is_down(const struct board_init *init, const char *group)
{
    for (unsigned i = 0; i < init->count; i++) {
        char name[BOARD_NAME];
        processes_group_of(&init->services[i], name);
        enum service_state state = init->services[i].state;
        bool is_down = state == SERVICE_STOPPED || state == SERVICE_EXITED || state == SERVICE_FATAL;
        if (text_equal(name, group) && !is_down) return false;
    }
    return true;
}

enum rpc_outcome rpc_remove_group(struct rpc *rpc)
{
    const char *group = rpc_string(rpc, 0);
    if (!processes_has_group(&rpc->init, group)) return rpc_fault(rpc, FAULT_BAD_NAME, group);
    if (!group_is_down(&rpc->init, group)) return rpc_fault(rpc, FAULT_STILL_RUNNING, group);
    return rpc_fault(rpc, FAULT_FAILED, "the set of services is fixed at start");
}
