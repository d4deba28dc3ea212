/* SPDX-License-Identifier: MIT */
#include "config/tunnels.h"

#include "base/text.h"
#include "config/config.h"

#include <string.h>

enum { TUNNEL_PORTS = 2 * TUNNEL_TARGETS }; /* with two sessions two for each machine */

/* The settings' lists, each element read; what does not parse counts as nothing, because its own check has told. */
struct lists {
    unsigned targets_count, api_count, vnc_count, rdp_count;
    struct ssh_target targets[TUNNEL_TARGETS];
    struct ssh_listen api[TUNNEL_PORTS], vnc[TUNNEL_PORTS], rdp[TUNNEL_PORTS];
};

static unsigned read_targets(const char *list, struct ssh_target targets[TUNNEL_TARGETS])
{
    unsigned count = ssh_list_count(list);
    char element[400];
    for (unsigned i = 0; i < count && i < TUNNEL_TARGETS; i++)
        if (!ssh_list_element(list, i, element, sizeof element) || ssh_target_parse(element, &targets[i])) return 0;
    return count < TUNNEL_TARGETS ? count : TUNNEL_TARGETS;
}

static unsigned read_ports(const char *list, struct ssh_listen ports[TUNNEL_PORTS])
{
    unsigned count = ssh_list_count(list);
    char element[400];
    for (unsigned i = 0; i < count && i < TUNNEL_PORTS; i++) {
        if (!ssh_list_element(list, i, element, sizeof element) || ssh_listen_parse(element, &ports[i])) return 0;
        if (!*ports[i].address) text_print(ports[i].address, "127.0.0.1"); /* as permitlisten of the guide has it */
    }
    return count < TUNNEL_PORTS ? count : TUNNEL_PORTS;
}

static void read_lists(const struct config *config, struct lists *lists)
{
    *lists = (struct lists) { 0 };
    lists->targets_count = read_targets(config->ssh_user_tunnel, lists->targets);
    lists->api_count = read_ports(config->ssh_remote_port, lists->api);
    lists->vnc_count = read_ports(config->ssh_vnc_port, lists->vnc);
    lists->rdp_count = read_ports(config->ssh_rdp_port, lists->rdp);
}

/* Element `index` of a list with one group of `group` elements for all targets, or one group for each. */
static const struct ssh_listen *pick(const struct ssh_listen *list, unsigned count, unsigned target, unsigned group,
                                     unsigned member)
{
    if (count == 0) return NULL;
    unsigned index = count == group ? member : target * group + member;
    return index < count ? &list[index] : NULL;
}

static void name_tunnel(struct tunnel *tunnel, unsigned target)
{
    static const char *const names[] = {
        [TUNNEL_API] = "ssh-tunnel", [TUNNEL_API_PAPER] = "ssh-tunnel-paper", [TUNNEL_SCREEN] = "ssh-tunnel-vnc"
    };
    if (target == 0) text_print(tunnel->name, "%s", names[tunnel->kind]);
    else text_print(tunnel->name, "%s:%u", names[tunnel->kind], target + 1);
}

static void add_forward(struct tunnel *tunnel, const char *what, const struct ssh_listen *remote, int local_port)
{
    if (!remote) return;
    tunnel->forwards[tunnel->forwards_count++] = (struct tunnel_forward) { what, *remote, local_port };
}

static void add_tunnel(struct tunnels *tunnels, const struct tunnel *tunnel, unsigned target)
{
    if (tunnel->forwards_count == 0) return;
    tunnels->list[tunnels->count] = *tunnel;
    name_tunnel(&tunnels->list[tunnels->count++], target);
}

static void add_api(const struct config *config, const struct lists *lists, unsigned target, unsigned instance,
                    struct tunnels *tunnels)
{
    struct tunnel tunnel = { .kind = instance ? TUNNEL_API_PAPER : TUNNEL_API, .target = lists->targets[target] };
    struct ssh_listen same = { "127.0.0.1", config_api_port(config, instance) };
    const struct ssh_listen *given = pick(lists->api, lists->api_count, target, config_instances(config), instance);
    add_forward(&tunnel, "API", given ? given : &same, same.port);
    add_tunnel(tunnels, &tunnel, target);
}

void tunnels_plan(const struct config *config, struct tunnels *tunnels)
{
    struct lists lists;
    *tunnels = (struct tunnels) { 0 };
    if (config->ssh_tunnel == SSH_TUNNEL_NONE) return;
    read_lists(config, &lists);
    for (unsigned i = 0; i < lists.targets_count; i++) {
        for (unsigned instance = 0; instance < config_instances(config); instance++)
            add_api(config, &lists, i, instance, tunnels);
        struct tunnel screen = { .kind = TUNNEL_SCREEN, .target = lists.targets[i] };
        if (*config->vnc_password) add_forward(&screen, "VNC", pick(lists.vnc, lists.vnc_count, i, 1, 0), VNC_PORT);
        if (config->program == PROGRAM_TWS) add_forward(&screen, "RDP", pick(lists.rdp, lists.rdp_count, i, 1, 0), RDP_PORT);
        add_tunnel(tunnels, &screen, i);
    }
}

const struct tunnel *tunnels_find(const struct tunnels *tunnels, const char *name)
{
    for (unsigned i = 0; i < tunnels->count; i++)
        if (text_equal(tunnels->list[i].name, name)) return &tunnels->list[i];
    return NULL;
}

/* ---- descriptions ---- */

void tunnel_describe(const struct tunnel *tunnel, char *out, size_t room)
{
    struct text text = { .bytes = out, .room = room };
    for (unsigned i = 0; i < tunnel->forwards_count; i++) {
        const struct tunnel_forward *forward = &tunnel->forwards[i];
        bool is_v6 = strchr(forward->remote.address, ':') != NULL;
        text_format(&text, is_v6 ? "%s%s at [%s]:%d" : "%s%s at %s:%d", i ? ", " : "", forward->what, forward->remote.address,
                    forward->remote.port);
    }
    text_format(&text, " of %s", tunnel->target.destination);
    if (tunnel->target.port) text_format(&text, " port %d", tunnel->target.port);
}

/* ---- what only several settings show ---- */

static void check_length(const char *name, const char *list, unsigned group, unsigned targets, struct problems *problems)
{
    unsigned count = ssh_list_count(list);
    if (!count || !targets || count == group || count == group * targets) return;
    if (group == 1)
        problem_add(problems, name, list, NULL, "has %u elements, but SSH_USER_TUNNEL has %u: one for each tunnel, or one for all",
                    count, targets);
    else problem_add(problems, name, list, NULL, "has %u element%s, but there are two sessions and SSH_USER_TUNNEL has %u: two for "
                     "each tunnel, live and paper, or two for all", count, count == 1 ? "" : "s", targets);
}

static bool is_same_host(const struct ssh_target *a, const struct ssh_target *b)
{
    const char *one = strchr(a->destination, '@'), *other = strchr(b->destination, '@');
    return text_equal_ignoring_case(one, other) && (a->port ? a->port : 22) == (b->port ? b->port : 22);
}

static bool collide(const struct tunnel *a, const struct tunnel *b, const struct tunnel_forward **where)
{
    for (unsigned i = 0; i < a->forwards_count; i++) {
        for (unsigned k = 0; k < b->forwards_count; k++) {
            if (a == b && i <= k) continue;
            if (a->forwards[i].remote.port != b->forwards[k].remote.port) continue;
            if (!text_equal(a->forwards[i].remote.address, b->forwards[k].remote.address)) continue;
            *where = &a->forwards[i];
            return true;
        }
    }
    return false;
}

static void check_collisions(const struct tunnels *tunnels, struct problems *problems)
{
    for (unsigned a = 0; a < tunnels->count; a++) {
        for (unsigned b = a; b < tunnels->count; b++) {
            const struct tunnel_forward *where = NULL;
            const struct tunnel *one = &tunnels->list[b], *other = &tunnels->list[a];
            if (!is_same_host(&one->target, &other->target) || !collide(one, other, &where)) continue;
            problem_add(problems, "SSH_REMOTE_PORT", NULL, NULL, "two forwards would listen on %s:%d of %s: %s and %s",
                        where->remote.address, where->remote.port, strchr(one->target.destination, '@') + 1, other->name,
                        one->name);
        }
    }
}

void tunnels_check(const struct config *config, struct problems *problems)
{
    struct tunnels tunnels;
    if (config->ssh_tunnel == SSH_TUNNEL_NONE) return;
    unsigned targets = ssh_list_count(config->ssh_user_tunnel), sessions = config_instances(config);
    if (targets > TUNNEL_TARGETS)
        problem_add(problems, "SSH_USER_TUNNEL", config->ssh_user_tunnel, NULL, "has %u elements; %d tunnels are the most", targets,
                    TUNNEL_TARGETS);
    check_length("SSH_REMOTE_PORT", config->ssh_remote_port, sessions, targets, problems);
    check_length("SSH_VNC_PORT", config->ssh_vnc_port, 1, targets, problems);
    check_length("SSH_RDP_PORT", config->ssh_rdp_port, 1, targets, problems);
    tunnels_plan(config, &tunnels);
    check_collisions(&tunnels, problems);
}
