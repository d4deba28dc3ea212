/* SPDX-License-Identifier: MIT */
#include "config/tunnels.h"

#include "base/text.h"
#include "config_kit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct tunnels tunnels;

/* ---- SSH_OPTIONS ---- */

static void options_that_leave_ssh_in_our_hands_are_taken(void **state)
{
    (void) state;
    static const char *const good[] = {
        "", "-v", "-C -4", "-4Cv", "-p 2222", "-p2222", "-i /keys/id", "-J bastion", "-o ProxyCommand='ssh bastion nc %h %p'",
        "-o ProxyJump=bastion", "-oCompression=yes", "-R 127.0.0.1:9999:127.0.0.1:9001", "-N -T -n", "-o 'Compression yes'",
        "-o StrictHostKeyChecking=yes", "-o StrictHostKeyChecking=accept-new", "-o UserKnownHostsFile=/keys/hosts",
        "-o ControlMaster=no -o SessionType=none", "-i f",
    };
    for (size_t i = 0; i < ARRAY_LENGTH(good); i++) {
        const char *why = ssh_options_objection(good[i]);
        if (why) fail_msg("%s: %s", good[i], why);
    }
}

static void options_that_take_ssh_out_of_our_hands_are_refused(void **state)
{
    (void) state;
    static const struct {
        const char *given, *why;
    } wrong[] = {
        { "-f", "\"-f\" would keep ssh from being supervised" }, { "-Nf", "supervised" }, { "-4fN", "supervised" },
        { "uptime", "\"uptime\" is no option" }, { "-v -- host", "ends the options" }, { "-N host cmd", "is no option" },
        { "-M", "another ssh process" }, { "-S /tmp/x", "another ssh process" }, { "-O exit", "another ssh process" },
        { "-W a:1", "pipe" }, { "-q", "hides" }, { "-E /tmp/log", "hides" }, { "-V", "print" }, { "-F /x", "SSH_DIR/config" },
        { "-l root", "SSH_USER_TUNNEL" }, { "-p", "needs a value" }, { "-o", "needs a value" },
        { "-o ForkAfterAuthentication=yes", "supervised" }, { "-oforkafterauthentication=yes", "supervised" },
        { "-o 'RemoteCommand uptime'", "command" }, { "-o LogLevel=QUIET", "hides" }, { "-4oLogLevel=ERROR", "hides" },
        { "-o ServerAliveInterval=9", "SSH_ALIVE_INTERVAL" }, { "-o ControlPath=/tmp/x", "another ssh process" },
        { "-o StrictHostKeyChecking=no", "host keys" }, { "-o 'stricthostkeychecking = \"no\"'", "host keys" },
        { "-o StrictHostKeyChecking=off", "host keys" }, { "-oStrictHostKeyChecking=False", "host keys" },
        { "-o UserKnownHostsFile=none", "host key" }, { "-o \"UserKnownHostsFile='/dev/null'\"", "host key" },
        { "-o UserKnownHostsFile=/dev/null", "host key" },
        { "-o ProxyCommand='ssh", "'" }, { "-", "is no option" },
    };
    for (size_t i = 0; i < ARRAY_LENGTH(wrong); i++) {
        const char *why = ssh_options_objection(wrong[i].given);
        if (!why || !strstr(why, wrong[i].why)) fail_msg("%s: %s", wrong[i].given, why ? why : "taken");
    }
}

/* ---- the plan ---- */

static void plan(const char *const *given)
{
    const char *environment[16] = { "IB_USER=u", "IB_PASSWORD=p", "TZ=UTC" };
    size_t n = 3;
    while (*given) environment[n++] = *given++;
    load(environment);
    tunnels_plan(&config, &tunnels);
}

#define PLAN(...) plan((const char *const[]) { "SSH_TUNNEL=yes", __VA_ARGS__, NULL })

static void assert_tunnel(const char *name, const char *description)
{
    char said[512];
    const struct tunnel *tunnel = tunnels_find(&tunnels, name);
    if (!tunnel) fail_msg("there is no %s", name);
    tunnel_describe(tunnel, said, sizeof said);
    assert_string_equal(said, description);
}

static void without_a_wish_there_is_no_tunnel(void **state)
{
    (void) state;
    plan((const char *const[]) { NULL });
    assert_int_equal(tunnels.count, 0);
    assert_int_equal(problems.count, 0);
}

static void the_api_appears_on_its_own_port_unless_told_otherwise(void **state)
{
    (void) state;
    PLAN("SSH_USER_TUNNEL=u@h");
    assert_int_equal(problems.count, 0);
    assert_int_equal(tunnels.count, 1);
    assert_tunnel("ssh-tunnel", "API at 127.0.0.1:4002 of u@h");
    assert_int_equal(tunnels.list[0].forwards[0].local_port, 4002);
}

static void the_remote_side_listens_on_the_remote_port(void **state)
{
    (void) state;
    PLAN("SSH_USER_TUNNEL=u@h:2222", "SSH_REMOTE_PORT=0.0.0.0:14001", "TRADING_MODE=live");
    assert_tunnel("ssh-tunnel", "API at 0.0.0.0:14001 of u@h port 2222");
    assert_int_equal(tunnels.list[0].forwards[0].remote.port, 14001);
    assert_int_equal(tunnels.list[0].forwards[0].local_port, 4001);
}

static void each_machine_has_its_tunnel_and_port(void **state)
{
    (void) state;
    PLAN("SSH_USER_TUNNEL=user1@a,user2@b:2222", "SSH_REMOTE_PORT=4001,4002");
    assert_int_equal(problems.count, 0);
    assert_int_equal(tunnels.count, 2);
    assert_tunnel("ssh-tunnel", "API at 127.0.0.1:4001 of user1@a");
    assert_tunnel("ssh-tunnel:2", "API at 127.0.0.1:4002 of user2@b port 2222");
}

static void each_session_has_its_own_forward(void **state)
{
    (void) state;
    PLAN("SSH_USER_TUNNEL=u@a,u@b", "TRADING_MODE=both", "IB_USER_PAPER=p", "IB_PASSWORD_PAPER=p", "SSH_REMOTE_PORT=5001,5002");
    assert_int_equal(problems.count, 0);
    assert_int_equal(tunnels.count, 4);
    assert_tunnel("ssh-tunnel", "API at 127.0.0.1:5001 of u@a");
    assert_tunnel("ssh-tunnel-paper", "API at 127.0.0.1:5002 of u@a");
    assert_tunnel("ssh-tunnel:2", "API at 127.0.0.1:5001 of u@b");
    assert_tunnel("ssh-tunnel-paper:2", "API at 127.0.0.1:5002 of u@b");
    assert_int_equal(tunnels_find(&tunnels, "ssh-tunnel")->forwards[0].local_port, 4001);
    assert_int_equal(tunnels_find(&tunnels, "ssh-tunnel-paper")->forwards[0].local_port, 4002);
}

static void vnc_and_rdp_share_a_tunnel_that_needs_no_session(void **state)
{
    (void) state;
    PLAN("SSH_USER_TUNNEL=u@a", "VNC_PWD=x", "SSH_VNC_PORT=15900", "SSH_RDP_PORT=13389", "PROGRAM=tws");
    assert_int_equal(problems.count, 0);
    assert_tunnel("ssh-tunnel-vnc", "VNC at 127.0.0.1:15900, RDP at 127.0.0.1:13389 of u@a");
    assert_int_equal(tunnels.list[1].kind, TUNNEL_SCREEN);
    assert_int_equal(tunnels.list[1].forwards[0].local_port, 5900);
    assert_int_equal(tunnels.list[1].forwards[1].local_port, 3389);
}

static void without_a_vnc_server_there_is_nothing_to_forward(void **state)
{
    (void) state;
    PLAN("SSH_USER_TUNNEL=u@a", "SSH_VNC_PORT=15900", "SSH_RDP_PORT=13389");
    assert_int_equal(tunnels.count, 1);
}

static void assert_problem(const char *text)
{
    assert_true(problems.count > 0);
    if (!strstr(problems.lines, text)) fail_msg("\"%s\" is not in: %s", text, problems.lines);
}

static void settings_that_do_not_fit_together_are_problems(void **state)
{
    (void) state;
    PLAN("SSH_USER_TUNNEL=u@a,u@b", "SSH_REMOTE_PORT=1,2,3");
    assert_problem("SSH_REMOTE_PORT=\"1,2,3\": has 3 elements");
    PLAN("SSH_USER_TUNNEL=u@a,v@a:22", "SSH_REMOTE_PORT=4001");
    assert_problem("two forwards would listen on 127.0.0.1:4001 of a: ssh-tunnel and ssh-tunnel:2");
    PLAN("SSH_USER_TUNNEL=u@a", "VNC_PWD=x", "SSH_VNC_PORT=4002");
    assert_problem("ssh-tunnel and ssh-tunnel-vnc");
    PLAN("SSH_USER_TUNNEL=nobody");
    assert_problem("SSH_USER_TUNNEL=\"nobody\": holds an element without user@");
    PLAN("SSH_USER_TUNNEL=u@a", "SSH_OPTIONS=-f");
    assert_problem("SSH_OPTIONS=\"-f\"");
}

static void more_machines_than_there_is_room_for_are_a_problem(void **state)
{
    (void) state;
    PLAN("SSH_USER_TUNNEL=u@a,u@b,u@c,u@d,u@e");
    assert_problem("has 5 elements; 4 tunnels are the most");
    PLAN("SSH_USER_TUNNEL=u@a", "TRADING_MODE=both", "IB_USER_PAPER=p", "IB_PASSWORD_PAPER=p", "SSH_REMOTE_PORT=4001");
    assert_problem("has 1 element, but there are two sessions");
}

#define PLANNED(test) cmocka_unit_test_teardown(test, wipe)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_that_leave_ssh_in_our_hands_are_taken),
        cmocka_unit_test(options_that_take_ssh_out_of_our_hands_are_refused),
        PLANNED(without_a_wish_there_is_no_tunnel),
        PLANNED(the_api_appears_on_its_own_port_unless_told_otherwise),
        PLANNED(the_remote_side_listens_on_the_remote_port),
        PLANNED(each_machine_has_its_tunnel_and_port),
        PLANNED(each_session_has_its_own_forward),
        PLANNED(vnc_and_rdp_share_a_tunnel_that_needs_no_session),
        PLANNED(without_a_vnc_server_there_is_nothing_to_forward),
        PLANNED(more_machines_than_there_is_room_for_are_a_problem),
        PLANNED(settings_that_do_not_fit_together_are_problems),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
