/* SPDX-License-Identifier: MIT */
#include "web/rpc.h"
#include "web/xmlrpc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct xmlrpc_call *call;
static struct text out;

static int unmake(void **state)
{
    (void) state;
    free(call);
    free(out.bytes);
    call = NULL;
    out = (struct text) { 0 };
    return 0;
}

static bool parse(const char *xml)
{
    free(call);
    call = xmlrpc_parse(xml, strlen(xml));
    return call != NULL;
}

#define CALL(params) "<?xml version='1.0'?>\n<methodCall>\n<methodName>a.b</methodName>\n" params "</methodCall>\n"
#define PARAM(value) CALL("<params>\n<param>\n" value "\n</param>\n</params>\n")

/* ---- reading ---- */

static void a_call_is_read_as_python_writes_it(void **state)
{
    (void) state;
    assert_true(parse(CALL("<params>\n<param>\n<value><string>relay</string></value>\n</param>\n<param>\n"
                           "<value><int>-5</int></value>\n</param>\n<param>\n<value><boolean>1</boolean></value>\n</param>\n"
                           "</params>\n")));
    assert_string_equal(call->method, "a.b");
    const struct xmlrpc_value *param = call->params.first;
    assert_int_equal(param->type, XMLRPC_STRING);
    assert_string_equal(param->text, "relay");
    param = param->next;
    assert_int_equal(param->type, XMLRPC_INT);
    assert_int_equal(param->number, -5);
    param = param->next;
    assert_int_equal(param->type, XMLRPC_BOOLEAN);
    assert_int_equal(param->number, 1);
    assert_null(param->next);
}

static void what_supervisord_tolerates_is_tolerated(void **state)
{
    (void) state;
    assert_true(parse(CALL("")));
    assert_null(call->params.first);
    assert_true(parse(PARAM("<value>plain &amp; <![CDATA[<text>]]></value>")));
    assert_int_equal(call->params.first->type, XMLRPC_STRING);
    assert_string_equal(call->params.first->text, "plain & <text>");
    assert_true(parse(PARAM("<value><i4> 7 </i4></value>")));
    assert_int_equal(call->params.first->number, 7);
    assert_true(parse(PARAM("<value><boolean>true</boolean></value>"))); /* only 1 is true */
    assert_int_equal(call->params.first->number, 0);
    assert_true(parse(PARAM("<value><nil/></value>")));
    assert_int_equal(call->params.first->type, XMLRPC_NOTHING);
    assert_true(parse(PARAM("<value>\n<string>a</string>\n</value>")));
    assert_string_equal(call->params.first->text, "a");
    assert_true(parse(PARAM("<value><string></string></value>")));
    assert_string_equal(call->params.first->text, "");
    assert_true(parse("<?xml version='1.0' encoding='iso-8859-1'?><methodCall><methodName>\xe9\xe9\xe9</methodName></methodCall>"));
    assert_string_equal(call->method, "\xc3\xa9\xc3\xa9\xc3\xa9");
}

static void arrays_and_structs_nest(void **state)
{
    (void) state;
    assert_true(parse(PARAM("<value><array><data>\n<value><struct>\n<member>\n<name>methodName</name>\n"
                            "<value><string>x.y</string></value>\n</member>\n<member><name>params</name><value><array><data>"
                            "<value><int>1</int></value></data></array></value></member></struct></value>\n"
                            "<value>z</value></data></array></value>")));
    const struct xmlrpc_value *array = call->params.first, *one = array->first;
    assert_int_equal(array->type, XMLRPC_ARRAY);
    assert_int_equal(one->type, XMLRPC_STRUCT);
    assert_string_equal(xmlrpc_member(one, "methodName")->text, "x.y");
    assert_int_equal(xmlrpc_member(one, "params")->first->number, 1);
    assert_null(xmlrpc_member(one, "other"));
    assert_string_equal(one->next->text, "z");
    assert_null(one->next->next);
}

static void what_is_no_call_is_refused(void **state)
{
    (void) state;
    static const char *const bad[] = {
        "", "x", "<methodCall/>", "<methodCall><methodName>a</methodName>", "<methodResponse></methodResponse>",
        "<methodCall><params/></methodCall>", CALL("<value>x</value>"), CALL("<params><value>x</value></params>"),
        PARAM("<string>x</string>"), PARAM("<value><int>five</int></value>"), PARAM("<value><int></int></value>"),
        PARAM("<value><int>99999999999</int></value>"), PARAM("<value><string><int>1</int></string></value>"),
        PARAM("<value>\x80</value>"), PARAM("<value>&nothing;</value>"),
        "<!DOCTYPE methodCall [<!ENTITY a 'b'>]><methodCall><methodName>&a;</methodName></methodCall>",
        "<!DOCTYPE methodCall SYSTEM 'file:///etc/passwd'><methodCall><methodName>a</methodName></methodCall>",
    };
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
        if (parse(bad[i])) fail_msg("taken: %s", bad[i]);
}

static char *repeat(const char *begin, const char *part, unsigned times, const char *end)
{
    size_t room = strlen(begin) + times * strlen(part) + strlen(end) + 1;
    struct text text = { .bytes = malloc(room), .room = room };
    assert_non_null(text.bytes);
    text_add(&text, begin);
    for (unsigned i = 0; i < times; i++) text_add(&text, part);
    text_add(&text, end);
    return text.bytes;
}

static void depth_and_number_of_values_are_bounded(void **state)
{
    (void) state;
    char *deep = repeat(CALL("<params><param>"), "<value><array><data>", 10000, "");
    assert_false(parse(deep));
    free(deep);
    char *many = repeat("<methodCall><methodName>a</methodName><params>", "<param><value>x</value></param>", XMLRPC_VALUES,
                        "</params></methodCall>");
    assert_true(parse(many));
    free(many);
    many = repeat("<methodCall><methodName>a</methodName><params>", "<param><value/></param>", XMLRPC_VALUES + 1,
                  "</params></methodCall>");
    assert_false(parse(many));
    free(many);
}

/* ---- writing ---- */

static void what_is_no_text_becomes_a_sign_for_that(void **state)
{
    (void) state;
    xmlrpc_add_bytes(&out, "a\x1b[1m<&>\t\n\r\0z\xff\xc3\xa9\xe2\x82", 18);
    assert_string_equal(out.bytes, "<value><string>a\xef\xbf\xbd[1m&lt;&amp;&gt;\t\n&#13;\xef\xbf\xbdz\xef\xbf\xbd\xc3\xa9"
                                   "\xef\xbf\xbd\xef\xbf\xbd</string></value>\n");
    out.length = 0;
    xmlrpc_add_string(&out, "\xef\xbf\xbe\xef\xbf\xbf");
    assert_string_equal(out.bytes, "<value><string>\xef\xbf\xbd\xef\xbf\xbd</string></value>\n");
}

static void numbers_fit_into_32_bits(void **state)
{
    (void) state;
    xmlrpc_add_int(&out, INT64_MAX);
    xmlrpc_add_int(&out, INT64_MIN);
    assert_string_equal(out.bytes, "<value><int>2147483647</int></value>\n<value><int>-2147483648</int></value>\n");
}

static void a_fault_is_written_as_supervisord_does(void **state)
{
    (void) state;
    xmlrpc_add_fault(&out, 60, "ALREADY_STARTED: chatter");
    assert_string_equal(out.bytes, "<value><struct>\n<member>\n<name>faultCode</name>\n<value><int>60</int></value>\n</member>\n"
                                   "<member>\n<name>faultString</name>\n<value><string>ALREADY_STARTED: chatter</string></value>\n"
                                   "</member>\n</struct></value>\n");
}

static void an_answer_has_a_limit(void **state)
{
    (void) state;
    static char much[1024 * 1024 + 1];
    memset(much, '&', sizeof much - 1);
    for (int i = 0; i < 4 && !out.cut; i++) xmlrpc_add_string(&out, much);
    assert_true(out.cut);
    assert_true(out.room <= XMLRPC_ANSWER_LIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(a_call_is_read_as_python_writes_it, unmake),
        cmocka_unit_test_teardown(what_supervisord_tolerates_is_tolerated, unmake),
        cmocka_unit_test_teardown(arrays_and_structs_nest, unmake),
        cmocka_unit_test_teardown(what_is_no_call_is_refused, unmake),
        cmocka_unit_test_teardown(depth_and_number_of_values_are_bounded, unmake),
        cmocka_unit_test_teardown(what_is_no_text_becomes_a_sign_for_that, unmake),
        cmocka_unit_test_teardown(numbers_fit_into_32_bits, unmake),
        cmocka_unit_test_teardown(a_fault_is_written_as_supervisord_does, unmake),
        cmocka_unit_test_teardown(an_answer_has_a_limit, unmake),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
