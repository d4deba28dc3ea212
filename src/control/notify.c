/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "control/notify.h"

#include "base/log.h"
#include "base/text.h"
#include "control/inherit.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void tell(const char *bytes, size_t length)
{
    struct stat about;
    if (fstat(INHERITED_NOTIFY, &about) < 0 || !S_ISFIFO(about.st_mode)) return;
    if (write(INHERITED_NOTIFY, bytes, length) < 0 && errno != EAGAIN) log_errno("cannot tell init");
}

void notify_ready(void)
{
    tell("\n", 1);
}

void notify_not_ready(void)
{
    tell("!", 1);
}

/* One write, shorter than PIPE_BUF: it arrives whole or not at all. */
void notify_reason(const char *sentence)
{
    char line[BOARD_TEXT + 2] = { NOTICE_MARK };
    text_print_in(line + 1, BOARD_TEXT, "%s", sentence);
    size_t length = 1 + strcspn(line + 1, "\n");
    line[length] = '\n';
    tell(line, length + 1);
}

static enum notice end_sentence(struct notice_reader *reader)
{
    reader->reason[reader->length] = 0;
    reader->open = false;
    return NOTICE_REASON;
}

enum notice notice_take(struct notice_reader *reader, char byte)
{
    if (reader->open && byte == '\n') return end_sentence(reader);
    if (reader->open) {
        bool is_control = (unsigned char) byte < ' ' || byte == 127;
        if (reader->length < sizeof reader->reason - 1) reader->reason[reader->length++] = is_control ? '?' : byte;
        return NOTICE_NONE;
    }
    if (byte == NOTICE_MARK) {
        reader->open = true;
        reader->length = 0;
    }
    if (byte == '!') return NOTICE_NOT_READY;
    return byte == '\n' ? NOTICE_READY : NOTICE_NONE;
}
