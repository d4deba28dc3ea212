/* SPDX-License-Identifier: MIT */
#include "web/xmlrpc.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static bool make_room(struct text *out, size_t more)
{
    size_t needed = out->length + more + 1;
    if (out->cut) return false;
    if (needed <= out->room) return true;
    size_t room = out->room ? out->room : 4096;
    while (room < needed) room *= 2;
    char *bytes = room <= XMLRPC_ANSWER_LIMIT ? realloc(out->bytes, room) : NULL;
    out->cut = !bytes;
    if (!bytes) return false;
    out->bytes = bytes;
    out->room = room;
    return true;
}

static void add(struct text *out, const char *bytes, size_t length)
{
    if (make_room(out, length)) text_add_bytes(out, bytes, length);
}

void xmlrpc_add(struct text *out, const char *xml)
{
    add(out, xml, strlen(xml));
}

const char *xmlrpc_type_name(enum xmlrpc_type type)
{
    switch (type) {
    case XMLRPC_NOTHING: return "nil";
    case XMLRPC_STRING: return "string";
    case XMLRPC_INT: return "int";
    case XMLRPC_BOOLEAN: return "boolean";
    case XMLRPC_ARRAY: return "array";
    case XMLRPC_STRUCT: return "struct";
    }
    return "?";
}

/* What a byte must be written as; NULL: as it is. A CR would be read back as LF. */
static const char *escaped(unsigned char byte)
{
    switch (byte) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '\r': return "&#13;";
    default: return byte >= ' ' || byte == '\n' || byte == '\t' ? NULL : "\xef\xbf\xbd";
    }
}

/* U+FFFE and U+FFFF are UTF-8, but no characters of XML. */
static bool is_no_character(const char *utf8)
{
    return strncmp(utf8, "\xef\xbf\xbe", 3) == 0 || strncmp(utf8, "\xef\xbf\xbf", 3) == 0;
}

/* Adds what `text`, ended by NUL, begins with; gives how many bytes that was. */
static size_t add_character(struct text *out, const char *text)
{
    const char *instead = escaped((unsigned char) *text);
    size_t length = instead ? 1 : text_utf8_length(text);
    if (!instead && (length == 0 || is_no_character(text))) instead = "\xef\xbf\xbd";
    if (instead) xmlrpc_add(out, instead);
    else add(out, text, length);
    return length ? length : 1;
}

static void add_escaped(struct text *out, const char *text)
{
    while (*text) text += add_character(out, text);
}

void xmlrpc_add_string(struct text *out, const char *string)
{
    xmlrpc_add(out, "<value><string>");
    add_escaped(out, string);
    xmlrpc_add(out, "</string></value>\n");
}

/* A NUL is no character of XML either; whatever stands behind it is. */
void xmlrpc_add_bytes(struct text *out, const char *bytes, size_t length)
{
    xmlrpc_add(out, "<value><string>");
    for (size_t at = 0; at < length; at += strlen(bytes + at) + 1) {
        add_escaped(out, bytes + at);
        if (at + strlen(bytes + at) < length) xmlrpc_add(out, "\xef\xbf\xbd");
    }
    xmlrpc_add(out, "</string></value>\n");
}

/* XML-RPC's int has 32 bits. */
void xmlrpc_add_int(struct text *out, int64_t number)
{
    char digits[64];
    int64_t fitting = number > INT32_MAX ? INT32_MAX : number < INT32_MIN ? INT32_MIN : number;
    text_print(digits, "<value><int>%" PRId64 "</int></value>\n", fitting);
    xmlrpc_add(out, digits);
}

void xmlrpc_add_boolean(struct text *out, bool yes)
{
    xmlrpc_add(out, yes ? "<value><boolean>1</boolean></value>\n" : "<value><boolean>0</boolean></value>\n");
}

void xmlrpc_begin_array(struct text *out)
{
    xmlrpc_add(out, "<value><array><data>\n");
}

void xmlrpc_end_array(struct text *out)
{
    xmlrpc_add(out, "</data></array></value>\n");
}

void xmlrpc_begin_struct(struct text *out)
{
    xmlrpc_add(out, "<value><struct>\n");
}

void xmlrpc_end_struct(struct text *out)
{
    xmlrpc_add(out, "</struct></value>\n");
}

void xmlrpc_begin_member(struct text *out, const char *name)
{
    xmlrpc_add(out, "<member>\n<name>");
    add_escaped(out, name);
    xmlrpc_add(out, "</name>\n");
}

void xmlrpc_end_member(struct text *out)
{
    xmlrpc_add(out, "</member>\n");
}

void xmlrpc_add_member_string(struct text *out, const char *name, const char *string)
{
    xmlrpc_begin_member(out, name);
    xmlrpc_add_string(out, string);
    xmlrpc_end_member(out);
}

void xmlrpc_add_member_int(struct text *out, const char *name, int64_t number)
{
    xmlrpc_begin_member(out, name);
    xmlrpc_add_int(out, number);
    xmlrpc_end_member(out);
}

void xmlrpc_add_member_boolean(struct text *out, const char *name, bool yes)
{
    xmlrpc_begin_member(out, name);
    xmlrpc_add_boolean(out, yes);
    xmlrpc_end_member(out);
}

void xmlrpc_add_fault(struct text *out, int code, const char *string)
{
    xmlrpc_begin_struct(out);
    xmlrpc_add_member_int(out, "faultCode", code);
    xmlrpc_add_member_string(out, "faultString", string);
    xmlrpc_end_struct(out);
}
