/* SPDX-License-Identifier: MIT
 *
 * The first words of the API's protocol: what a client says, and reading the server's answer. Pure. The range offered
 * is kept low on purpose: the answer is then plain text from every gateway since 9.72, and its version means "at least".
 */
#ifndef BASE_API_HELLO_H
#define BASE_API_HELLO_H

#include <stddef.h>
#include <stdint.h>

/* "API\0", then one frame: four bytes of length, big-endian, and the range. */
#define HELLO_BYTES "API\0\0\0\0\x09v100..176"
enum { HELLO_LENGTH = sizeof HELLO_BYTES - 1, HELLO_FRAME_LIMIT = 65536 };

enum hello_answer {
    HELLO_MORE, /* not complete yet */
    HELLO_OK,
    HELLO_REDIRECT, /* another host is to be used */
    HELLO_NOT_API /* these are not the words of an API server */
};

/* Reads what has come so far. Frames without exactly two fields before the answer are skipped. *skip is how many bytes
 * from the start need not be shown again; *version is set with HELLO_OK. */
enum hello_answer hello_read(const uint8_t *bytes, size_t length, size_t *skip, int *version);

#endif
