/* SPDX-License-Identifier: MIT */
#include "control/refusal.h"

static const char *const names[REFUSALS_END] = {
    [REFUSED_ADDRESS] = "address",
    [REFUSED_MANY_WAITING] = "many_waiting",
    [REFUSED_MANY_IN_ALL] = "many_in_all",
    [REFUSED_MANY_AT_GATEWAY] = "many_at_gateway",
    [REFUSED_SILENT] = "silent",
    [REFUSED_PARTIAL] = "partial",
    [REFUSED_SLOW] = "slow",
    [REFUSED_HTTP] = "http",
    [REFUSED_TLS] = "tls",
    [REFUSED_OTHER_PROTOCOL] = "other_protocol",
    [REFUSED_BAD_LENGTH] = "bad_length",
    [REFUSED_BAD_VERSION] = "bad_version",
    [REFUSED_GATEWAY_DOWN] = "gateway_down",
    [REFUSED_GATEWAY_SLOW] = "gateway_slow",
    [REFUSED_NO_DESCRIPTOR] = "no_descriptor",
};

const char *refusal_name(enum refusal cause)
{
    return (unsigned) cause < REFUSALS_END ? names[cause] : "unknown";
}
