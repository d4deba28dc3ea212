/* SPDX-License-Identifier: MIT
 *
 * Reading the settings: from the environment at boot (all of them), or from the sealed memory a child of init inherits
 * (those it may know). Pure but for reading NAME_FILE files and looking up time zones.
 */
#ifndef CONFIG_CONFIG_H
#define CONFIG_CONFIG_H

#include "base/macros.h"
#include "config/problem.h"
#include "config/settings.h"

/* Fills *config from NAME=VALUE strings (ended by NULL), with aliases and NAME_FILE; every problem is added to
 * `problems`, and *config is only to be used when there is none. The caller wipes it. Aborts when out of memory. */
void config_load(struct config *config, const char *const *environment, struct problems *problems);

/* Fills *config from what config_seal made, and closes that descriptor. False, with a line in the log, when it cannot
 * be read. A setting that is not for this process to know has its default. */
bool config_load_sealed(struct config *config, int fd) MUST_CHECK;

/* A sealed memory file with what this audience may know, for config_load_sealed. The caller owns it. -1 with errno. */
int config_seal(const struct config *config, unsigned audience) MUST_CHECK;

/* Logs a warning for what is no problem, but not what the user may think: names this version does not have, a VNC password
 * longer than VNC looks at, settings that have no effect without another one. */
void config_warn(const struct config *config, const char *const *environment);

/* Overwrites every value and frees them. */
void config_wipe(struct config *config);

/* Overwrites the values of all settings, their aliases and SIMULATOR_… in the process's own environment block, where
 * /proc/PID/environ shows them, and takes them out of `environ`. */
void config_scrub_environment(char **environment);

/* How many sessions there are (1 or 2), and what each is. `instance` is 0 or 1. */
unsigned config_instances(const struct config *config);
bool config_is_paper(const struct config *config, unsigned instance);

/* False where the tunnels are the only way in (SSH_TUNNEL=yes), too. */
bool config_has_relay(const struct config *config);

/* RDP_PWD is given, and this is TWS, whose image alone has an RDP server. */
bool config_has_rdp(const struct config *config);

/* Ports by program and mode: where the gateway listens on loopback, and where the relay does. */
int config_api_port(const struct config *config, unsigned instance);
int config_relay_port(const struct config *config, unsigned instance);

/* Whether the session is driven by IBC rather than by our agent: SESSION_DRIVER, and with `auto` whether IBC is there. */
bool config_uses_ibc(const struct config *config);

/* Whether IBC gets a config.ini of the user's own, account included: CUSTOM_CONFIG with that driver. */
bool config_is_own_ibc(const struct config *config);

/* Where that file may be, in the order in which it is looked for: n is 0, 1, 2. `settings_dir` is the session's. False after the
 * last. */
bool config_own_ini(const struct config *config, const char *settings_dir, unsigned n, char *out, size_t room) MUST_CHECK;

/* The folder for sockets and the board when RUN_DIR does not name one: /run/gatehouse where we may make it or it is
 * ours, else $XDG_RUNTIME_DIR/gatehouse, else /tmp/gatehouse-UID. */
void config_default_run_dir(unsigned uid, char *out, size_t room);

#define DEFAULT_IBC_PATH "/opt/ibc"

enum { VNC_PORT = 5900, RDP_PORT = 3389 };

#endif
