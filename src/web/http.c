/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "web/http.h"

#include <arpa/inet.h>
#include <string.h>

static const char *find(const struct http_request *request, bool in_query, const char *name)
{
    const char *value = request->find ? request->find(request, in_query, name) : NULL;
    return value ? value : "";
}

const char *http_header(const struct http_request *request, const char *name)
{
    return find(request, false, name);
}

const char *http_query(const struct http_request *request, const char *name)
{
    return find(request, true, name);
}

void reply_with_error(struct http_reply *reply, unsigned status, const char *sentence)
{
    reply->status = status;
    reply->type = NULL;
    reply->bytes = NULL;
    reply->text.length = 0;
    reply->text.cut = false;
    text_format(&reply->text, "%s\n", sentence);
}

static bool ends_with(const char *name, const char *end)
{
    size_t length = strlen(name), tail = strlen(end);
    return length > tail && text_equal_ignoring_case(name + length - tail, end);
}

bool http_host_is_private(const char *host)
{
    static const char *const zones[] = { ".local", ".localhost", ".internal", ".lan", ".home", ".home.arpa", ".test" };
    char name[256];
    struct in_addr address;
    if (host[0] == '[') return true; /* an IPv6 address */
    text_print(name, "%.*s", (int) strcspn(host, ":"), host);
    if (!strchr(name, '.') || inet_pton(AF_INET, name, &address) == 1) return true;
    for (size_t i = 0; i < ARRAY_LENGTH(zones); i++)
        if (ends_with(name, zones[i])) return true;
    return false;
}

bool http_is_same_origin(const struct http_request *request)
{
    const char *site = http_header(request, "Sec-Fetch-Site"), *origin = http_header(request, "Origin");
    if (*site) return text_equal(site, "same-origin");
    const char *authority = strstr(origin, "://");
    return authority && text_equal_ignoring_case(authority + 3, http_header(request, "Host"));
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* One character of a value; NUL: none that may stand there. Moves on. */
static char decode(const char **at, const char *end)
{
    char c = *(*at)++;
    if (c == '+') return ' ';
    if (c != '%') return c;
    int high = end - *at >= 2 ? hex_digit((*at)[0]) : -1, low = high >= 0 ? hex_digit((*at)[1]) : -1;
    if (low < 0) return 0;
    *at += 2;
    return (char) (high * 16 + low);
}

static bool decode_value(const char *at, const char *end, char *out, size_t room)
{
    size_t length = 0;
    while (at < end) {
        char c = decode(&at, end);
        if (c == 0 || length + 1 >= room) return false;
        out[length++] = c;
    }
    out[length] = 0;
    return true;
}

bool http_form(const struct http_request *request, const char *name, char *out, size_t room)
{
    size_t length = strlen(name);
    const char *end = request->body + request->body_length;
    for (const char *at = request->body; at < end;) {
        const char *next = memchr(at, '&', (size_t) (end - at));
        if (!next) next = end;
        if ((size_t) (next - at) > length && memcmp(at, name, length) == 0 && at[length] == '=')
            return decode_value(at + length + 1, next, out, room);
        at = next + 1;
    }
    return false;
}
