/* SPDX-License-Identifier: MIT
 *
 * XML-RPC as supervisord's clients speak it: a call read from XML (by expat; no document type, no entities, bounded depth
 * and size), values written back. What the methods do is in rpc.c and beside it.
 */
#ifndef WEB_XMLRPC_H
#define WEB_XMLRPC_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { XMLRPC_DEPTH = 32, XMLRPC_VALUES = 1024, XMLRPC_ANSWER_LIMIT = 8 * 1024 * 1024 };

enum xmlrpc_type {
    XMLRPC_NOTHING, /* a tag that supervisord does not know either */
    XMLRPC_STRING, /* also double, dateTime.iso8601 and base64, as they were written */
    XMLRPC_INT,
    XMLRPC_BOOLEAN,
    XMLRPC_ARRAY,
    XMLRPC_STRUCT
};

struct xmlrpc_value {
    enum xmlrpc_type type;
    const char *name; /* as a member of a struct; otherwise NULL */
    const char *text; /* of a string, UTF-8; "" for other types */
    int64_t number; /* of an int or a boolean */
    struct xmlrpc_value *first, *last, *next; /* the values in an array or struct; the next one beside this */
};

struct xmlrpc_call {
    const char *method;
    struct xmlrpc_value params; /* an array */
    unsigned count; /* values used */
    struct xmlrpc_value values[XMLRPC_VALUES];
    size_t text_length, text_room;
    char text[]; /* what the strings point into */
};

/* Reads a call; the caller frees it. NULL when it is none, is too deep or too large, or there is no memory. Types as
 * supervisord reads them: a value without a type is a string, params may be missing. */
struct xmlrpc_call *xmlrpc_parse(const char *xml, size_t length) MUST_CHECK;

/* The member of a struct, or NULL. */
const struct xmlrpc_value *xmlrpc_member(const struct xmlrpc_value *value, const char *name);

/* "string" … */
const char *xmlrpc_type_name(enum xmlrpc_type type);

/* Each adds to a text in malloc'ed memory (all zero at first), which grows up to XMLRPC_ANSWER_LIMIT; beyond that, or without
 * memory, `cut` is set. What is no UTF-8, or no character of XML, becomes U+FFFD. */
void xmlrpc_add(struct text *out, const char *xml);
void xmlrpc_add_string(struct text *out, const char *string);
void xmlrpc_add_bytes(struct text *out, const char *bytes, size_t length);
void xmlrpc_add_int(struct text *out, int64_t number);
void xmlrpc_add_boolean(struct text *out, bool yes);
void xmlrpc_begin_array(struct text *out);
void xmlrpc_end_array(struct text *out);
void xmlrpc_begin_struct(struct text *out);
void xmlrpc_end_struct(struct text *out);
/* The name of a member; the value comes next, then xmlrpc_end_member. */
void xmlrpc_begin_member(struct text *out, const char *name);
void xmlrpc_end_member(struct text *out);
void xmlrpc_add_member_string(struct text *out, const char *name, const char *string);
void xmlrpc_add_member_int(struct text *out, const char *name, int64_t number);
void xmlrpc_add_member_boolean(struct text *out, const char *name, bool yes);
void xmlrpc_add_fault(struct text *out, int code, const char *string);

#endif
