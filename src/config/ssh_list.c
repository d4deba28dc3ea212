/* SPDX-License-Identifier: MIT */
#include "config/ssh_list.h"

#include "base/text.h"

#include <arpa/inet.h>
#include <string.h>

unsigned ssh_list_count(const char *list)
{
    unsigned count = *list ? 1 : 0;
    for (; *list; list++) count += *list == ',';
    return count;
}

bool ssh_list_element(const char *list, unsigned index, char *out, size_t room)
{
    if (index >= ssh_list_count(list)) return false;
    for (; index > 0; index--) list = strchr(list, ',') + 1;
    list += strspn(list, " ");
    size_t length = strcspn(list, ",");
    while (length > 0 && list[length - 1] == ' ') length--;
    if (length >= room) return false;
    memcpy(out, list, length);
    out[length] = 0;
    return true;
}

/* "host", "host:port" or "[IPv6]:port": gives the host without brackets, and what follows the colon, or NULL. */
static bool split_host(const char *text, char *host, size_t room, const char **port)
{
    const char *colon = strrchr(text, ':'), *bracket = strrchr(text, ']');
    bool is_bracketed = text[0] == '[';
    if (is_bracketed && (!bracket || (bracket[1] && bracket[1] != ':'))) return false;
    if (is_bracketed && colon < bracket) colon = NULL;
    if (!is_bracketed && colon && strchr(text, ':') != colon) return false; /* IPv6 without brackets */
    const char *begin = text + is_bracketed, *end = is_bracketed ? bracket : colon ? colon : text + strlen(text);
    size_t length = (size_t) (end - begin);
    if (length == 0 || length >= room) return false;
    memcpy(host, begin, length);
    host[length] = 0;
    *port = colon ? colon + 1 : NULL;
    return true;
}

static bool parse_port(const char *text, int *port)
{
    int64_t number = 0;
    if (!text_parse_number(text, 1, 65535, &number)) return false;
    *port = (int) number;
    return true;
}

/* A word that ssh takes for no option, and that needs no quoting anywhere. */
static bool is_plain_word(const char *word)
{
    return *word && *word != '-' && strpbrk(word, " \t\r\n'\"\\`$;&|<>()@") == NULL;
}

const char *ssh_target_parse(const char *element, struct ssh_target *target)
{
    char user[64], host[256];
    const char *at = strrchr(element, '@'), *port = NULL;
    *target = (struct ssh_target) { 0 };
    if (!at || at == element) return "holds an element without user@";
    size_t length = (size_t) (at - element);
    if (length >= sizeof user) return "holds a user name that is too long";
    memcpy(user, element, length);
    user[length] = 0;
    if (!split_host(at + 1, host, sizeof host, &port)) return "holds an element that is not user@host or user@host:port";
    if (!is_plain_word(user) || !is_plain_word(host)) return "holds a user or host name with characters that have no place there";
    if (port && !parse_port(port, &target->port)) return "holds a port that is not a number from 1 to 65535";
    text_print(target->destination, "%s@%s", user, host);
    return NULL;
}

static bool is_listen_address(const char *host)
{
    struct in6_addr address;
    return text_equal(host, "*") || text_equal(host, "localhost") || inet_pton(AF_INET, host, &address) == 1 ||
           inet_pton(AF_INET6, host, &address) == 1;
}

const char *ssh_listen_parse(const char *element, struct ssh_listen *listen)
{
    static const char wrong_port[] = "holds a port that is not a number from 1 to 65535";
    char host[64];
    const char *port = NULL;
    *listen = (struct ssh_listen) { 0 };
    if (!strchr(element, ':')) return parse_port(element, &listen->port) ? NULL : wrong_port;
    if (!split_host(element, host, sizeof host, &port) || !port) return "holds an element that is not PORT or ADDRESS:PORT";
    if (!is_listen_address(host)) return "holds an address that is not an IPv4 or IPv6 address (in brackets), localhost or *";
    if (!parse_port(port, &listen->port)) return wrong_port;
    text_print(listen->address, "%s", host);
    return NULL;
}
