/* SPDX-License-Identifier: MIT
 *
 * The tunnel role: one reverse SSH tunnel as a service. Ready means that ssh said the forward listens on the other side. A
 * lost connection is dialled again; what trying again would not mend, or make worse, ends the service with its reason.
 */
#ifndef TUNNEL_TUNNEL_H
#define TUNNEL_TUNNEL_H

/* `tunnel NAME` under init, settings inherited; NAME as tunnels_plan gives it. Returns the exit status: 0 when it was told to
 * end, 78 when trying again is no use. */
int tunnel_main(int argc, char **argv);

/* `tunnel-check [NAME...]`, for people, with the settings of the environment: each step of each tunnel with what came of it,
 * on standard output. Returns the exit status: 0, else that of the first tunnel that failed: 10 user or key, 11 name,
 * 12 network, 13 host key, 14 authentication, 15 remote port, 16 API; 2 wrong usage; 78 bad settings. */
int tunnel_check_main(int argc, char **argv);

#endif
