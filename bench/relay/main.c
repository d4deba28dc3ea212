/* SPDX-License-Identifier: MIT
 *
 * bench-relay: every measurement through every peer, in turn, several rounds; a table of medians with their spread, and
 * whether ours reaches what it is to reach. Only ratios of one run mean anything.
 */
#define _GNU_SOURCE
#include "load.h"
#include "measure.h"

#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

enum { MOST_ROUNDS = 31, MOST_MEASUREMENTS = 32 };

static double figures[MOST_MEASUREMENTS][PEERS][FIGURES][MOST_ROUNDS];
static size_t taken[MOST_MEASUREMENTS];

struct options {
    const char *gatehouse;
    regex_t rows, peers; /* whose names are measured */
    unsigned rounds;
};

static bool wanted(const struct options *options, const struct measurement *measurement)
{
    return regexec(&options->rows, measurement->name, 0, NULL, 0) == 0;
}

static void measure(const struct options *options, size_t m, int server_port)
{
    for (enum peer_id id = PEER_DIRECT; id < PEERS; id++) {
        if (regexec(&options->peers, peer_name(id), 0, NULL, 0) != 0) continue;
        struct peer peer;
        double values[FIGURES] = { 0 };
        peer_start(&peer, id, options->gatehouse, server_port);
        measurements[m].run(&peer, &measurements[m], values);
        peer_stop(&peer);
        for (size_t f = 0; f < FIGURES; f++) figures[m][id][f][taken[m]] = values[f];
    }
    taken[m]++;
}

static void measure_all(const struct options *options, int server_port)
{
    for (unsigned round = 0; round < options->rounds; round++)
        for (size_t m = 0; m < measurement_count; m++) {
            if (!wanted(options, &measurements[m]) || (measurements[m].is_slow && round % 3 != 0)) continue;
            fprintf(stderr, "\rround %u of %u: %-40s", round + 1, options->rounds, measurements[m].name);
            measure(options, m, server_port);
        }
    fputc('\n', stderr);
}

/* ---- the table ---- */

static double middle(size_t m, enum peer_id id, size_t f)
{
    return median_of(figures[m][id][f], taken[m]);
}

/* Half the distance between the quarters, as a part of the median. */
static double spread(size_t m, enum peer_id id, size_t f)
{
    double *values = figures[m][id][f], median = median_of(values, taken[m]);
    return median > 0 ? (share_of(values, taken[m], 0.75) - share_of(values, taken[m], 0.25)) / 2 / median : 0;
}

static double best_peer(size_t m, size_t f, enum peer_id *which)
{
    bool more = measurements[m].figures[f].more_is_better;
    double best = 0;
    for (enum peer_id id = PEER_SOCAT; id <= PEER_NGINX; id++) {
        double value = middle(m, id, f);
        if (id != PEER_SOCAT && (more ? value <= best : value >= best)) continue;
        best = value;
        *which = id;
    }
    return best;
}

/* `bound` against our figure: reached, or reached within the spreads of the two. */
static const char *verdict(double ours, double bound, bool more, double noise)
{
    if (more ? ours >= bound : ours <= bound) return "yes";
    return (more ? ours >= bound * (1 - noise) : ours <= bound * (1 + noise)) ? "within noise" : "**no**";
}

static bool report_target(size_t m, size_t f)
{
    const struct figure *figure = &measurements[m].figures[f];
    enum peer_id rival = PEER_DIRECT;
    double ours = middle(m, figure->ours, f), peer = best_peer(m, f, &rival), bound = peer;
    double noise = spread(m, figure->ours, f) + spread(m, rival, f);
    if (figure->target == TARGET_OF_HAPROXY) bound = middle(m, PEER_HAPROXY, f) * figure->limit;
    if (figure->target == TARGET_ABSOLUTE) bound = figure->limit;
    if (figure->target == TARGET_OF_DIRECT) bound = middle(m, PEER_DIRECT, f) * figure->limit;
    printf(" %.2f × %s |", peer > 0 ? ours / peer : 0, peer_name(rival));
    if (figure->target == TARGET_NONE) {
        printf(" – | – |\n");
        return true;
    }
    const char *word = verdict(ours, bound, figure->more_is_better, noise);
    printf(" %.3g | %s |\n", bound, word);
    return word[0] != '*';
}

static bool report_figure(size_t m, size_t f)
{
    const struct figure *figure = &measurements[m].figures[f];
    printf("| %s, %s, %s |", measurements[m].name, figure->name, figure->unit);
    for (enum peer_id id = PEER_DIRECT; id < PEERS; id++) printf(" %.3g ±%.0f%% |", middle(m, id, f), 100 * spread(m, id, f));
    return report_target(m, f);
}

static bool report(void)
{
    bool reached = true;
    printf("| what |");
    for (enum peer_id id = PEER_DIRECT; id < PEERS; id++) printf(" %s |", peer_name(id));
    printf(" ours to the best peer | target | reached |\n|---|");
    for (int column = 0; column < PEERS + 3; column++) printf("---|");
    printf("\n");
    for (size_t m = 0; m < measurement_count; m++)
        for (size_t f = 0; f < FIGURES && measurements[m].figures[f].name && taken[m]; f++)
            reached = report_figure(m, f) && reached;
    return reached;
}

static struct options read_options(int argc, char **argv)
{
    struct options options = { .rounds = 5 };
    const char *rows = "", *peers = "";
    for (int i = 1; i + 1 < argc; i += 2) {
        if (strcmp(argv[i], "--gatehouse") == 0) options.gatehouse = argv[i + 1];
        else if (strcmp(argv[i], "--only") == 0) rows = argv[i + 1];
        else if (strcmp(argv[i], "--peer") == 0) peers = argv[i + 1];
        else if (strcmp(argv[i], "--rounds") == 0) options.rounds = (unsigned) strtoul(argv[i + 1], NULL, 10);
        else options.rounds = 0;
    }
    bool bad = regcomp(&options.rows, rows, REG_EXTENDED | REG_NOSUB) || regcomp(&options.peers, peers, REG_EXTENDED | REG_NOSUB);
    if (!bad && options.gatehouse && options.rounds >= 1 && options.rounds <= MOST_ROUNDS && argc % 2 == 1) return options;
    fprintf(stderr, "usage: bench-relay --gatehouse PATH [--rounds 1..%d] [--only ROWS] [--peer NAMES]\n"
            "ROWS and NAMES: extended regular expressions\n", MOST_ROUNDS);
    exit(2);
}

int main(int argc, char **argv)
{
    struct options options = read_options(argc, argv);
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    setvbuf(stdout, NULL, _IOLBF, 0);
    measure_all(&options, load_server_start());
    return report() ? 0 : 1;
}
