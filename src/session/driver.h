/* SPDX-License-Identifier: MIT
 *
 * What types the login and answers the windows, as the session sees it: `native` (our agent inside the JVM) or `ibc` (IBC,
 * in the same JVM). A driver reports events; what follows from them is the session's business.
 */
#ifndef SESSION_DRIVER_H
#define SESSION_DRIVER_H

#include "base/loop.h"
#include "base/macros.h"
#include "session/machine.h"

#include <stdbool.h>
#include <stddef.h>

struct config;
struct launch_facts;

/* What a driver is given for its whole life. The strings must outlive it. */
struct driver_setup {
    struct loop *loop;
    const char *name; /* of the session, for the log */
    const char *run_dir;
    unsigned instance;
    bool paper;
    const char *user, *password;
    const struct config *config; /* for what is wanted inside the program */
    /* Something happened; `why` (NULL: nothing to add) is for people, without secrets, valid during the call. */
    void (*on_event)(void *owner, enum session_event event, const char *why);
    /* The unknown windows now open, a line each; "" when there are none. */
    void (*on_windows)(void *owner, const char *lines);
    void *owner;
};

struct driver;

/* Those of the program's connections that it can be told to make anew. */
enum driver_connection { CONNECTION_DATA, CONNECTION_ACCOUNT };

struct driver_kind {
    const char *name;
    /* Makes what must be there before java starts. NULL, with a line in the log. The caller ends it with `destroy`. */
    struct driver *(*create)(const struct driver_setup *setup);
    /* Adds to the command line of java what the driver needs in it. */
    void (*prepare)(struct driver *driver, struct launch_facts *facts);
    /* java runs as this process: nobody else is to be trusted. */
    void (*started)(struct driver *driver, int java_pid);
    /* Makes the settings inside the program as they are wanted, as soon as it shows its main window: once in each JVM,
     * further calls do nothing. Tells EVENT_CONFIGURED when that is done, or after 20 s at most with what could not be
     * done in the log; perhaps before it returns. */
    void (*configure)(struct driver *driver);
    /* From now on nothing is typed any more; questions on closing are answered. Asks the program to close itself, as
     * its user would. False: it has no way to be asked now. */
    bool (*ask_to_close)(struct driver *driver);
    /* Closes its windows, as their crosses would. False: it has none. */
    bool (*close_windows)(struct driver *driver);
    /* Asks the program to restart itself, so that it ends and leaves the token with which the next start goes on without
     * a login: TWS by its menu, at once; the gateway by its restart time, which is set to the next minute, so that it
     * may take 66 s. `pause`: nobody is going to start it again now. Tells EVENT_NOT_CONFIGURED if that comes
     * to nothing, else nothing: java ends. False: it is not logged in, or has no such way. */
    bool (*ask_to_restart)(struct driver *driver, bool pause);
    /* False: it has neither done anything with its windows since it was told to close, nor answered, nor begun to end. NULL:
     * nobody knows. */
    bool (*reacts)(struct driver *driver);
    /* Has the program make that connection anew. False: it is not logged in. */
    bool (*reconnect)(struct driver *driver, enum driver_connection connection);
    /* True while a window is open that only a person can answer, or the login cannot be filled in. */
    bool (*needs_person)(struct driver *driver);
    /* A process of ours has ended, perhaps java: takes in what it said up to now, so that it is told before that. NULL:
     * nothing is ever left. */
    void (*catch_up)(struct driver *driver);
    /* java ended by itself with this status of waitpid(2), and has left what `facts` says: what that means, for
     * EVENT_JVM_EXITED, EVENT_JVM_RESTARTS or EVENT_IMPOSSIBLE. May put a reason into `why`. NULL: a status and a token
     * are all there is to judge by. */
    enum session_event (*judge_end)(struct driver *driver, int status, const struct launch_facts *facts, char *why,
                                    size_t room);
    /* java is gone: forgets its windows and is ready for the next one. */
    void (*forget)(struct driver *driver);
    void (*destroy)(struct driver *driver);
};

extern const struct driver_kind native_driver, ibc_driver;

#endif
