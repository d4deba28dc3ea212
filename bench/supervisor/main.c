/* SPDX-License-Identifier: MIT
 *
 * `gatehouse init -c FILE` beside Debian's supervisord with the same file, in one run and by turns: what a supervisor does,
 * in milliseconds and bytes. Prints a Markdown table. Needs root (a process namespace for the orphans).
 */
#define _GNU_SOURCE
#include "bench/supervisor/peer.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST = 64, OBEDIENT = 6, STUBBORN = 4 };

struct figures {
    double values[MOST];
    int count;
};

static int compare(const void *a, const void *b)
{
    double difference = *(const double *) a - *(const double *) b;
    return (difference > 0) - (difference < 0);
}

static void add(struct figures *figures, double value)
{
    if (figures->count < MOST) figures->values[figures->count++] = value;
}

static double median(struct figures *figures)
{
    qsort(figures->values, (size_t) figures->count, sizeof(double), compare);
    int half = figures->count / 2;
    return figures->count % 2 ? figures->values[half] : (figures->values[half - 1] + figures->values[half]) / 2;
}

static void print_cell(struct figures *figures)
{
    double middle = median(figures);
    printf(" %.2f (%.2f–%.2f) |", middle, figures->values[0], figures->values[figures->count - 1]);
}

static void print_row(const char *title, struct figures figures[PEERS])
{
    double ours = median(&figures[GATEHOUSE]), theirs = median(&figures[SUPERVISORD]);
    printf("| %s |", title);
    print_cell(&figures[GATEHOUSE]);
    print_cell(&figures[SUPERVISORD]);
    if (ours > 0) printf(" %.1f |\n", theirs / ours);
    else puts(" – |");
    fflush(stdout);
}

/* ---- rows: each measures one peer once or more ---- */

/* With the memory, which both have settled in after the first pause. */
static void measure_replacement(struct peer *peer, int kills, struct figures *figures, struct figures *pss, struct figures *rss)
{
    double memory_rss = 0;
    peer_start(peer, OBEDIENT, "obedient", false);
    pause_ms(2000);
    add(pss, peer_memory_mib(peer, &memory_rss));
    add(rss, memory_rss);
    for (int i = 0; i < kills; i++) {
        pause_ms(1200); /* until both have come to rest */
        double begin = now_ms();
        kill(peer->payloads[i % OBEDIENT].pid, SIGKILL);
        add(figures, peer_take_payload(peer, i % OBEDIENT) - begin);
    }
    peer_stop(peer);
}

static void measure_start_and_stop(struct peer *peer, struct figures *start, struct figures *stop)
{
    double begin = now_ms();
    add(start, peer_start(peer, OBEDIENT, "obedient", false) - begin);
    pause_ms(1500);
    begin = now_ms();
    peer_stop(peer);
    add(stop, now_ms() - begin);
}

static void measure_stubborn(struct peer *peer, struct figures *figures)
{
    peer_start(peer, STUBBORN, "stubborn", false);
    pause_ms(1500);
    double begin = now_ms();
    peer_stop(peer);
    add(figures, now_ms() - begin);
}

/* Both at the same time: neither does anything that could disturb the other. */
static void measure_idle(struct peer peers[PEERS], int seconds, struct figures cpu[PEERS])
{
    double begin[PEERS];
    for (int i = 0; i < PEERS; i++) peer_start(&peers[i], OBEDIENT, "obedient", false);
    pause_ms(2000);
    for (int i = 0; i < PEERS; i++) begin[i] = peer_cpu_ms(&peers[i]);
    pause_ms(seconds * 1000);
    for (int i = 0; i < PEERS; i++) add(&cpu[i], peer_cpu_ms(&peers[i]) - begin[i]);
    for (int i = 0; i < PEERS; i++) peer_stop(&peers[i]);
}

static void measure_orphans(struct peer *peer, int orphans, struct figures *figures)
{
    peer_start(peer, 1, "obedient", true);
    for (int i = 0; i < orphans; i++) {
        pause_ms(1100 + 130 * i); /* not in step with anybody's clock */
        add(figures, peer_orphan_ms(peer));
    }
    peer_stop(peer);
}

static void measure_all(struct peer peers[PEERS], int rounds, int idle_seconds)
{
    static struct figures replacement[PEERS], start[PEERS], stop[PEERS], stubborn[PEERS], cpu[PEERS], pss[PEERS], rss[PEERS],
        orphan[PEERS];
    for (int round = 0; round < rounds; round++) {
        for (int i = 0; i < PEERS; i++) {
            int which = (i + round) % PEERS;
            measure_start_and_stop(&peers[which], &start[which], &stop[which]);
            measure_replacement(&peers[which], 4, &replacement[which], &pss[which], &rss[which]);
            if (round < 3) measure_stubborn(&peers[which], &stubborn[which]);
            measure_orphans(&peers[which], 3, &orphan[which]);
        }
        if (round < 3) measure_idle(peers, idle_seconds, cpu);
    }
    puts("| | gatehouse | supervisord | ratio |\n|---|---|---|---|");
    print_row("kill -9 to replacement running, ms", replacement);
    print_row("memory of all its own processes, PSS, MiB", pss);
    print_row("the same, RSS, MiB", rss);
    print_row("start to six programs running, ms", start);
    print_row("stop of six obedient programs, ms", stop);
    print_row("stop of four that ignore SIGTERM, 2 s patience, ms", stubborn);
    print_row("CPU while idle, ms", cpu);
    print_row("orphan reaped as PID 1, ms", orphan);
}

int main(int argc, char **argv)
{
    if (argc > 2 && strcmp(argv[1], "--payload") == 0) payload_run(argv[2], argv[3], argv[4]);
    const char *gatehouse = argc > 1 ? argv[1] : "build/gatehouse";
    int rounds = argc > 2 ? (int) strtol(argv[2], NULL, 10) : 5, idle = argc > 3 ? (int) strtol(argv[3], NULL, 10) : 60;
    struct peer peers[PEERS] = { [GATEHOUSE] = { .program = gatehouse }, [SUPERVISORD] = { .program = "/usr/bin/supervisord" } };
    if (geteuid() != 0 || access(peers[SUPERVISORD].program, X_OK) < 0) {
        fputs("bench-supervisor: needs root, and Debian's package supervisor\n", stderr);
        return 1;
    }
    printf("%d rounds by turns; medians (least–most); idle for %d s three times\n\n", rounds, idle);
    measure_all(peers, rounds, idle);
    return 0;
}
