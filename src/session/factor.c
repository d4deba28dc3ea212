/* SPDX-License-Identifier: MIT */
#include "session/factor.h"

#include "base/macros.h"
#include "base/text.h"

enum { WORDS = 6 };

#define CHOICES (KIND_BIT(COMPONENT_LIST) | KIND_BIT(COMPONENT_COMBO))
#define FIELDS (KIND_BIT(COMPONENT_TEXT) | KIND_BIT(COMPONENT_SECRET))
#define BUTTONS KIND_BIT(COMPONENT_BUTTON)

static const char authenticator[] = "authenticator", read_only[] = "Enter Read Only";
static const char *const confirmations[] = { "OK", "Submit", "Verify", "Continue", "Log In", "Login", NULL };

/* What a prompt says of itself. In this order, so that what must not get a code of ours is told first. */
static const struct {
    enum factor_prompt prompt;
    const char *words[WORDS];
} signs[] = {
    { PROMPT_CARD, { "security code card", "code card", "card" } },
    { PROMPT_MESSAGE, { "text message", "SMS", "sent to", "e-mail", "email" } },
    { PROMPT_CHALLENGE, { "challenge", "response string" } },
    { PROMPT_AUTHENTICATOR, { authenticator, "authentication app", "one-time", "time-based" } },
};

const char *factor_prompt_name(enum factor_prompt prompt)
{
    static const char *const names[] = {
        [PROMPT_TELEPHONE] = "telephone", [PROMPT_DEVICES] = "choice of devices",
        [PROMPT_AUTHENTICATOR] = "authenticator", [PROMPT_CHALLENGE] = "challenge", [PROMPT_CARD] = "security code card",
        [PROMPT_MESSAGE] = "code by message", [PROMPT_CODE] = "code of an unknown kind",
    };
    return names[prompt];
}

static bool counts(char c)
{
    unsigned char byte = (unsigned char) c;
    return (byte >= '0' && byte <= '9') || ((byte | 32U) >= 'a' && (byte | 32U) <= 'z') || byte >= 0x80;
}

/* The next letter that counts, in lower case; 0 at the end. A hard blank does not count. */
static char next_letter(const char **at)
{
    for (; **at; (*at)++) {
        if ((*at)[0] == '\xc2' && (*at)[1] == '\xa0') {
            (*at)++;
            continue;
        }
        if (!counts(**at)) continue;
        char c = *(*at)++;
        return c >= 'A' && c <= 'Z' ? (char) (c | 32) : c;
    }
    return 0;
}

bool factor_same_device(const char *a, const char *b)
{
    for (;;) {
        char first = next_letter(&a), second = next_letter(&b);
        if (first != second) return false;
        if (!first) return true;
    }
}

/* The one text that can be typed into. Of several none is meant: they may be those of the login. */
static const struct component *find_field(const struct window *window)
{
    const uint8_t wanted = COMPONENT_SHOWING | COMPONENT_ENABLED | COMPONENT_EDITABLE;
    const struct component *found = NULL;
    for (unsigned i = 0; i < window->count; i++) {
        const struct component *component = &window->components[i];
        if (!(KIND_BIT(component->kind) & FIELDS) || (component->flags & wanted) != wanted) continue;
        if (found) return NULL;
        found = component;
    }
    return found;
}

static const struct component *find_choice(const struct window *window)
{
    for (unsigned i = 0; i < window->count; i++) {
        const struct component *component = &window->components[i];
        if ((KIND_BIT(component->kind) & CHOICES) && component->rows > 0 && (component->flags & COMPONENT_SHOWING))
            return component;
    }
    return NULL;
}

static const struct component *find_confirmation(const struct window *window)
{
    const struct component *found = NULL;
    for (const char *const *text = confirmations; *text && !found; text++)
        found = window_find(window, BUTTONS, *text, true);
    return found;
}

static enum factor_prompt prompt_of(const struct window *window, const struct component *choice,
                                    const struct component *field)
{
    if (choice && !field) return PROMPT_DEVICES;
    if (!field) return PROMPT_TELEPHONE;
    for (unsigned i = 0; i < ARRAY_LENGTH(signs); i++)
        for (unsigned w = 0; w < WORDS && signs[i].words[w]; w++)
            if (window_says(window, signs[i].words[w])) return signs[i].prompt;
    return PROMPT_CODE;
}

/* ---- the choice ---- */

static const struct row *row_of(const struct window *window, const struct component *choice, unsigned i)
{
    return &window->rows[choice->first_row + i];
}

/* The device that is wanted: the one named; without a name the only one, or with a secret the only authenticator. */
static const struct row *find_device(const struct window *window, const struct component *choice,
                                     const struct factor_context *context)
{
    const struct row *found = NULL;
    for (unsigned i = 0; i < choice->rows; i++) {
        const struct row *row = row_of(window, choice, i);
        const char *name = window_row_text(window, row);
        if (*context->device) {
            if (factor_same_device(name, context->device)) return row;
            continue;
        }
        bool fits = choice->rows == 1 || (context->can_make_codes && text_contains_ignoring_case(name, authenticator));
        if (fits && found) return NULL;
        if (fits) found = row;
    }
    return found;
}

static void name_devices(const struct window *window, const struct component *choice,
                         const struct factor_context *context, struct factor_plan *plan)
{
    struct text why = TEXT_IN(plan->why);
    plan->step = FACTOR_PERSON;
    if (*context->device) text_format(&why, "TWOFA_DEVICE \"%s\" is none of the devices", context->device);
    else text_add(&why, "TWOFA_DEVICE does not say which of the devices");
    for (unsigned i = 0; i < choice->rows; i++)
        text_format(&why, "%s\"%s\"", i ? ", " : ": ", window_row_text(window, row_of(window, choice, i)));
}

/* True when the device that is wanted is selected. */
static bool plan_choice(const struct window *window, const struct component *choice,
                        const struct factor_context *context, struct factor_plan *plan)
{
    const struct row *device = find_device(window, choice, context);
    if (!device) {
        name_devices(window, choice, context, plan);
        return false;
    }
    plan->is_authenticator = text_contains_ignoring_case(window_row_text(window, device), authenticator);
    if (device->selected) return true;
    plan->step = FACTOR_SELECT;
    plan->component = choice->id;
    plan->value = device->index;
    return false;
}

/* ---- the code ---- */

static void plan_code(const struct window *window, const struct component *field, const struct factor_context *context,
                      struct factor_plan *plan)
{
    bool ours = plan->prompt == PROMPT_AUTHENTICATOR
                || (plan->prompt == PROMPT_CODE && (context->chose_authenticator || plan->is_authenticator));
    if (!ours || !context->can_make_codes) {
        plan->step = FACTOR_PERSON;
        text_print(plan->why, "a second factor is to be typed (%s)%s", factor_prompt_name(plan->prompt),
                   ours ? "; with TOTP_SECRET it would be typed by itself" : "");
        return;
    }
    const struct component *button = find_confirmation(window);
    plan->step = FACTOR_TYPE;
    plan->component = field->id;
    plan->button = button ? button->id : 0;
}

static void press(struct factor_plan *plan, const struct component *button)
{
    plan->step = button ? FACTOR_PRESS : FACTOR_WAIT;
    plan->component = button ? button->id : 0;
}

struct factor_plan factor_plan(const struct window *window, const struct factor_context *context)
{
    const struct component *choice = find_choice(window), *field = find_field(window);
    const struct component *without = window_find(window, BUTTONS, read_only, true);
    struct factor_plan plan = { .prompt = prompt_of(window, choice, field), .step = FACTOR_WAIT };
    if (context->read_only_login && without) {
        press(&plan, without);
        return plan;
    }
    if (choice && !plan_choice(window, choice, context, &plan)) return plan;
    if (field) plan_code(window, field, context, &plan);
    else if (choice) press(&plan, find_confirmation(window));
    return plan;
}
