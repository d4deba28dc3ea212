/* SPDX-License-Identifier: MIT
 *
 * The body of a request to /RPC2: read without harm, and what was read is sound and can be written back.
 */
#include "web/xmlrpc.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    char *exact = malloc(length ? length : 1); /* so that a read past the end is seen */
    struct text out = { 0 };
    if (!exact) return 0;
    if (length) memcpy(exact, bytes, length);
    struct xmlrpc_call *call = xmlrpc_parse(exact, length);
    free(exact);
    if (!call) return 0;
    if (call->count > XMLRPC_VALUES || call->text_length >= call->text_room) abort();
    xmlrpc_add_string(&out, call->method);
    for (unsigned i = 0; i < call->count; i++) {
        const struct xmlrpc_value *value = &call->values[i];
        if (value->name) xmlrpc_add_member_string(&out, value->name, value->text);
        else xmlrpc_add_bytes(&out, value->text, strlen(value->text));
        if (value->type == XMLRPC_INT && (value->number > INT32_MAX || value->number < INT32_MIN)) abort();
        (void) xmlrpc_member(value, "params");
    }
    free(out.bytes);
    free(call);
    return 0;
}
