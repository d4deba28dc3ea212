/* SPDX-License-Identifier: MIT */
#include "relay/traffic.h"

#include <string.h>

enum {
    LENGTH_BYTES = 4,
    MESSAGE_LIMIT = 0xffffff, /* the published clients refuse longer ones */
    START_API = 71,
    PROTOBUF_OFFSET = 200
};

static uint32_t big_endian(const uint8_t *bytes)
{
    return (uint32_t) bytes[0] << 24 | (uint32_t) bytes[1] << 16 | (uint32_t) bytes[2] << 8 | bytes[3];
}

static bool is_digit(uint8_t byte)
{
    return byte >= '0' && byte <= '9';
}

/* Digits and NUL at the start of `bytes`; -1 when that is not what is there. */
static int32_t text_number(const uint8_t *bytes, size_t length)
{
    enum { MOST_DIGITS = 9 };
    int32_t number = 0;
    size_t at = 0;
    while (at < length && at < MOST_DIGITS && is_digit(bytes[at])) number = number * 10 + (bytes[at++] - '0');
    return at > 0 && at < length && bytes[at] == 0 ? number : -1;
}

/* ---- what single messages tell ---- */

/* "193\0" and a time and NUL, and nothing else. */
static void look_for_version(struct traffic *traffic)
{
    const uint8_t *sample = traffic->sample;
    size_t length = traffic->sample_length;
    int32_t version = text_number(sample, length);
    const uint8_t *first = memchr(sample, 0, length);
    if (version <= 0 || !first) return;
    size_t rest = length - (size_t) (first + 1 - sample);
    const uint8_t *second = rest ? memchr(first + 1, 0, rest) : NULL;
    if (second && second + 1 == sample + length) traffic->version = (uint32_t) version;
}

static const uint8_t *after_field(const uint8_t *at, const uint8_t *end)
{
    const uint8_t *nul = at < end ? memchr(at, 0, (size_t) (end - at)) : NULL;
    return nul ? nul + 1 : end;
}

static void set_client_id(struct traffic *traffic, int64_t id)
{
    traffic->client_id = (int32_t) id;
    traffic->has_client_id = true;
}

/* startApi as text: version of the message, client id. */
static void read_text_id(struct traffic *traffic, const uint8_t *at, const uint8_t *end)
{
    at = after_field(at, end);
    bool negative = at < end && *at == '-';
    int32_t id = text_number(at + negative, (size_t) (end - at) - negative);
    if (id >= 0) set_client_id(traffic, negative ? -id : id);
}

/* startApi as protobuf: field 1, a varint, is the client id; without it the id is 0. */
static void read_protobuf_id(struct traffic *traffic, const uint8_t *at, const uint8_t *end)
{
    enum { FIELD_1_VARINT = 0x08 };
    uint64_t id = 0;
    if (at < end && *at == FIELD_1_VARINT)
        for (unsigned shift = 0; ++at < end && shift < 64; shift += 7) {
            id |= (uint64_t) (*at & 0x7f) << shift;
            if (!(*at & 0x80)) break;
        }
    set_client_id(traffic, (int64_t) id);
}

static void look_for_client_id(struct traffic *traffic)
{
    const uint8_t *at = traffic->sample, *end = at + traffic->sample_length;
    bool is_raw = traffic->sample_length >= LENGTH_BYTES && at[0] == 0;
    int64_t type = is_raw ? (int64_t) big_endian(at) : text_number(at, traffic->sample_length);
    const uint8_t *rest = is_raw ? at + LENGTH_BYTES : after_field(at, end);
    if (type == START_API) read_text_id(traffic, rest, end);
    else if (type == START_API + PROTOBUF_OFFSET && is_raw) read_protobuf_id(traffic, rest, end);
}

/* The version comes down before the id goes up, so one sample serves both. */
static bool is_sampled(const struct traffic_stream *stream)
{
    const struct traffic *traffic = stream->traffic;
    return stream->is_up ? traffic->version && !traffic->has_client_id : !traffic->version;
}

static void sample(struct traffic *traffic, const uint8_t *bytes, size_t length)
{
    size_t room = TRAFFIC_SAMPLE - traffic->sample_length;
    size_t taken = length < room ? length : room;
    memcpy(traffic->sample + traffic->sample_length, bytes, taken);
    traffic->sample_length = (uint8_t) (traffic->sample_length + taken);
}

static void end_sample(struct traffic_stream *stream)
{
    struct traffic *traffic = stream->traffic;
    if (stream->is_up) look_for_client_id(traffic);
    else look_for_version(traffic);
    traffic->sample_length = 0;
}

/* ---- counting ---- */

/* Where a type is counted: a client's messages are of a few types only, so they are looked through. */
static uint32_t entry_of(struct traffic_counts *counts, uint16_t type)
{
    uint32_t count = counts->type_count, at = 0;
    while (at < count && counts->types[at].type != type) at++;
    if (at < count) return at;
    if (count == TRAFFIC_TYPES) return TRAFFIC_TYPES - 1;
    counts->types[count].type = count < TRAFFIC_TYPES - 1 ? type : TRAFFIC_OTHER_TYPE;
    counts->type_count++;
    return count;
}

static void count(struct traffic_stream *stream, uint32_t type)
{
    struct traffic_counts *counts = &stream->counts;
    counts->messages++;
    counts->types[entry_of(counts, type < TRAFFIC_KNOWN ? (uint16_t) type : TRAFFIC_OTHER_TYPE)].messages++;
}

/* The type of a message whose first bytes are `head` (after its length); -1 when it has none. */
static int64_t type_of(const uint8_t *head, size_t length)
{
    if (length >= 4 && head[0] == 0) return big_endian(head);
    int64_t number = 0;
    size_t at = 0;
    while (at < length && is_digit(head[at])) number = number * 10 + (head[at++] - '0');
    return at > 0 && (at == length || head[at] == 0) ? number : -1;
}

/* A head is complete: false when this is no framing we know. */
static bool begin_message(struct traffic_stream *stream, const uint8_t *head, size_t head_length, uint32_t length)
{
    size_t seen = head_length - LENGTH_BYTES;
    stream->left = length - (uint32_t) seen;
    bool sampled = is_sampled(stream);
    if (sampled) sample(stream->traffic, head + LENGTH_BYTES, seen);
    int64_t type = type_of(head + LENGTH_BYTES, seen);
    if (type >= 0 && (stream->is_up || stream->traffic->version)) count(stream, (uint32_t) type);
    if (sampled && stream->left == 0) end_sample(stream);
    return type >= 0;
}

static uint32_t head_wanted(uint32_t length)
{
    return length < TRAFFIC_HEAD - LENGTH_BYTES ? LENGTH_BYTES + length : TRAFFIC_HEAD;
}

static bool length_fits(uint32_t length)
{
    return length > 0 && length <= MESSAGE_LIMIT;
}

/* Byte by byte, where a head comes in pieces. */
static bool collect_head(struct traffic_stream *stream, uint8_t byte)
{
    stream->head[stream->head_length++] = byte;
    if (stream->head_length < LENGTH_BYTES) return true;
    uint32_t length = big_endian(stream->head);
    if (!length_fits(length)) return false;
    if (stream->head_length < head_wanted(length)) return true;
    size_t head_length = stream->head_length;
    stream->head_length = 0;
    return begin_message(stream, stream->head, head_length, length);
}

static size_t pass(struct traffic_stream *stream, const uint8_t *bytes, size_t length)
{
    size_t passed = length < stream->left ? length : stream->left;
    bool sampled = is_sampled(stream);
    if (sampled) sample(stream->traffic, bytes, passed);
    stream->left -= (uint32_t) passed;
    if (sampled && stream->left == 0) end_sample(stream);
    return passed;
}

/* The plain case, many times a second: whole messages of known types, nothing of them sampled. Gives where that ends. */
static const uint8_t *count_whole(struct traffic_stream *stream, const uint8_t *bytes, const uint8_t *end)
{
    if (stream->left > 0 || stream->head_length > 0 || is_sampled(stream)) return bytes;
    while (end - bytes >= TRAFFIC_HEAD) {
        uint32_t length = big_endian(bytes);
        if (length < TRAFFIC_HEAD - LENGTH_BYTES || length + LENGTH_BYTES > (size_t) (end - bytes)) break;
        int64_t type = type_of(bytes + LENGTH_BYTES, TRAFFIC_HEAD - LENGTH_BYTES);
        if (type < 0 || (!stream->is_up && !stream->traffic->version)) break;
        count(stream, (uint32_t) type);
        bytes += LENGTH_BYTES + length;
    }
    return bytes;
}

void traffic_feed(struct traffic_stream *stream, const uint8_t *bytes, size_t length)
{
    const uint8_t *end = bytes + length;
    if (!stream->is_opaque) bytes = count_whole(stream, bytes, end);
    while (bytes < end && !stream->is_opaque) {
        if (stream->left > 0) {
            bytes += pass(stream, bytes, (size_t) (end - bytes));
            continue;
        }
        bool is_whole = stream->head_length == 0 && end - bytes >= TRAFFIC_HEAD;
        uint32_t message = is_whole ? big_endian(bytes) : 0;
        if (is_whole && message >= TRAFFIC_HEAD - LENGTH_BYTES && message <= MESSAGE_LIMIT) {
            stream->is_opaque = !begin_message(stream, bytes, TRAFFIC_HEAD, message);
            bytes += TRAFFIC_HEAD;
        } else stream->is_opaque = !collect_head(stream, *bytes++);
    }
}

uint32_t traffic_unseen(const struct traffic_stream *stream)
{
    return stream->is_opaque || is_sampled(stream) ? 0 : stream->left;
}

void traffic_skip(struct traffic_stream *stream, size_t length)
{
    stream->left -= (uint32_t) length;
}

void traffic_init(struct traffic *traffic, bool is_framed)
{
    *traffic = (struct traffic) { 0 };
    traffic->up = (struct traffic_stream) { .traffic = traffic, .is_opaque = !is_framed, .is_up = true };
    traffic->down = (struct traffic_stream) { .traffic = traffic, .is_opaque = !is_framed };
}
