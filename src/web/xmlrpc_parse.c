/* SPDX-License-Identifier: MIT */
#include "web/xmlrpc.h"

#include <expat.h>
#include <stdlib.h>
#include <string.h>

enum element {
    ELEMENT_NONE,
    ELEMENT_CALL,
    ELEMENT_METHOD,
    ELEMENT_PARAMS,
    ELEMENT_PARAM,
    ELEMENT_VALUE,
    ELEMENT_ARRAY,
    ELEMENT_DATA,
    ELEMENT_STRUCT,
    ELEMENT_MEMBER,
    ELEMENT_NAME,
    ELEMENT_SCALAR
};

/* Where each may stand; what is not in the table is a scalar type, in a value. */
static const struct {
    const char *name;
    enum element element, parent;
} elements[] = {
    { "methodCall", ELEMENT_CALL, ELEMENT_NONE },   { "methodName", ELEMENT_METHOD, ELEMENT_CALL },
    { "params", ELEMENT_PARAMS, ELEMENT_CALL },     { "param", ELEMENT_PARAM, ELEMENT_PARAMS },
    { "value", ELEMENT_VALUE, ELEMENT_PARAM },      { "value", ELEMENT_VALUE, ELEMENT_DATA },
    { "value", ELEMENT_VALUE, ELEMENT_MEMBER },     { "array", ELEMENT_ARRAY, ELEMENT_VALUE },
    { "data", ELEMENT_DATA, ELEMENT_ARRAY },        { "struct", ELEMENT_STRUCT, ELEMENT_VALUE },
    { "member", ELEMENT_MEMBER, ELEMENT_STRUCT },   { "name", ELEMENT_NAME, ELEMENT_MEMBER },
};

static const struct {
    const char *name;
    enum xmlrpc_type type;
} scalars[] = {
    { "string", XMLRPC_STRING },            { "int", XMLRPC_INT },       { "i4", XMLRPC_INT },
    { "boolean", XMLRPC_BOOLEAN },          { "double", XMLRPC_STRING }, { "base64", XMLRPC_STRING },
    { "dateTime.iso8601", XMLRPC_STRING },
};

struct level {
    enum element element;
    struct xmlrpc_value *value; /* of a <value>: itself; of others: the value around them */
    const char *name; /* of a <member>: what its <name> said */
    bool typed; /* of a <value>: there is an element inside */
};

struct reader {
    XML_Parser parser;
    struct xmlrpc_call *call;
    struct level levels[XMLRPC_DEPTH];
    unsigned depth;
    size_t text_from; /* where the text of the innermost element begins in call->text */
    bool failed;
};

/* The parser may still call once or twice. */
static void fail(struct reader *reader)
{
    reader->failed = true;
    XML_StopParser(reader->parser, XML_FALSE);
}

static enum element find_element(const char *name, enum element parent)
{
    for (size_t i = 0; i < ARRAY_LENGTH(elements); i++)
        if (elements[i].parent == parent && text_equal(elements[i].name, name)) return elements[i].element;
    return parent == ELEMENT_VALUE ? ELEMENT_SCALAR : ELEMENT_NONE;
}

static enum xmlrpc_type find_scalar(const char *name)
{
    for (size_t i = 0; i < ARRAY_LENGTH(scalars); i++)
        if (text_equal(scalars[i].name, name)) return scalars[i].type;
    return XMLRPC_NOTHING;
}

static struct xmlrpc_value *add_value(struct reader *reader, const struct level *parent)
{
    struct xmlrpc_call *call = reader->call;
    if (call->count == XMLRPC_VALUES) return NULL;
    struct xmlrpc_value *value = &call->values[call->count++], *in = parent->value;
    *value = (struct xmlrpc_value) { .type = XMLRPC_STRING, .name = parent->name, .text = "" };
    if (in->last) in->last->next = value;
    else in->first = value;
    in->last = value;
    return value;
}

static void on_start(void *context, const char *name, const char **attributes)
{
    (void) attributes;
    struct reader *reader = context;
    if (reader->failed) return;
    const struct level root = { .element = ELEMENT_NONE, .value = &reader->call->params };
    const struct level *parent = reader->depth ? &reader->levels[reader->depth - 1] : &root;
    struct level level = { .element = find_element(name, parent->element), .value = parent->value };
    if (level.element == ELEMENT_VALUE) level.value = add_value(reader, parent);
    if (level.element == ELEMENT_NONE || !level.value || reader->depth == XMLRPC_DEPTH) {
        fail(reader);
        return;
    }
    if (parent->element == ELEMENT_VALUE) reader->levels[reader->depth - 1].typed = true;
    if (level.element == ELEMENT_ARRAY) level.value->type = XMLRPC_ARRAY;
    if (level.element == ELEMENT_STRUCT) level.value->type = XMLRPC_STRUCT;
    if (level.element == ELEMENT_SCALAR) level.value->type = find_scalar(name);
    reader->levels[reader->depth++] = level;
    reader->text_from = reader->call->text_length;
}

static void on_text(void *context, const char *bytes, int length)
{
    struct reader *reader = context;
    struct xmlrpc_call *call = reader->call;
    size_t count = (size_t) length;
    if (reader->failed) return;
    if (call->text_room - call->text_length <= count) {
        fail(reader);
        return;
    }
    memcpy(call->text + call->text_length, bytes, count);
    call->text_length += count;
}

/* What stands between the tags of the innermost element, kept for good. */
static const char *take_text(struct reader *reader)
{
    struct xmlrpc_call *call = reader->call;
    const char *text = call->text + reader->text_from;
    call->text[call->text_length++] = 0;
    if (call->text_length == call->text_room) fail(reader);
    return text;
}

static char *trim(char *text)
{
    static const char blanks[] = " \t\r\n";
    text += strspn(text, blanks);
    size_t length = strlen(text);
    while (length > 0 && strchr(blanks, text[length - 1])) text[--length] = 0;
    return text;
}

static bool read_scalar(struct xmlrpc_value *value, const char *text)
{
    char digits[32];
    value->text = value->type == XMLRPC_STRING ? text : "";
    text_print(digits, "%s", text);
    if (value->type == XMLRPC_BOOLEAN) value->number = text_equal(trim(digits), "1");
    if (value->type != XMLRPC_INT) return true;
    const char *number = trim(digits);
    return text_parse_number(number[0] == '+' ? number + 1 : number, INT32_MIN, INT32_MAX, &value->number);
}

static void on_end(void *context, const char *name)
{
    (void) name;
    struct reader *reader = context;
    if (reader->failed) return;
    struct level *level = &reader->levels[--reader->depth];
    struct xmlrpc_value *value = level->value;
    if (level->element == ELEMENT_METHOD) reader->call->method = take_text(reader);
    if (level->element == ELEMENT_NAME) reader->levels[reader->depth - 1].name = take_text(reader);
    if (level->element == ELEMENT_SCALAR && !read_scalar(value, take_text(reader))) fail(reader);
    if (level->element == ELEMENT_VALUE && !level->typed) value->text = take_text(reader);
    reader->text_from = reader->call->text_length;
}

static void on_doctype(void *context, const char *name, const char *system, const char *public, int has_subset)
{
    (void) name, (void) system, (void) public, (void) has_subset;
    fail(context);
}

static bool parse(struct reader *reader, const char *xml, size_t length)
{
    XML_SetUserData(reader->parser, reader);
    XML_SetElementHandler(reader->parser, on_start, on_end);
    XML_SetCharacterDataHandler(reader->parser, on_text);
    XML_SetStartDoctypeDeclHandler(reader->parser, on_doctype); /* without one there are no entities */
    enum XML_Status status = XML_Parse(reader->parser, xml, (int) length, XML_TRUE);
    return status == XML_STATUS_OK && !reader->failed && reader->call->method;
}

struct xmlrpc_call *xmlrpc_parse(const char *xml, size_t length)
{
    if (length > INT32_MAX / 4) return NULL;
    size_t room = 2 * length + 64; /* another encoding may double in UTF-8; a text has two tags longer than its NUL */
    struct reader reader = { .call = calloc(1, sizeof *reader.call + room) };
    if (!reader.call) return NULL;
    reader.call->text_room = room;
    reader.call->params = (struct xmlrpc_value) { .type = XMLRPC_ARRAY, .text = "" };
    reader.parser = XML_ParserCreate(NULL);
    bool ok = reader.parser && parse(&reader, xml, length);
    if (reader.parser) XML_ParserFree(reader.parser);
    if (ok) return reader.call;
    free(reader.call);
    return NULL;
}

const struct xmlrpc_value *xmlrpc_member(const struct xmlrpc_value *value, const char *name)
{
    for (const struct xmlrpc_value *member = value->first; member; member = member->next)
        if (member->name && text_equal(member->name, name)) return member;
    return NULL;
}
