/* SPDX-License-Identifier: MIT */
#include "session/ports.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

enum { STATE_CLOSE_WAIT = 0x08, STATE_LISTEN = 0x0A };

/* Addresses over which 127.0.0.1 is reached, as the kernel of a little-endian machine prints them. */
static const char *const loopbacks[] = {
    "0100007F", "00000000", "00000000000000000000000000000000", "0000000000000000FFFF00000100007F",
    "0000000000000000FFFF000000000000",
    "7F000001", "00000000000000000000FFFF7F000001", /* big-endian */
};

static bool is_loopback(const char *address)
{
    for (unsigned i = 0; i < ARRAY_LENGTH(loopbacks); i++)
        if (text_equal(address, loopbacks[i])) return true;
    return false;
}

/*   sl: local_address:port rem_address:port st tx_queue:rx_queue ... (proc_net_tcp.txt of the kernel) */
void port_view_add(struct port_view *view, const char *line, uint16_t port)
{
    char address[33] = "";
    unsigned local_port = 0, state = 0, queued = 0;
    int fields = sscanf(line, " %*u: %32[0-9A-Fa-f]:%4x %*[0-9A-Fa-f]:%*4x %2x %*8x:%8x", address, &local_port, &state,
                        &queued);
    if (fields != 4 || local_port != port) return;
    if (state == STATE_CLOSE_WAIT) view->abandoned++;
    if (state != STATE_LISTEN || !is_loopback(address)) return;
    view->listening = true;
    view->queued += queued;
}
