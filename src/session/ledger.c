/* SPDX-License-Identifier: MIT */
#include "session/ledger.h"

#include "session/machine.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define HEADING "gatehouse-session 1"

/* ---- as text ---- */

void ledger_format(const struct ledger *ledger, struct text *text)
{
    text_add(text, HEADING "\nsettings ");
    for (size_t i = 0; i < sizeof ledger->key; i++) text_format(text, "%02x", ledger->key[i]);
    text_format(text, " %04x\nrefusals %u %s\n", ledger->settings, ledger->refusals, ledger->why);
    if (ledger->wait_until > 0) text_format(text, "wait %" PRId64 "\n", ledger->wait_until);
    for (unsigned i = 0; i < ledger->count; i++) {
        const struct ledger_attempt *attempt = &ledger->attempts[i];
        text_format(text, "attempt %" PRId64 "%s\n", attempt->at, attempt->answered ? " answered" : "");
    }
    text_add(text, "end\n");
}

static bool parse_settings(struct ledger *ledger, const char *line)
{
    unsigned byte = 0;
    if (strspn(line, "0123456789abcdef") != 2 * sizeof ledger->key) return false;
    for (size_t i = 0; i < sizeof ledger->key; i++, line += 2) {
        if (sscanf(line, "%2x", &byte) != 1) return false;
        ledger->key[i] = (uint8_t) byte;
    }
    if (*line++ != ' ' || strlen(line) != 4 || sscanf(line, "%4x", &byte) != 1) return false;
    ledger->settings = (uint16_t) byte;
    return true;
}

static bool parse_refusals(struct ledger *ledger, const char *line)
{
    char number[16] = "";
    int64_t refusals = 0;
    size_t length = strcspn(line, " ");
    if (length >= sizeof number || line[length] != ' ') return false;
    memcpy(number, line, length);
    if (!text_parse_number(number, 0, SESSION_REFUSALS, &refusals)) return false;
    ledger->refusals = (unsigned) refusals;
    text_print(ledger->why, "%s", line + length + 1);
    return true;
}

static bool parse_attempt(struct ledger *ledger, const char *line)
{
    char number[24] = "";
    size_t length = strcspn(line, " ");
    if (ledger->count == LEDGER_ATTEMPTS || length >= sizeof number) return false;
    struct ledger_attempt *attempt = &ledger->attempts[ledger->count++];
    memcpy(number, line, length);
    attempt->answered = text_equal(line + length, " answered");
    return text_parse_number(number, 0, INT64_MAX / 2, &attempt->at) && (attempt->answered || !line[length]);
}

static bool parse_line(struct ledger *ledger, const char *line)
{
    if (text_starts_with(line, "settings ")) return parse_settings(ledger, line + strlen("settings "));
    if (text_starts_with(line, "refusals ")) return parse_refusals(ledger, line + strlen("refusals "));
    if (text_starts_with(line, "wait "))
        return text_parse_number(line + strlen("wait "), 1, INT64_MAX / 2, &ledger->wait_until);
    if (text_starts_with(line, "attempt ")) return parse_attempt(ledger, line + strlen("attempt "));
    return false;
}

bool ledger_parse(struct ledger *ledger, const char *text)
{
    struct ledger read = { 0 };
    char line[BOARD_TEXT + 32];
    for (unsigned number = 0;; number++) {
        size_t length = strcspn(text, "\n");
        if (text[length] != '\n' || length >= sizeof line) return false;
        memcpy(line, text, length);
        line[length] = 0;
        text += length + 1;
        if (number == 0 && !text_equal(line, HEADING)) return false;
        if (text_equal(line, "end")) break;
        if (number > 0 && !parse_line(&read, line)) return false;
    }
    if (*text) return false;
    *ledger = read;
    return true;
}

/* ---- counting ---- */

static void drop_first(struct ledger *ledger)
{
    ledger->count--;
    memmove(ledger->attempts, ledger->attempts + 1, ledger->count * sizeof *ledger->attempts);
}

static void forget_old(struct ledger *ledger, int64_t now)
{
    for (unsigned i = 0; i < ledger->count; i++)
        if (ledger->attempts[i].at > now) ledger->attempts[i].at = now;
    while (ledger->count > 0 && ledger->attempts[0].at <= now - LEDGER_HOUR_S) drop_first(ledger);
}

void ledger_note_wait(struct ledger *ledger, int64_t seconds, int64_t now)
{
    ledger->wait_until = now + (seconds < LEDGER_LONGEST_WAIT_S ? seconds : LEDGER_LONGEST_WAIT_S);
}

/* The seconds of the unit that the text begins with; 0: it is none. */
static int64_t unit_of(const char *word)
{
    static const struct {
        const char *word;
        int64_t seconds;
    } units[] = { { "sec", 1 }, { "min", 60 }, { "hour", 3600 } };
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strncasecmp(word, units[i].word, strlen(units[i].word)) == 0) return units[i].seconds;
    return 0;
}

int64_t ledger_read_wait(const char *text)
{
    int64_t sum = 0;
    const char *at = text;
    while (*at && !text_starts_with(at, "wait")) at++;
    for (size_t digits; *at; at += digits ? digits : 1) {
        char number[8] = "";
        int64_t value = 0;
        digits = strspn(at, "0123456789");
        if (digits == 0 || digits >= sizeof number) continue;
        memcpy(number, at, digits);
        bool read = text_parse_number(number, 0, LEDGER_LONGEST_WAIT_S, &value);
        if (read) sum += value * unit_of(at + digits + strspn(at + digits, " "));
    }
    return sum < LEDGER_LONGEST_WAIT_S ? sum : LEDGER_LONGEST_WAIT_S;
}

void ledger_note_attempt(struct ledger *ledger, int64_t now)
{
    forget_old(ledger, now);
    if (ledger->count == LEDGER_ATTEMPTS) drop_first(ledger);
    ledger->attempts[ledger->count++] = (struct ledger_attempt) { .at = now };
}

bool ledger_note_answered(struct ledger *ledger)
{
    if (ledger->count == 0 || ledger->attempts[ledger->count - 1].answered) return false;
    ledger->attempts[ledger->count - 1].answered = true;
    return true;
}

bool ledger_note_success(struct ledger *ledger, bool settled)
{
    unsigned kept = 0;
    for (unsigned i = 0; i < ledger->count && !settled; i++)
        if (ledger->attempts[i].answered) ledger->attempts[kept++] = ledger->attempts[i];
    bool changed = kept != ledger->count || ledger->refusals > 0 || ledger->wait_until > 0;
    ledger->wait_until = 0;
    ledger->count = kept;
    ledger->refusals = 0;
    ledger->why[0] = 0;
    return changed;
}

void ledger_forgive(struct ledger *ledger)
{
    ledger->count = ledger->refusals = 0;
    ledger->wait_until = 0;
    ledger->why[0] = 0;
}

void ledger_distrust(struct ledger *ledger, unsigned budget, int64_t now)
{
    ledger_forgive(ledger);
    ledger->refusals = SESSION_REFUSALS - 1;
    for (unsigned i = 1; i < budget; i++) ledger_note_attempt(ledger, now);
}

unsigned ledger_recent(struct ledger *ledger, int64_t now)
{
    forget_old(ledger, now);
    return ledger->count;
}

int64_t ledger_next(struct ledger *ledger, unsigned budget, int64_t now)
{
    forget_old(ledger, now);
    int64_t longest = now + LEDGER_LONGEST_WAIT_S, told = ledger->wait_until < longest ? ledger->wait_until : longest;
    int64_t next = ledger->count < budget ? now : ledger->attempts[ledger->count - budget].at + LEDGER_HOUR_S;
    return told > next ? told : next;
}
