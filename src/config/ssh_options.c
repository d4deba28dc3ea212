/* SPDX-License-Identifier: MIT
 *
 * SSH_OPTIONS, read as ssh(1) of OpenSSH 9.2 would read it: which letters take a value, and which of all that would take ssh out
 * of our hands, or speaks against another setting.
 */
#include "base/shell_words.h"
#include "base/text.h"
#include "config/tunnels.h"

#include <string.h>
#include <strings.h>

enum { LINE_ROOM = 4096 };

/* Letters with a value; the rest of ssh's letters have none. */
static const char with_value[] = "BbcDEeFIiJLlmOopQRSWw";

#define TAKES_PLACE "would keep ssh from being supervised"
#define PRINTS_ONLY "makes ssh print something and end"
#define HIDES "hides the messages that tell whether the tunnel works"
#define SHARES "would leave the tunnel to another ssh process"

static const struct {
    char letter;
    const char *why;
} letters[] = {
    { 'f', TAKES_PLACE },
    { 's', "asks for a subsystem; a tunnel has none" },
    { 'W', TAKES_PLACE ": it turns ssh into a pipe" },
    { 'M', SHARES }, { 'S', SHARES }, { 'O', SHARES },
    { 'G', PRINTS_ONLY }, { 'Q', PRINTS_ONLY }, { 'V', PRINTS_ONLY },
    { 'q', HIDES }, { 'E', HIDES }, { 'y', HIDES },
    { 'F', "names another configuration: mount it as SSH_DIR/config instead" },
    { 'l', "names a user: that is part of SSH_USER_TUNNEL" },
};

static const struct {
    const char *name;
    const char *harmless; /* the values that are, a blank between them; NULL: none is */
    const char *harmful; /* likewise; NULL: all are */
    const char *why;
} keywords[] = {
    { "ForkAfterAuthentication", "no", NULL, TAKES_PLACE },
    { "SessionType", "none", NULL, "asks for more than a tunnel" },
    { "RemoteCommand", "none", NULL, "asks for a command; a tunnel has none" },
    { "ControlMaster", "no", NULL, SHARES },
    { "ControlPath", "none", NULL, SHARES },
    { "ControlPersist", "no", NULL, SHARES },
    { "LogLevel", NULL, NULL, HIDES },
    { "ExitOnForwardFailure", "yes", NULL, "would call a tunnel up that forwards nothing" },
    { "ClearAllForwardings", "no", NULL, "would leave a tunnel that forwards nothing" },
    { "ServerAliveInterval", NULL, NULL, "is what SSH_ALIVE_INTERVAL sets" },
    { "ServerAliveCountMax", NULL, NULL, "is what SSH_ALIVE_COUNT sets" },
    { "User", NULL, NULL, "names a user: that is part of SSH_USER_TUNNEL" },
    { "StrictHostKeyChecking", "yes true ask accept-new", NULL, "switches the check of host keys off, and anybody in between could read and "
      "send orders: leave it out, and the first key is learned; or mount a known_hosts in SSH_DIR" },
    { "UserKnownHostsFile", NULL, "/dev/null none", "makes every host key look new: leave it out, and the first key is learned" },
};

/* ssh takes NAME=VALUE, NAME VALUE, quotes around the value, any case. */
static bool split_keyword(const char *given, char *name, size_t name_room, char *value, size_t value_room)
{
    given += strspn(given, " \t");
    size_t length = strcspn(given, " \t=");
    text_print_in(name, name_room, "%.*s", (int) length, given);
    given += length + strspn(given + length, " \t");
    if (*given == '=') given++;
    given += strspn(given, " \t\"'");
    text_print_in(value, value_room, "%.*s", (int) strcspn(given, " \t\"'"), given);
    return *name != 0;
}

static bool is_among(const char *words, const char *value)
{
    size_t length = strlen(value);
    for (; *words; words += strcspn(words, " "), words += *words == ' ')
        if (strcspn(words, " ") == length && strncasecmp(words, value, length) == 0) return true;
    return false;
}

static const char *keyword_objection(const char *given)
{
    char name[64], value[256];
    if (!split_keyword(given, name, sizeof name, value, sizeof value)) return "is empty";
    for (size_t i = 0; i < ARRAY_LENGTH(keywords); i++) {
        if (!text_equal_ignoring_case(name, keywords[i].name)) continue;
        if (keywords[i].harmful && !is_among(keywords[i].harmful, value)) continue;
        if (keywords[i].harmless && is_among(keywords[i].harmless, value)) continue;
        return keywords[i].why;
    }
    return NULL;
}

static const char *letter_objection(char letter)
{
    for (size_t i = 0; i < ARRAY_LENGTH(letters); i++)
        if (letters[i].letter == letter) return letters[i].why;
    return NULL;
}

/* One word of options, and the next should it belong to it; *used is how many words that are. */
static const char *word_objection(char *const *words, size_t *used)
{
    const char *word = words[0];
    *used = 1;
    if (word[0] != '-' || !word[1]) return "is no option: it would be taken for a host or a command";
    if (text_equal(word, "--")) return "ends the options: what follows would be taken for a host or a command";
    for (const char *at = word + 1; *at; at++) {
        const char *why = letter_objection(*at);
        if (why) return why;
        if (!strchr(with_value, *at)) continue;
        const char *value = at[1] ? at + 1 : words[1];
        if (!at[1]) *used = 2;
        if (!value) return "needs a value after it";
        return *at == 'o' ? keyword_objection(value) : NULL;
    }
    return NULL;
}

const char *ssh_options_objection(const char *options)
{
    static char sentence[512];
    char buffer[LINE_ROOM];
    char *words[SSH_OPTIONS_WORDS];
    const char *why = NULL;
    if (strlen(options) >= sizeof buffer) return "is longer than 4095 characters";
    ssize_t count = shell_words_split(options, words, ARRAY_LENGTH(words), buffer, sizeof buffer, &why);
    if (count < 0) return why;
    for (size_t at = 0, used = 1; at < (size_t) count; at += used) {
        why = word_objection(words + at, &used);
        if (!why) continue;
        text_print(sentence, "\"%s%s%s\" %s", words[at], used == 2 && words[at + 1] ? " " : "",
                   used == 2 && words[at + 1] ? words[at + 1] : "", why);
        return sentence;
    }
    return NULL;
}
