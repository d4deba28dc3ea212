/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "fake_api.h"

#include "base/text.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct fake_api fake_api;
static int api = -1, clients[FAKE_API_CLIENTS] = { -1, -1, -1, -1, -1, -1, -1, -1 };

void fake_api_open(int port)
{
    static const int yes = 1;
    struct sockaddr_in own = { .sin_family = AF_INET, .sin_port = htons((uint16_t) port),
                               .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    api = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    setsockopt(api, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(api, (const struct sockaddr *) &own, sizeof own) < 0 || listen(api, 16) < 0) _exit(98);
}

static void accept_client(void)
{
    int fd = accept4(api, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    for (int i = 0; i < FAKE_API_CLIENTS && fd >= 0; i++) {
        if (clients[i] >= 0) continue;
        clients[i] = fd;
        return;
    }
    if (fd >= 0) close(fd);
}

static bool say_to(int client, const char *bytes, size_t length)
{
    return send(client, bytes, length, MSG_NOSIGNAL) == (ssize_t) length;
}

/* A hello is answered so, a login with the accounts, a question for the time with the time. */
static bool answer(int client, const char *bytes, size_t length)
{
    static const char hello[] = "\0\0\0\x1a" "176\0" "20260102 03:04:05 CET";
    static const char accounts[] = "\0\0\0\x0a" "15\0" "1\0" "DU12";
    static const char time[] = "\0\0\0\x10" "49\0" "1\0" "1700000000";
    if (fake_api.mute) return true;
    if (length >= 4 && memcmp(bytes, "API", 4) == 0) return say_to(client, hello, sizeof hello);
    if (length >= 6 && memcmp(bytes + 4, "71", 3) == 0) {
        fake_api.logins++;
        return say_to(client, accounts, sizeof accounts);
    }
    return say_to(client, time, sizeof time);
}

static void answer_client(int *client)
{
    char bytes[256];
    ssize_t n = recv(*client, bytes, sizeof bytes, 0);
    if (n < 0 && errno == EAGAIN) return;
    if (n > 0 && answer(*client, bytes, (size_t) n)) return;
    close(*client);
    *client = -1;
}

void fake_api_tell(const char *code)
{
    char frame[64] = { 0 };
    struct text text = { .bytes = frame + 4, .room = sizeof frame - 4 };
    text_format(&text, "4|2|-1|%s|told|", code);
    for (size_t i = 0; i < text.length; i++)
        if (frame[4 + i] == '|') frame[4 + i] = 0;
    frame[3] = (char) text.length;
    for (int i = 0; i < FAKE_API_CLIENTS; i++)
        if (clients[i] >= 0) (void) !say_to(clients[i], frame, 4 + text.length);
}

void fake_api_close(void)
{
    close(api);
    api = -1;
}

void fake_api_list(struct pollfd fds[FAKE_API_FDS])
{
    fds[0] = (struct pollfd) { .fd = fake_api.silent ? -1 : api, .events = POLLIN };
    for (int i = 0; i < FAKE_API_CLIENTS; i++) fds[1 + i] = (struct pollfd) { .fd = clients[i], .events = POLLIN };
}

void fake_api_serve(const struct pollfd fds[FAKE_API_FDS])
{
    if (fds[0].revents) accept_client();
    for (int i = 0; i < FAKE_API_CLIENTS; i++)
        if (fds[1 + i].revents) answer_client(&clients[i]);
}
