/* SPDX-License-Identifier: MIT
 *
 * The page on which the gateway's screen is used: noVNC draws it, www/screen.js joins it to our websocket.
 */
#include "web/html.h"
#include "web/page.h"

void page_render_screen(const struct snapshot *snapshot, bool has_vnc, bool has_client, struct text *text)
{
    bool is_offered = has_vnc && has_client;
    html_begin(text, "The gateway’s screen", is_offered ? "screen.js" : NULL, 0);
    text_add(text, "<p id=\"live\" role=\"status\"></p></header>\n<main>\n<section class=\"panel\">\n<h1>The gateway’s screen</h1>\n");
    if (!has_vnc) {
        text_add(text, "<p class=\"detail\">The screen is used through the VNC server, which runs only if VNC_PWD is set.</p>\n");
    } else if (!has_client) {
        text_add(text, "<p class=\"detail\">This build has no noVNC: npm was not there to fetch it. Install npm and build again, or "
                       "use a VNC client on port 5900.</p>\n");
    } else {
        text_add(text, "<form id=\"password\" class=\"filter\"><input type=\"password\" aria-label=\"VNC password\" "
                       "placeholder=\"VNC password\" autocomplete=\"off\" maxlength=\"8\"> "
                       "<button class=\"button primary\" type=\"submit\">Connect</button></form>\n"
                       "<noscript><p class=\"detail\">Using the screen needs JavaScript; the picture on the first page does not."
                       "</p></noscript>\n<div id=\"vnc\" hidden></div>\n");
    }
    text_add(text, "<p class=\"actions\"><a class=\"button\" href=\".\">Back</a></p>\n</section>\n</main>\n");
    html_end(snapshot, text);
}
