/* SPDX-License-Identifier: MIT */
#include "web/rpc.h"

#include "base/fd.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

enum { HTTP_OK = 200, HTTP_BAD_REQUEST = 400, HTTP_FORBIDDEN = 403, HTTP_SERVER_ERROR = 500 };

/* ---- faults ---- */

const char *rpc_fault_name(enum fault_code code)
{
    switch (code) {
    case FAULT_UNKNOWN_METHOD: return "UNKNOWN_METHOD";
    case FAULT_INCORRECT_PARAMETERS: return "INCORRECT_PARAMETERS";
    case FAULT_BAD_ARGUMENTS: return "BAD_ARGUMENTS";
    case FAULT_SIGNATURE_UNSUPPORTED: return "SIGNATURE_UNSUPPORTED";
    case FAULT_SHUTDOWN_STATE: return "SHUTDOWN_STATE";
    case FAULT_BAD_NAME: return "BAD_NAME";
    case FAULT_BAD_SIGNAL: return "BAD_SIGNAL";
    case FAULT_NO_FILE: return "NO_FILE";
    case FAULT_NOT_EXECUTABLE: return "NOT_EXECUTABLE";
    case FAULT_FAILED: return "FAILED";
    case FAULT_ABNORMAL_TERMINATION: return "ABNORMAL_TERMINATION";
    case FAULT_SPAWN_ERROR: return "SPAWN_ERROR";
    case FAULT_ALREADY_STARTED: return "ALREADY_STARTED";
    case FAULT_NOT_RUNNING: return "NOT_RUNNING";
    case FAULT_SUCCESS: return "SUCCESS";
    case FAULT_ALREADY_ADDED: return "ALREADY_ADDED";
    case FAULT_STILL_RUNNING: return "STILL_RUNNING";
    case FAULT_CANT_REREAD: return "CANT_REREAD";
    }
    return "UNKNOWN";
}

enum rpc_outcome rpc_fault(struct rpc *rpc, enum fault_code code, const char *extra)
{
    rpc->fault_code = (int) code;
    text_print(rpc->fault, "%s%s%s", rpc_fault_name(code), *extra ? ": " : "", extra);
    return RPC_FAULT;
}

/* ---- parameters ---- */

const char *rpc_string(const struct rpc *rpc, unsigned index)
{
    return rpc->params[index] ? rpc->params[index]->text : "";
}

int64_t rpc_number(const struct rpc *rpc, unsigned index)
{
    int64_t number = 0;
    if (!rpc->params[index]) return 0;
    if (rpc->params[index]->type != XMLRPC_STRING) return rpc->params[index]->number;
    return text_parse_number(rpc->params[index]->text, INT32_MIN, INT32_MAX, &number) ? number : 0;
}

bool rpc_flag(const struct rpc *rpc, unsigned index, bool otherwise)
{
    return rpc->params[index] ? rpc->params[index]->number != 0 : otherwise;
}

/* Python is lenient: a number may stand for a truth, digits for a number. A signal may be a number. */
static bool fits(const struct rpc_method *method, enum xmlrpc_type wanted, const struct xmlrpc_value *given)
{
    int64_t number = 0;
    if (given->type == wanted) return true;
    if (wanted == XMLRPC_BOOLEAN) return given->type == XMLRPC_INT;
    if (wanted == XMLRPC_STRING) return given->type == XMLRPC_INT && method->variant == VERB_SIGNAL && given->next == NULL;
    return wanted == XMLRPC_INT && given->type == XMLRPC_STRING
           && text_parse_number(given->text, INT32_MIN, INT32_MAX, &number);
}

static unsigned count_parameters(const struct rpc_method *method)
{
    unsigned count = 0;
    while (count < RPC_PARAMETERS && method->takes[count] != XMLRPC_NOTHING) count++;
    return count;
}

static bool take_parameters(struct rpc *rpc, const struct xmlrpc_value *params)
{
    const struct rpc_method *method = rpc->method;
    unsigned most = count_parameters(method), count = 0;
    memset(rpc->params, 0, sizeof rpc->params);
    for (const struct xmlrpc_value *param = params ? params->first : NULL; param; param = param->next) {
        if (count == most || !fits(method, method->takes[count], param)) return false;
        rpc->params[count++] = param;
    }
    return count >= most - method->optional;
}

/* ---- one call ---- */

const struct rpc_method *rpc_find_method(const char *name)
{
    for (size_t i = 0; i < rpc_methods_count; i++)
        if (text_equal(rpc_methods[i].name, name)) return &rpc_methods[i];
    return NULL;
}

static enum rpc_outcome call(struct rpc *rpc, const char *name, const struct xmlrpc_value *params)
{
    rpc->method = rpc_find_method(name);
    if (!rpc->method) return rpc_fault(rpc, FAULT_UNKNOWN_METHOD, "");
    if (!take_parameters(rpc, params)) return rpc_fault(rpc, FAULT_INCORRECT_PARAMETERS, "");
    board_read_init(rpc->site->board, &rpc->init);
    if (rpc->init.stopping && !rpc->method->any_time) return rpc_fault(rpc, FAULT_SHUTDOWN_STATE, "");
    if (!rpc->trusted && !rpc->method->is_open)
        return rpc_fault(rpc, FAULT_FAILED, "this needs a login: set SUPERVISORD_UI_USER and SUPERVISORD_UI_PASS");
    return rpc->method->run(rpc);
}

static enum rpc_outcome call_next(struct rpc *rpc)
{
    const struct xmlrpc_value *call_value = rpc->next;
    const struct xmlrpc_value *name = xmlrpc_member(call_value, "methodName");
    rpc->next = call_value->next;
    rpc->method = NULL;
    if (!name || name->type != XMLRPC_STRING) return rpc_fault(rpc, FAULT_INCORRECT_PARAMETERS, "No methodName");
    return call(rpc, name->text, xmlrpc_member(call_value, "params"));
}

enum rpc_outcome rpc_multicall_inside(struct rpc *rpc)
{
    return rpc_fault(rpc, FAULT_INCORRECT_PARAMETERS, "Recursive system.multicall forbidden");
}

/* ---- all calls of a request ---- */

static void begin_answer(struct rpc *rpc)
{
    rpc->out.length = 0;
    xmlrpc_add(&rpc->out, "<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n");
    if (rpc->is_multicall) xmlrpc_begin_array(&rpc->out);
}

static void end_answer(struct rpc *rpc)
{
    rpc->finished = true;
    if (rpc->is_multicall) xmlrpc_end_array(&rpc->out);
    xmlrpc_add(&rpc->out, "</param>\n</params>\n</methodResponse>\n");
}

static void end_with_fault(struct rpc *rpc)
{
    rpc->finished = true;
    rpc->out.length = 0;
    xmlrpc_add(&rpc->out, "<?xml version='1.0'?>\n<methodResponse>\n<fault>\n");
    xmlrpc_add_fault(&rpc->out, rpc->fault_code, rpc->fault);
    xmlrpc_add(&rpc->out, "</fault>\n</methodResponse>\n");
}

static enum rpc_outcome begin(struct rpc *rpc)
{
    const struct xmlrpc_value *params = &rpc->call->params;
    rpc->is_multicall = text_equal(rpc->call->method, "system.multicall");
    if (rpc->is_multicall && (!params->first || params->first->next || params->first->type != XMLRPC_ARRAY)) {
        rpc->is_multicall = false;
        return rpc_fault(rpc, FAULT_INCORRECT_PARAMETERS, "");
    }
    begin_answer(rpc);
    if (!rpc->is_multicall) return call(rpc, rpc->call->method, params);
    rpc->next = params->first->first;
    return RPC_DONE;
}

/* Goes on from what has become of a call, until one waits or there is none. */
static void go_on(struct rpc *rpc, enum rpc_outcome outcome)
{
    while (outcome != RPC_WAITS) {
        if (outcome == RPC_FAULT && !rpc->is_multicall) {
            end_with_fault(rpc);
            return;
        }
        if (outcome == RPC_FAULT) xmlrpc_add_fault(&rpc->out, rpc->fault_code, rpc->fault);
        if (!rpc->next) {
            end_answer(rpc);
            return;
        }
        outcome = call_next(rpc);
    }
}

/* ---- asking init ---- */

static void stop_asking(struct rpc *rpc)
{
    int fd = rpc->asking.fd;
    loop_remove(rpc->site->loop, &rpc->asking);
    auto_close(&fd);
}

static void on_answer(struct loop_watch *watch, uint32_t events)
{
    (void) events;
    struct rpc *rpc = CONTAINER_OF(watch, struct rpc, asking);
    int result = control_finish(watch->fd, &rpc->answer);
    if (result < 0 && errno == EAGAIN) return;
    stop_asking(rpc);
    go_on(rpc, result == 0 ? rpc->method->finish(rpc) : rpc_fault(rpc, FAULT_FAILED, "gatehouse's init went away"));
    if (rpc->finished) http_wake(&rpc->source);
}

enum rpc_outcome rpc_ask(struct rpc *rpc, const struct request *request)
{
    int fd = control_begin(rpc->site->config->run_dir, request);
    text_print(rpc->asked, "%s", request->service);
    rpc->asking = (struct loop_watch) { .fd = -1, .on_event = on_answer };
    if (fd >= 0 && loop_add(rpc->site->loop, &rpc->asking, fd, EPOLLIN) == 0) return RPC_WAITS;
    auto_close(&fd);
    return rpc_fault(rpc, FAULT_FAILED, "gatehouse's init does not answer");
}

/* ---- the request ---- */

static bool on_wanted(struct http_source *source, struct http_reply *reply)
{
    struct rpc *rpc = CONTAINER_OF(source, struct rpc, source);
    if (!rpc->finished) return false;
    reply->status = HTTP_OK;
    reply->type = "text/xml";
    reply->bytes = rpc->out.bytes;
    reply->length = rpc->out.length;
    reply->copied = true;
    if (rpc->out.cut) reply_with_error(reply, HTTP_SERVER_ERROR, "The answer is too long.");
    return true;
}

static void on_close(struct http_source *source)
{
    struct rpc *rpc = CONTAINER_OF(source, struct rpc, source);
    stop_asking(rpc);
    free(rpc->call);
    free(rpc->out.bytes);
    free(rpc);
}

/* A browser says where a page that asks comes from; the programs that speak this do not, and no page of ours does. */
static bool comes_from_a_page(const struct http_request *request)
{
    return *http_header(request, "Origin") || *http_header(request, "Sec-Fetch-Site");
}

void rpc_answer(const struct site *site, const struct http_request *request, struct http_reply *reply)
{
    if (comes_from_a_page(request)) {
        reply_with_error(reply, HTTP_FORBIDDEN, "Web pages may not ask this.");
        return;
    }
    struct rpc *rpc = calloc(1, sizeof *rpc);
    if (rpc) rpc->call = xmlrpc_parse(request->body, request->body_length);
    if (!rpc || !rpc->call) {
        free(rpc);
        reply_with_error(reply, HTTP_BAD_REQUEST, "This is no call of XML-RPC.");
        return;
    }
    rpc->source = (struct http_source) { .answer = on_wanted, .close = on_close };
    rpc->site = site;
    rpc->trusted = request->trusted;
    rpc->asking.fd = -1;
    reply->source = &rpc->source;
    go_on(rpc, begin(rpc));
}
