/* SPDX-License-Identifier: MIT
 *
 * The windows of the second factor: which kind of prompt it is, and the next step in it. Pure. A one-time code goes only
 * into a prompt that says it is the authenticator's, or that follows upon our having chosen one: a code of another kind
 * typed wrong counts as a failed login.
 */
#ifndef SESSION_FACTOR_H
#define SESSION_FACTOR_H

#include "session/window.h"

#include <stdbool.h>
#include <stdint.h>

enum factor_prompt {
    PROMPT_TELEPHONE, /* nothing to type: somebody taps a telephone */
    PROMPT_DEVICES, /* one of several devices is to be chosen */
    PROMPT_AUTHENTICATOR, /* the code of an authenticator app */
    PROMPT_CHALLENGE, /* the answer to a number shown */
    PROMPT_CARD, /* numbers from a card */
    PROMPT_MESSAGE, /* a code that was sent to the person */
    PROMPT_CODE /* a code that the window says nothing about */
};

/* What we are about. */
struct factor_context {
    const char *device; /* TWOFA_DEVICE; "" */
    bool can_make_codes; /* there is a secret */
    bool chose_authenticator; /* in this login */
    bool read_only_login; /* in without a second factor, where there is a button for that */
};

enum factor_step {
    FACTOR_WAIT, /* for a person elsewhere, or for what cannot be used yet */
    FACTOR_SELECT, /* the row `value` of `component` */
    FACTOR_PRESS, /* `component` */
    FACTOR_TYPE, /* a code into `component`, then `button` */
    FACTOR_PERSON /* only a person can go on: `why` */
};

struct factor_plan {
    enum factor_prompt prompt;
    enum factor_step step;
    int64_t component, button; /* button 0: it cannot be pressed yet */
    int value;
    bool is_authenticator; /* what is selected or pressed for */
    char why[160];
};

/* `window` must be fresh where it has a list: its selection is told by a dump alone. */
struct factor_plan factor_plan(const struct window *window, const struct factor_context *context);

const char *factor_prompt_name(enum factor_prompt prompt);

/* True if both name the same device: letters and digits alone count, regardless of case. */
bool factor_same_device(const char *a, const char *b);

#endif
