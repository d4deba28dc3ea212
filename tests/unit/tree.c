/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "tree.h"

#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

char root[64];

void make(const char *path, const char *text)
{
    char whole[PATH_MAX];
    text_print(whole, "%s/%s", root, path);
    for (char *slash = whole + strlen(root) + 1; (slash = strchr(slash, '/')); slash++) {
        *slash = 0;
        mkdir(whole, 0700);
        *slash = '/';
    }
    int fd = open(whole, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0700);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    close(fd);
}

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *where)
{
    (void) about, (void) kind, (void) where;
    return remove(path);
}

int tree_set_up(void **state)
{
    (void) state;
    text_print(root, "/tmp/gatehouse_test.XXXXXX");
    return mkdtemp(root) ? 0 : -1;
}

int tree_tear_down(void **state)
{
    (void) state;
    return nftw(root, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

const char *below(const char *path)
{
    static char whole[PATH_MAX];
    text_print(whole, "%s/%s", root, path);
    return whole;
}
