/* SPDX-License-Identifier: MIT */
#include "base/cidr.h"

#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static bool is_in(const char *list, const char *address)
{
    struct cidr_list blocks;
    char why[256];
    struct sockaddr_in v4 = { .sin_family = AF_INET };
    struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };
    assert_true(cidr_list_parse(list, &blocks, why, sizeof why));
    bool is_v4 = inet_pton(AF_INET, address, &v4.sin_addr) == 1;
    if (!is_v4) assert_int_equal(inet_pton(AF_INET6, address, &v6.sin6_addr), 1);
    struct in6_addr found = cidr_address_of(is_v4 ? (struct sockaddr *) &v4 : (struct sockaddr *) &v6);
    return cidr_list_contains(&blocks, &found);
}

static void a_block_ends_where_its_prefix_says(void **state)
{
    (void) state;
    assert_true(is_in("192.168.1.0/24", "192.168.1.255"));
    assert_false(is_in("192.168.1.0/24", "192.168.2.0"));
    assert_true(is_in("10.0.0.128/25", "10.0.0.129"));
    assert_false(is_in("10.0.0.128/25", "10.0.0.127"));
    assert_true(is_in("10.0.0.7", "10.0.0.7"));
    assert_false(is_in("10.0.0.7", "10.0.0.6"));
    assert_true(is_in("fd00::/8", "fdff::1"));
    assert_false(is_in("fd00::/8", "fe80::1"));
    assert_true(is_in("192.168.1.77/24", "192.168.1.1"));
}

static void everything_of_one_kind_is_nothing_of_the_other(void **state)
{
    (void) state;
    assert_true(is_in("0.0.0.0/0", "8.8.8.8"));
    assert_false(is_in("0.0.0.0/0", "2001:db8::1"));
    assert_true(is_in("::/0", "2001:db8::1"));
    assert_false(is_in("::/0", "8.8.8.8"));
}

static void ipv4_is_the_same_inside_ipv6(void **state)
{
    (void) state;
    assert_true(is_in("10.0.0.0/8", "::ffff:10.1.2.3"));
    assert_true(is_in("::ffff:10.0.0.0/104", "10.1.2.3"));
}

static void lists_may_hold_blanks_and_be_empty(void **state)
{
    (void) state;
    assert_true(is_in(" 10.0.0.1 ,\t10.0.0.2 , ::1 ", "::1"));
    assert_true(is_in("10.0.0.1,10.0.0.2", "10.0.0.2"));
    assert_false(is_in("", "10.0.0.2"));
}

static void errors_name_the_element(void **state)
{
    (void) state;
    static const struct {
        const char *list, *why;
    } wrong[] = {
        { "10.0.0.1,", "element 2, \"\", is empty" },
        { "10.0.0.1,,::1", "element 2, \"\", is empty" },
        { "10.0.0.1,10.0.0.0/33", "element 2, \"10.0.0.0/33\", has a prefix length that is not 0 to 32" },
        { "::1/129", "element 1, \"::1/129\", has a prefix length that is not 0 to 128" },
        { "10.0.0.0/", "element 1, \"10.0.0.0/\", has a prefix length" },
        { "10.0.0.0/+8", "has a prefix length" },
        { "myhost", "element 1, \"myhost\", is not an IPv4 or IPv6 address" },
        { "10.0.0.1 10.0.0.2", "is not an IPv4 or IPv6 address" },
        { "300.1.1.1", "is not an IPv4 or IPv6 address" },
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct cidr_list list;
        char why[256] = "";
        assert_false(cidr_list_parse(wrong[i].list, &list, why, sizeof why));
        if (!strstr(why, wrong[i].why)) fail_msg("%s: %s", wrong[i].list, why);
    }
}

static void too_long_a_list_is_refused(void **state)
{
    (void) state;
    char text[CIDR_LIST_LIMIT * 4 + 16] = "", why[256];
    struct cidr_list list;
    for (int i = 0; i < CIDR_LIST_LIMIT; i++) strcat(text, i ? ",::1" : "::1");
    assert_true(cidr_list_parse(text, &list, why, sizeof why));
    strcat(text, ",::1");
    assert_false(cidr_list_parse(text, &list, why, sizeof why));
    assert_string_equal(why, "has more than 64 elements");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_block_ends_where_its_prefix_says),
        cmocka_unit_test(everything_of_one_kind_is_nothing_of_the_other),
        cmocka_unit_test(ipv4_is_the_same_inside_ipv6),
        cmocka_unit_test(lists_may_hold_blanks_and_be_empty),
        cmocka_unit_test(errors_name_the_element),
        cmocka_unit_test(too_long_a_list_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
