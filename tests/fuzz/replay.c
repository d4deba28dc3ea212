/* SPDX-License-Identifier: MIT
 *
 * Runs a fuzz target without a fuzzing engine: each file of a folder as it is, then ROUNDS mutations of them, the same ones
 * each time. With clang's -fsanitize=fuzzer the targets link without this file.
 */
#define _GNU_SOURCE
#include "base/fd.h"
#include "base/text.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

enum { SEEDS = 64, ROUNDS = 20000, LONGEST = 1 << 16 };

static struct seed {
    char *bytes;
    size_t length;
} seeds[SEEDS];
static size_t seed_count;
static uint64_t random_state = 88172645463325252u;

static uint64_t next_random(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    return random_state ^= random_state << 17;
}

static void load(const char *folder)
{
    DIR *directory = opendir(folder);
    if (!directory) return;
    for (struct dirent *entry = readdir(directory); entry && seed_count < SEEDS; entry = readdir(directory)) {
        char path[PATH_MAX];
        text_print(path, "%s/%s", folder, entry->d_name);
        AUTO_CLOSE int fd = entry->d_type == DT_REG ? open(path, O_RDONLY | O_CLOEXEC) : -1;
        struct seed *seed = &seeds[seed_count];
        if (fd >= 0 && (seed->bytes = fd_read_whole(fd, LONGEST / 2, &seed->length))) seed_count++;
    }
    closedir(directory);
}

static void mutate(void)
{
    static uint8_t bytes[LONGEST];
    const struct seed *seed = &seeds[next_random() % seed_count], *other = &seeds[next_random() % seed_count];
    size_t length = seed->length;
    memcpy(bytes, seed->bytes, length);
    for (uint64_t edits = next_random() % 6; edits > 0 && length > 0; edits--)
        bytes[next_random() % length] = (uint8_t) next_random();
    if (next_random() % 3 == 0) length = next_random() % (length + 1);
    if (next_random() % 4 == 0 && length + other->length < LONGEST) {
        memcpy(bytes + length, other->bytes, other->length);
        length += other->length;
    }
    LLVMFuzzerTestOneInput(bytes, length);
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) load(argv[i]);
    if (seed_count == 0) {
        fputs("no seeds: name a folder with some\n", stderr);
        return 1;
    }
    for (size_t i = 0; i < seed_count; i++) LLVMFuzzerTestOneInput((const uint8_t *) seeds[i].bytes, seeds[i].length);
    for (int i = 0; i < ROUNDS; i++) mutate();
    printf("%zu seeds and %d mutations of them\n", seed_count, ROUNDS);
    return 0;
}
