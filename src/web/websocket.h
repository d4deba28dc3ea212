/* SPDX-License-Identifier: MIT
 *
 * Frames of a websocket, as the server's end reads and writes them (RFC 6455). Pure: bytes in, pieces out.
 */
#ifndef WEB_WEBSOCKET_H
#define WEB_WEBSOCKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { WEBSOCKET_HEAD = 14, WEBSOCKET_CONTROL = 125, WEBSOCKET_ACCEPT = 29 };

enum websocket_opcode {
    WEBSOCKET_CONTINUATION = 0,
    WEBSOCKET_TEXT = 1,
    WEBSOCKET_BINARY = 2,
    WEBSOCKET_CLOSE = 8,
    WEBSOCKET_PING = 9,
    WEBSOCKET_PONG = 10
};

enum websocket_event {
    WEBSOCKET_MORE, /* nothing yet: all bytes were taken */
    WEBSOCKET_DATA, /* a piece of a message: its bytes, unmasked in place */
    WEBSOCKET_PINGED, /* its payload is to be sent back */
    WEBSOCKET_CLOSED,
    WEBSOCKET_BROKEN /* against the protocol: the connection is to be closed */
};

/* Begins as all zero. */
struct websocket {
    uint8_t head[WEBSOCKET_HEAD];
    size_t head_length;
    bool in_payload, in_message;
    uint64_t left; /* of the payload */
    unsigned mask_at;
    uint8_t control[WEBSOCKET_CONTROL]; /* the payload of a ping or close as far as it is there */
    size_t control_length;
};

/* Takes bytes from the client and says what they are. `*taken`: how many were used; the rest is for the next call. For
 * WEBSOCKET_DATA, *data and *length are within the bytes given. After WEBSOCKET_BROKEN it must not be used. */
enum websocket_event websocket_read(struct websocket *socket, uint8_t *bytes, size_t count, size_t *taken, uint8_t **data,
                                    size_t *length);

/* The head of a whole, unmasked frame: 2, 4 or 10 bytes. Gives their count. */
size_t websocket_write_head(uint8_t out[static 10], enum websocket_opcode opcode, size_t length);

/* The answer to Sec-WebSocket-Key (RFC 6455, 4.2.2); false: the key is not 16 bytes in base64. */
bool websocket_accept(const char *key, char out[static WEBSOCKET_ACCEPT]);

#endif
