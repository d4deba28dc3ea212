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

static const char *const words[REFUSALS_END] = {
    [REFUSED_ADDRESS] = "not in RELAY_ALLOW",
    [REFUSED_MANY_WAITING] = "too many of its address without a hello",
    [REFUSED_MANY_IN_ALL] = "too many in all",
    [REFUSED_MANY_AT_GATEWAY] = "the gateway takes no more",
    [REFUSED_SILENT] = "came and went without a byte",
    [REFUSED_PARTIAL] = "went amid its hello",
    [REFUSED_SLOW] = "hello too slow",
    [REFUSED_HTTP] = "spoke HTTP",
    [REFUSED_TLS] = "spoke TLS",
    [REFUSED_OTHER_PROTOCOL] = "spoke something else",
    [REFUSED_BAD_LENGTH] = "hello of a wrong length",
    [REFUSED_BAD_VERSION] = "hello of a wrong version",
    [REFUSED_GATEWAY_DOWN] = "nobody listened at the gateway",
    [REFUSED_GATEWAY_SLOW] = "the gateway did not take it",
    [REFUSED_NO_DESCRIPTOR] = "no descriptor free",
};

const char *refusal_words(enum refusal cause)
{
    return (unsigned) cause < REFUSALS_END ? words[cause] : "unknown";
}
