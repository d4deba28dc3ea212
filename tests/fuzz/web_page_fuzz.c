/* SPDX-License-Identifier: MIT
 *
 * Whatever the texts on the board are, the page and the JSON stay whole: valid UTF-8, no markup of theirs, within bounds.
 */
#include "web/page.h"
#include "web/status_json.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static struct snapshot wild, tame;
static char room[256 * 1024];

static size_t take(const uint8_t *bytes, size_t size, char *out, char *tame_out, size_t space)
{
    size_t length = size < space ? size : space;
    memset(out, 0, space);
    memcpy(out, bytes, length);
    text_print_in(tame_out, space, "%s", out[0] ? "x" : "");
    return length;
}

static void fill(const uint8_t *bytes, size_t size)
{
    static const char *const names[] = { "session", "session-paper", "relay", "relay-paper" };
    tame = (struct snapshot) { .now_ms = 1795384800000, .init_alive = true };
    tame.init.pid = 1;
    tame.init.count = ARRAY_LENGTH(names);
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        tame.init.services[i] = (struct board_service) {
            .state = SERVICE_RUNNING, .pid = 2, .part = i < 2 ? BOARD_PART_SESSION : BOARD_PART_RELAY, .instance = i % 2,
        };
        text_print(tame.init.services[i].name, "%s", names[i]);
    }
    tame.sessions[0].state = tame.sessions[1].state = SESSION_NEEDS_HUMAN;
    wild = tame;
#define TAKE(member) \
    do { \
        size_t taken = take(bytes, size, wild.member, tame.member, sizeof wild.member); \
        bytes += taken, size -= taken; \
    } while (0)
    TAKE(init.services[0].alias);
    TAKE(init.services[0].reason);
    TAKE(sessions[0].reason);
    TAKE(sessions[0].windows);
    TAKE(sessions[1].windows);
#undef TAKE
    snapshot_settle(&wild);
    snapshot_settle(&tame);
}

static void must(bool holds)
{
    if (!holds) abort();
}

static size_t count(char wanted)
{
    size_t found = 0;
    for (const char *at = room; *at; at++) found += *at == wanted;
    return found;
}

static struct text render(void (*renderer)(const struct snapshot *, struct text *), const struct snapshot *snapshot)
{
    struct text text = TEXT_IN(room);
    renderer(snapshot, &text);
    must(!text.cut && text.length == strlen(room));
    for (const char *at = room; *at; at += text_utf8_length(at)) must(text_utf8_length(at) > 0);
    return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    fill(bytes, size);
    render(page_render, &tame);
    size_t opened = count('<'), closed = count('>'), quotes = count('"');
    render(page_render, &wild);
    must(count('<') == opened && count('>') == closed && count('"') == quotes);
    render(status_json_render, &wild);
    for (const char *at = room; *at; at++) must((unsigned char) *at >= 0x20 || (*at == '\n' && !at[1]));
    return 0;
}
