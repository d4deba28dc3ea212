// SPDX-License-Identifier: MIT
//
// Several hundred passwords on their whole way: the user's setting, the checks at start, the sealed memory, the session's line to
// the agent, the fields of the simulator's login window, and the simulator's judgement. Where IBC_PATH names the folder of an IBC.jar,
// the same with IBC: the config.ini that the session writes, IBC's reading and typing, the same window and judgement.

#define _GNU_SOURCE
#include "peer.h"
#include "scene.h"
#include "session_side.h"
#include "stage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { PASSWORDS = 300, LONGEST_CHARACTERS = 40, LONGEST_SECRET = 1024, ROOM = 2048 };

static void append(char *text, unsigned c)
{
    unsigned char *at = (unsigned char *)text + strlen(text);
    if (c < 0x80) {
        *at++ = (unsigned char)c;
    } else if (c < 0x800) {
        *at++ = (unsigned char)(0xC0 | c >> 6);
        *at++ = (unsigned char)(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        *at++ = (unsigned char)(0xE0 | c >> 12);
        *at++ = (unsigned char)(0x80 | (c >> 6 & 0x3F));
        *at++ = (unsigned char)(0x80 | (c & 0x3F));
    } else {
        *at++ = (unsigned char)(0xF0 | c >> 18);
        *at++ = (unsigned char)(0x80 | (c >> 12 & 0x3F));
        *at++ = (unsigned char)(0x80 | (c >> 6 & 0x3F));
        *at++ = (unsigned char)(0x80 | (c & 0x3F));
    }
    *at = 0;
}

// Mostly printable ASCII, then letters of everybody, then whatever Unicode has.
static unsigned random_character(void)
{
    static const unsigned ends[] = { 0x7F, 0x7F, 0x7F, 0x250, 0x3100, 0x110000 };
    for (;;) {
        unsigned c = (unsigned)rand() % ends[rand() % 6];
        if (c >= 0x20 && (c < 0x7F || c >= 0xA0) && (c < 0xD800 || c > 0xDFFF))
            return c;
    }
}

static void random_password(char *out)
{
    out[0] = 0;
    for (int left = 1 + rand() % LONGEST_CHARACTERS; left > 0; left--)
        append(out, random_character());
}

static void add_hex(char *out, const char *text)
{
    out += strlen(out);
    for (; *text; text++, out += 2)
        snprintf(out, 3, "%02x", (unsigned char)*text);
}

static void send_as_session(const char *verb, long id, const char *argument)
{
    static char line[8192];
    size_t length = session_side_line(line, sizeof line, ++peer->sequence, verb, id, argument);
    assert_true(length > 0);
    peer_send_bytes(peer, line, length);
}

// The fields have no names; the first of each kind that can be typed in is meant.
static long field(struct window *window, const char *kind)
{
    for (size_t i = 0; i < window->node_count; i++) {
        struct node *node = &window->nodes[i];
        if (strcmp(node->kind, kind) == 0 && node_has(node, 'w'))
            return node->id;
    }
    fail_msg("no field of kind %s", kind);
    return 0;
}

// Types both as the native driver does, and gives the simulator's verdict.
static const char *log_in(const char *user, const char *password)
{
    struct window *window;
    peer_wait_window(peer, window, "IBKR Gateway");
    long user_field = field(window, "text"), secret = field(window, "secret");
    long button = id_of(window, "button", "Log In");
    send_as_session("set", user_field, user);
    send_as_session("secret", secret, password);
    send_as_session("click", button, "");
    peer_wait(peer, peer->answered >= peer->sequence);
    assert_string_equal(peer->answer, "ok");
    return program_hear(&program);
}

static void expect(struct program *who, const char *user, const char *password)
{
    static char command[4 * ROOM];
    snprintf(command, sizeof command, "expect ");
    add_hex(command, user);
    strcat(command, " ");
    add_hex(command, password);
    assert_string_equal(program_ask(who, command), "done");
}

static void assert_arrives(const char *password)
{
    static char user_arrived[ROOM], arrived[ROOM];
    const char *user = "j\xC3\xB6" "doe$123";
    expect(&program, user, password);
    assert_true(session_side_load(user, password, user_arrived, arrived, ROOM));
    if (strcmp(log_in(user_arrived, arrived), "accepted") != 0)
        fail_msg("refused: \"%s\"", password);
}

static void every_printable_ascii_character_arrives(void **state)
{
    char all[128] = "";
    (void)state;
    for (unsigned c = 0x20; c < 0x7F; c++) {
        char alone[4] = { 'a', (char)c, 'b', 0 };
        append(all, c);
        assert_arrives(alone);
    }
    assert_arrives(all);
    assert_arrives(" at both ends ");
}

static void random_passwords_arrive(void **state)
{
    char password[ROOM];
    (void)state;
    srand(20261123);
    for (int i = 0; i < PASSWORDS; i++) {
        random_password(password);
        assert_arrives(password);
    }
}

static void the_longest_password_arrives_and_a_longer_one_is_refused_at_start(void **state)
{
    static char password[LONGEST_SECRET + 2], user[ROOM], arrived[ROOM];
    (void)state;
    memset(password, '\\', LONGEST_SECRET);
    assert_arrives(password);
    password[LONGEST_SECRET] = 'x';
    assert_false(session_side_load("u", password, user, arrived, ROOM));
}

static void what_cannot_be_typed_is_refused_at_start(void **state)
{
    static const char *const wrong[] = { "a\nb", "a\tb", "\x7F", "\x01", "a\xFF", "\xC3", "\xED\xA0\x80" };
    char user[ROOM], arrived[ROOM];
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(session_side_load("u", wrong[i], user, arrived, ROOM));
}

static void a_wrong_password_is_refused_by_the_simulator(void **state)
{
    (void)state;
    expect(&program, "u", "right");
    assert_string_equal(log_in("u", "wrong"), "refused");
    assert_string_equal(log_in("v", "right"), "refused");
    assert_string_equal(log_in("u", "right"), "accepted");
}

// ---- the driver ibc ----

// One JVM for many logins, each with IBC's classes loaded anew; what IBC leaves behind is threads that wait for a gateway.
enum { LOGINS_OF_A_JVM = 60 };

static struct program ibc_program;

static void open_ibc_program(void)
{
    static char config_dir[80];
    program_prepare(&ibc_program, false);
    ibc_program.is_bare = true;
    snprintf(config_dir, sizeof config_dir, "-DjtsConfigDir=%s", ibc_program.folder);
    program_start(&ibc_program, (const char *const[]){ config_dir, "-Dibcsessionid=passwords", NULL });
}

// Gives the simulator's verdict.
static const char *log_in_by_ibc(int ini)
{
    char command[512];
    snprintf(command, sizeof command, "ibc %s/IBC.jar /proc/%d/fd/%d", getenv("IBC_PATH"), (int)getpid(), ini);
    return program_ask(&ibc_program, command);
}

// False: refused at start, as nothing else than blanks at an end may be.
static bool arrives_by_ibc(const char *password)
{
    const char *user = "j\xC3\xB6" "doe$123";
    int ini = session_side_make_ini(user, password);
    if (ini < 0) {
        assert_true(password[0] == ' ' || password[strlen(password) - 1] == ' ');
        return false;
    }
    expect(&ibc_program, user, password);
    const char *verdict = log_in_by_ibc(ini);
    close(ini);
    if (strcmp(verdict, "accepted") != 0)
        fail_msg("%s: \"%s\"", verdict, password);
    return true;
}

static void every_printable_ascii_character_arrives_by_ibc(void **state)
{
    char all[128] = "";
    (void)state;
    open_ibc_program();
    for (unsigned c = 0x21; c < 0x7F; c++)
        append(all, c);
    assert_true(arrives_by_ibc(all));
    assert_true(arrives_by_ibc("a blank  inside"));
    assert_true(arrives_by_ibc("\\"));
    assert_false(arrives_by_ibc(" at the beginning"));
    assert_false(arrives_by_ibc("at the end "));
    int ini = session_side_make_ini("u", "right");
    expect(&ibc_program, "u", "wrong");
    assert_string_equal(log_in_by_ibc(ini), "refused");
    close(ini);
    program_close(&ibc_program);
}

static void random_passwords_arrive_by_ibc(void **state)
{
    char password[ROOM];
    int logins = 0, refused = 0;
    (void)state;
    srand(20261129);
    while (logins < PASSWORDS) {
        open_ibc_program();
        for (int left = LOGINS_OF_A_JVM; left > 0; left--) {
            random_password(password);
            if (arrives_by_ibc(password))
                logins++;
            else
                refused++;
        }
        program_close(&ibc_program);
    }
    print_message("# %d logins by IBC; %d passwords were refused at start\n", logins, refused);
}

int main(void)
{
    const char *ibc = getenv("IBC_PATH");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_printable_ascii_character_arrives),
        cmocka_unit_test(random_passwords_arrive),
        cmocka_unit_test(the_longest_password_arrives_and_a_longer_one_is_refused_at_start),
        cmocka_unit_test(what_cannot_be_typed_is_refused_at_start),
        cmocka_unit_test(a_wrong_password_is_refused_by_the_simulator),
        cmocka_unit_test(every_printable_ascii_character_arrives_by_ibc),
        cmocka_unit_test(random_passwords_arrive_by_ibc),
    };
    size_t count = sizeof tests / sizeof *tests - (ibc && *ibc ? 0 : 2);
    return _cmocka_run_group_tests("passwords", tests, count, scene_open, scene_close);
}
