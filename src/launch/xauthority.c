/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "launch/xauthority.h"

#include "base/fd.h"
#include "base/text.h"

#include <fcntl.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

enum { FAMILY_WILD = 0xffff };

static size_t add_number(uint8_t *out, unsigned number)
{
    out[0] = (uint8_t) (number >> 8);
    out[1] = (uint8_t) number;
    return 2;
}

static size_t add_field(uint8_t *out, const void *bytes, size_t length)
{
    size_t n = add_number(out, (unsigned) length);
    memcpy(out + n, bytes, length);
    return n + length;
}

size_t xauthority_encode(int display, const uint8_t cookie[XAUTHORITY_COOKIE], uint8_t out[XAUTHORITY_SIZE_MAX])
{
    static const char scheme[] = "MIT-MAGIC-COOKIE-1";
    char number[16];
    text_print(number, "%d", display);
    size_t n = add_number(out, FAMILY_WILD);
    n += add_field(out + n, "", 0); /* any address */
    n += add_field(out + n, number, strlen(number));
    n += add_field(out + n, scheme, strlen(scheme));
    return n + add_field(out + n, cookie, XAUTHORITY_COOKIE);
}

int xauthority_write(const char *path, int display)
{
    uint8_t cookie[XAUTHORITY_COOKIE], bytes[XAUTHORITY_SIZE_MAX];
    if (getrandom(cookie, sizeof cookie, 0) != (ssize_t) sizeof cookie) return -1;
    size_t length = xauthority_encode(display, cookie, bytes);
    unlink(path);
    AUTO_CLOSE int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    return fd < 0 ? -1 : fd_write_all(fd, bytes, length);
}
