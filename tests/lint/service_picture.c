/* SPDX-License-Identifier: MIT
 *
 * Prints the state machine of services as it is: walks every cell of the matrix in src/init/service.c. docs/services.md holds
 * what this prints; services.sh compares.
 */
#include "init/service.h"

#include <stdio.h>

static const char *action_name(enum service_action action)
{
    switch (action) {
    case ACTION_NONE: return "";
    case ACTION_SPAWN: return " / start it";
    case ACTION_TERMINATE: return " / stop signal";
    case ACTION_KILL: return " / SIGKILL";
    }
    return "";
}

static bool step_from(enum service_state state, enum service_event event, struct service_step *step)
{
    struct service_facts facts = { .state = state, .limits = { .start_ms = 1000, .stop_ms = 1000 } };
    return service_step(&facts, event, 0, step);
}

static void print_picture(void)
{
    struct service_step step;
    puts("```mermaid\nstateDiagram-v2\n    [*] --> STOPPED");
    for (int s = 0; s < SERVICE_STATE_COUNT; s++)
        for (int e = 0; e < EVENT_COUNT; e++)
            if (step_from(service_states[s], (enum service_event) e, &step))
                printf("    %s --> %s: %s%s\n", service_state_name(service_states[s]), service_state_name(step.next),
                       service_event_name((enum service_event) e), action_name(step.action));
    puts("```\n");
}

static void print_table(void)
{
    struct service_step step;
    printf("| |");
    for (int s = 0; s < SERVICE_STATE_COUNT; s++) printf(" %s |", service_state_name(service_states[s]));
    printf("\n|---|");
    for (int s = 0; s < SERVICE_STATE_COUNT; s++) printf("---|");
    for (int e = 0; e < EVENT_COUNT; e++) {
        printf("\n| %s |", service_event_name((enum service_event) e));
        for (int s = 0; s < SERVICE_STATE_COUNT; s++)
            if (step_from(service_states[s], (enum service_event) e, &step))
                printf(" %s%s |", service_state_name(step.next), action_name(step.action));
            else printf(" – |");
    }
    puts("");
}

int main(void)
{
    print_picture();
    print_table();
    return 0;
}
