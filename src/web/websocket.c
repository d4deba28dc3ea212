/* SPDX-License-Identifier: MIT */
#include "web/websocket.h"

#include <nettle/base64.h>
#include <nettle/sha1.h>
#include <string.h>

enum { FINAL = 0x80, RESERVED = 0x70, OPCODE = 0x0f, MASKED = 0x80, LENGTH = 0x7f, OF_2_BYTES = 126, OF_8_BYTES = 127 };

static size_t head_size(const struct websocket *socket)
{
    if (socket->head_length < 2) return 2;
    unsigned length = socket->head[1] & LENGTH;
    return 2 + (length == OF_2_BYTES ? 2 : length == OF_8_BYTES ? 8 : 0) + 4;
}

static bool is_control(const struct websocket *socket)
{
    return (socket->head[0] & 8) != 0;
}

static uint64_t payload_length(const struct websocket *socket)
{
    unsigned length = socket->head[1] & LENGTH, bytes = length == OF_2_BYTES ? 2 : length == OF_8_BYTES ? 8 : 0;
    uint64_t value = 0;
    if (bytes == 0) return length;
    for (unsigned i = 0; i < bytes; i++) value = value << 8 | socket->head[2 + i];
    return value;
}

/* Whether the frame may stand here: a control frame is short and whole, a message begins with its type and goes on with
 * continuations; a client masks. */
static bool is_allowed(const struct websocket *socket)
{
    unsigned opcode = socket->head[0] & OPCODE;
    bool is_final = socket->head[0] & FINAL;
    if ((socket->head[0] & RESERVED) || !(socket->head[1] & MASKED) || socket->left >> 63) return false;
    if (is_control(socket)) return is_final && socket->left <= WEBSOCKET_CONTROL && opcode <= WEBSOCKET_PONG;
    if (opcode == WEBSOCKET_CONTINUATION) return socket->in_message;
    return opcode == WEBSOCKET_BINARY && !socket->in_message; /* text is not what we speak */
}

static bool begin_payload(struct websocket *socket)
{
    socket->left = payload_length(socket);
    socket->in_payload = true;
    socket->mask_at = 0;
    socket->control_length = 0;
    if (!is_allowed(socket)) return false;
    if (!is_control(socket)) socket->in_message = !(socket->head[0] & FINAL);
    return true;
}

static enum websocket_event end_frame(struct websocket *socket)
{
    unsigned opcode = socket->head[0] & OPCODE;
    socket->in_payload = false;
    socket->head_length = 0;
    if (opcode == WEBSOCKET_PING) return WEBSOCKET_PINGED;
    return opcode == WEBSOCKET_CLOSE ? WEBSOCKET_CLOSED : WEBSOCKET_MORE;
}

static size_t unmask(struct websocket *socket, uint8_t *bytes, size_t count)
{
    const uint8_t *mask = socket->head + head_size(socket) - 4;
    size_t length = count < socket->left ? count : (size_t) socket->left;
    for (size_t i = 0; i < length; i++) bytes[i] ^= mask[socket->mask_at++ & 3];
    socket->left -= length;
    return length;
}

static void keep_control(struct websocket *socket, const uint8_t *bytes, size_t length)
{
    if (length) memcpy(socket->control + socket->control_length, bytes, length);
    socket->control_length += length;
}

enum websocket_event websocket_read(struct websocket *socket, uint8_t *bytes, size_t count, size_t *taken, uint8_t **data,
                                    size_t *length)
{
    *taken = *length = 0;
    *data = bytes;
    for (;;) {
        while (!socket->in_payload && socket->head_length < head_size(socket)) {
            if (*taken == count) return WEBSOCKET_MORE;
            socket->head[socket->head_length++] = bytes[(*taken)++];
            if (socket->head_length == 2 && !(socket->head[1] & MASKED)) return WEBSOCKET_BROKEN;
        }
        if (!socket->in_payload && !begin_payload(socket)) return WEBSOCKET_BROKEN;
        uint8_t *piece = bytes + *taken;
        size_t got = unmask(socket, piece, count - *taken);
        *taken += got;
        if (is_control(socket)) keep_control(socket, piece, got);
        enum websocket_event event = socket->left == 0 ? end_frame(socket) : WEBSOCKET_MORE;
        if (event != WEBSOCKET_MORE) return event;
        if (!is_control(socket) && got > 0) {
            *data = piece;
            *length = got;
            return WEBSOCKET_DATA;
        }
        if (*taken == count) return WEBSOCKET_MORE;
    }
}

size_t websocket_write_head(uint8_t out[static 10], enum websocket_opcode opcode, size_t length)
{
    unsigned bytes = length < OF_2_BYTES ? 0 : length <= UINT16_MAX ? 2 : 8;
    out[0] = (uint8_t) (FINAL | (unsigned) opcode);
    out[1] = (uint8_t) (bytes == 0 ? length : bytes == 2 ? OF_2_BYTES : OF_8_BYTES);
    for (unsigned i = 0; i < bytes; i++) out[2 + i] = (uint8_t) ((uint64_t) length >> (8 * (bytes - 1 - i)));
    return 2 + bytes;
}

bool websocket_accept(const char *key, char out[static WEBSOCKET_ACCEPT])
{
    static const char constant[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    uint8_t digest[SHA1_DIGEST_SIZE];
    struct sha1_ctx sha1;
    if (strlen(key) != 24 || strcmp(key + 22, "==") != 0) return false;
    sha1_init(&sha1);
    sha1_update(&sha1, strlen(key), (const uint8_t *) key);
    sha1_update(&sha1, sizeof constant - 1, (const uint8_t *) constant);
    sha1_digest(&sha1, sizeof digest, digest);
    base64_encode_raw(out, sizeof digest, digest);
    out[WEBSOCKET_ACCEPT - 1] = 0;
    return true;
}
