/* SPDX-License-Identifier: MIT
 *
 * Why the relay does not let a client through: counted on the board, named in metrics.
 */
#ifndef CONTROL_REFUSAL_H
#define CONTROL_REFUSAL_H

enum refusal {
    REFUSED_ADDRESS, /* not in the allow list */
    REFUSED_MANY_WAITING, /* too many of this address without a hello */
    REFUSED_MANY_IN_ALL,
    REFUSED_MANY_AT_GATEWAY,
    REFUSED_SILENT, /* came and went without a byte */
    REFUSED_PARTIAL, /* went in the middle of its hello */
    REFUSED_SLOW,
    REFUSED_HTTP,
    REFUSED_TLS,
    REFUSED_OTHER_PROTOCOL,
    REFUSED_BAD_LENGTH,
    REFUSED_BAD_VERSION,
    REFUSED_GATEWAY_DOWN, /* nobody listens there */
    REFUSED_GATEWAY_SLOW, /* it does not take the connection */
    REFUSED_NO_DESCRIPTOR, /* EMFILE and its like */
    REFUSALS_END
};

/* One word for machines: "address", "many_waiting" …; "unknown" outside the enum. */
const char *refusal_name(enum refusal cause);

/* A few for people: "not in RELAY_ALLOW" …; "unknown" outside the enum. */
const char *refusal_words(enum refusal cause);

#endif
