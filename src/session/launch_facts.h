/* SPDX-License-Identifier: MIT
 *
 * Everything the command line of java is made of. install.c finds most of it, the driver and the session add theirs.
 */
#ifndef SESSION_LAUNCH_FACTS_H
#define SESSION_LAUNCH_FACTS_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

enum { FACTS_CLASSPATH = 49152, FACTS_OPTIONS = 64, FACTS_OPTIONS_TEXT = 8192, FACTS_KEY = 256, FACTS_SESSION = 16 };

/* Arguments, each ended by NUL, one after the other. */
struct option_list {
    unsigned count;
    size_t length;
    char text[FACTS_OPTIONS_TEXT];
};

struct launch_facts {
    bool tws;
    char version[NAME_MAX + 1];
    char install[PATH_MAX];
    char java[PATH_MAX]; /* the executable */
    unsigned java_version; /* its major version; 0: it does not say */
    bool without_javafx; /* it says of itself that it has none */
    char classpath[FACTS_CLASSPATH];
    struct option_list options; /* of the program's vmoptions file */
    struct option_list own_options; /* of JAVA_OPTS */
    char jxbrowser_key[FACTS_KEY]; /* "" when there is none */
    char settings_dir[PATH_MAX]; /* also the working directory */
    char home[PATH_MAX];
    char restart[NAME_MAX + 1]; /* folder with the token of a planned restart; "" when there is none */
    const char *agent, *agent_socket; /* NULL: no agent */
    const char *ibc_jar; /* NULL: not driven by IBC; what follows is IBC's then */
    const char *ibc_ini; /* the path it reads its settings from */
    const char *ibc_mode; /* paper or live */
    char ibc_session[FACTS_SESSION]; /* in the names of the flags it leaves */
    int ini; /* the descriptor that ibc_ini is about, which java inherits; -1: none */
    int output; /* what becomes java's standard output; -1: ours */
    int simulator; /* sealed memory with the simulator's switches; -1: none */
};

#endif
