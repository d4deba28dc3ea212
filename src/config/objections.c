/* SPDX-License-Identifier: MIT */
#include "config/objections.h"

#include "base/cidr.h"
#include "base/macros.h"
#include "base/shell_words.h"
#include "base/text.h"
#include "config/save_times.h"
#include "config/ssh_list.h"
#include "config/time_zone.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *object_to_time_zone(const char *value)
{
    static char why[256];
    struct text text = TEXT_IN(why);
    if (time_zone_exists(value)) return NULL;
    text_add(&text, "is not a name of the time zone database");
    size_t before = text.length;
    text_add(&text, "; did you mean ");
    size_t names = text.length;
    time_zone_add_nearest(&text, value);
    if (text.length > names) text_add(&text, "?");
    else why[before] = 0;
    return why;
}

const char *object_to_address(const char *value)
{
    struct in6_addr address;
    if (inet_pton(AF_INET, value, &address) == 1 || inet_pton(AF_INET6, value, &address) == 1) return NULL;
    return "is not an IPv4 or IPv6 address";
}

const char *object_to_blocks(const char *value)
{
    static char why[256];
    struct cidr_list list;
    return cidr_list_parse(value, &list, why, sizeof why) ? NULL : why;
}

const char *object_to_control_characters(const char *value)
{
    for (; *value; value++)
        if ((unsigned char) *value < 0x20 || *value == 0x7f) return "holds a control character";
    return NULL;
}

const char *object_to_secret(const char *value)
{
    enum { LONGEST = 1024 }; /* doubled by escapes, it fits into one line to the agent */
    const char *why = object_to_control_characters(value);
    if (why) return why;
    if (strlen(value) > LONGEST) return "is longer than 1024 bytes";
    for (size_t length = text_utf8_length(value); length > 0; length = text_utf8_length(value)) value += length;
    return *value ? "is not valid UTF-8" : NULL;
}

const char *object_to_path(const char *value)
{
    return value[0] == '/' ? object_to_control_characters(value) : "is not an absolute path";
}

const char *object_to_base32(const char *value)
{
    size_t digits = 0;
    for (; *value; value++) {
        bool is_digit = (*value >= 'A' && *value <= 'Z') || (*value >= 'a' && *value <= 'z') || (*value >= '2' && *value <= '7');
        if (!is_digit && *value != ' ' && *value != '=') return "is not base32: letters and the digits 2 to 7";
        digits += is_digit;
    }
    return digits >= 16 ? NULL : "is shorter than 16 characters of base32";
}

/* ---- times ---- */

static bool is_clock(const char *value, int first_hour, int last_hour, size_t *length)
{
    int hour = -1, minute = -1, end = 0;
    if (sscanf(value, "%2d:%2d%n", &hour, &minute, &end) != 2 || !end) return false;
    *length = (size_t) end;
    bool is_two_digits = end == 5 && strspn(value, "0123456789:") >= 5;
    return is_two_digits && hour >= first_hour && hour <= last_hour && minute >= 0 && minute <= 59;
}

const char *object_to_twelve_hours(const char *value)
{
    size_t length = 0;
    if (!is_clock(value, 1, 12, &length)) return "is not HH:MM AM or HH:MM PM";
    bool ends_well = text_equal_ignoring_case(value + length, " AM") || text_equal_ignoring_case(value + length, " PM");
    return ends_well ? NULL : "is not HH:MM AM or HH:MM PM";
}

const char *object_to_twenty_four_hours(const char *value)
{
    size_t length = 0;
    return is_clock(value, 0, 23, &length) && !value[length] ? NULL : "is not HH:MM from 00:00 to 23:59";
}

const char *object_to_save_schedule(const char *value)
{
    struct save_times times;
    return save_times_read(value, &times);
}

/* ---- others ---- */

const char *object_to_dialog_actions(const char *value)
{
    const char *all = value;
    while (*value) {
        size_t length = strcspn(value, ";");
        const char *equals = memchr(value, '=', length);
        if (length && (!equals || equals == value || equals + 1 == value + length)) return "is not Title=Button;Title=Button";
        value += length + (value[length] == ';');
    }
    return object_to_control_characters(all);
}

const char *object_to_heap_size(const char *value)
{
    enum { LEAST_MIB = 128, MOST_MIB = 1 << 20 };
    static const char wrong[] = "is neither auto, nor a number of MiB, nor a number with m or g";
    char *end = NULL;
    if (text_equal_ignoring_case(value, "auto")) return NULL;
    if (value[0] < '1' || value[0] > '9') return wrong;
    long number = strtol(value, &end, 10);
    if (*end && (!strchr("mMgGkK", *end) || end[1])) return wrong;
    if (number > MOST_MIB) return "is more than 1 TiB";
    if (*end == 'g' || *end == 'G') number *= 1024;
    if (*end == 'k' || *end == 'K') number /= 1024;
    if (number < LEAST_MIB) return "is less than 128 MiB, in which the gateway does not start";
    return number > MOST_MIB ? "is more than 1 TiB" : NULL;
}

const char *object_to_options(const char *value)
{
    enum { WORDS = 512 };
    char *words[WORDS];
    const char *why = object_to_control_characters(value);
    size_t room = strlen(value) + 1;
    AUTO_FREE char *buffer = malloc(room);
    if (why || !buffer) return why;
    return shell_words_split(value, words, WORDS, buffer, room, &why) < 0 ? why : NULL;
}

const char *object_to_ssh_targets(const char *value)
{
    char element[512];
    struct ssh_target target;
    const char *why = NULL;
    for (unsigned i = 0; i < ssh_list_count(value) && !why; i++)
        why = ssh_list_element(value, i, element, sizeof element) ? ssh_target_parse(element, &target) : "is too long";
    return why;
}

const char *object_to_ssh_ports(const char *value)
{
    char element[128];
    struct ssh_listen listen;
    const char *why = NULL;
    for (unsigned i = 0; i < ssh_list_count(value) && !why; i++)
        why = ssh_list_element(value, i, element, sizeof element) ? ssh_listen_parse(element, &listen) : "is too long";
    return why;
}

const char *object_to_url(const char *value)
{
    bool is_http = text_starts_with(value, "http://") || text_starts_with(value, "https://");
    return is_http ? object_to_control_characters(value) : "begins with neither http:// nor https://";
}
