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
