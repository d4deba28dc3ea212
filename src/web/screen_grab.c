/* SPDX-License-Identifier: MIT
 *
 * gatehouse-screen: a picture, as PNG on its standard output, of the display that DISPLAY and XAUTHORITY name. A program of its
 * own, started by picture.c: an X server that hangs holds up nobody, and gatehouse-web, which talks to strangers, has neither
 * libpng nor xcb inside.
 */
#define _GNU_SOURCE
#include "base/fd.h"
#include "base/log.h"

#include <png.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>
#include <xcb/xcb.h>

enum { COMPRESSION = 2 }; /* a screen of windows is mostly flat: more costs time and saves little */

static void write_bytes(png_structp png, png_bytep bytes, size_t length)
{
    if (fd_write_all(STDOUT_FILENO, bytes, length) < 0) png_error(png, "the picture cannot be handed over");
}

static void flush_nothing(png_structp png)
{
    (void) png;
}

static void on_png_error(png_structp png, png_const_charp what)
{
    log_error("PNG: %s", what);
    (void) png;
    _Exit(EXIT_FAILURE); /* a process for this alone: nothing to clean up */
}

/* How the server lays out pixels. */
struct layout {
    unsigned bytes_per_pixel;
    uint32_t stride; /* bytes of a row */
    uint32_t masks[3]; /* red, green, blue */
};

/* The bits of the mask, scaled to eight. */
static uint8_t channel(uint32_t pixel, uint32_t mask)
{
    if (mask == 0) return 0;
    int shift = __builtin_ctz(mask);
    return (uint8_t) ((uint64_t) ((pixel & mask) >> shift) * 255 / (mask >> shift));
}

static void convert_row(const struct layout *layout, const uint8_t *from, uint32_t width, uint8_t *rgb)
{
    for (uint32_t x = 0; x < width; x++, from += layout->bytes_per_pixel) {
        uint32_t pixel = (uint32_t) from[0] | (uint32_t) from[1] << 8;
        if (layout->bytes_per_pixel == 4) pixel |= (uint32_t) from[2] << 16 | (uint32_t) from[3] << 24;
        for (unsigned i = 0; i < 3; i++) *rgb++ = channel(pixel, layout->masks[i]);
    }
}

static void write_png(const uint8_t *pixels, const struct layout *layout, uint32_t width, uint32_t height)
{
    static uint8_t row[UINT16_MAX * 3];
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, on_png_error, NULL);
    png_infop info = png ? png_create_info_struct(png) : NULL;
    if (!info) _Exit(EXIT_FAILURE);
    png_set_write_fn(png, NULL, write_bytes, flush_nothing);
    png_set_compression_level(png, COMPRESSION);
    png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_FILTER_SUB);
    png_set_IHDR(png, info, width, height, 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
                 PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png, info);
    for (uint32_t y = 0; y < height; y++) {
        convert_row(layout, pixels + (size_t) y * layout->stride, width, row);
        png_write_row(png, row);
    }
    png_write_end(png, NULL);
    png_destroy_write_struct(&png, &info);
}

static bool find_masks(const xcb_screen_t *screen, uint32_t masks[static 3])
{
    xcb_depth_iterator_t depths = xcb_screen_allowed_depths_iterator(screen);
    for (; depths.rem; xcb_depth_next(&depths)) {
        xcb_visualtype_iterator_t visuals = xcb_depth_visuals_iterator(depths.data);
        for (; visuals.rem; xcb_visualtype_next(&visuals)) {
            const xcb_visualtype_t *visual = visuals.data;
            if (visual->visual_id != screen->root_visual || visual->_class != XCB_VISUAL_CLASS_TRUE_COLOR) continue;
            masks[0] = visual->red_mask;
            masks[1] = visual->green_mask;
            masks[2] = visual->blue_mask;
            return true;
        }
    }
    return false;
}

/* False for a layout nobody uses today: palettes, 24 bits packed, most significant byte first. */
static bool find_layout(const xcb_setup_t *setup, const xcb_screen_t *screen, struct layout *layout)
{
    xcb_format_iterator_t formats = xcb_setup_pixmap_formats_iterator(setup);
    while (formats.rem && formats.data->depth != screen->root_depth) xcb_format_next(&formats);
    if (!formats.rem || setup->image_byte_order != XCB_IMAGE_ORDER_LSB_FIRST || formats.data->scanline_pad < 8) return false;
    unsigned bits = formats.data->bits_per_pixel, pad = formats.data->scanline_pad;
    if (bits != 16 && bits != 32) return false;
    layout->bytes_per_pixel = bits / 8;
    layout->stride = (screen->width_in_pixels * bits + pad - 1) / pad * (pad / 8);
    return find_masks(screen, layout->masks);
}

static int grab(xcb_connection_t *x)
{
    const xcb_setup_t *setup = xcb_get_setup(x);
    const xcb_screen_t *screen = xcb_setup_roots_iterator(setup).data;
    struct layout layout;
    if (!screen || !find_layout(setup, screen, &layout)) {
        log_error("the screen has a layout that cannot be read, depth %d", screen ? screen->root_depth : 0);
        return EXIT_FAILURE;
    }
    uint16_t width = screen->width_in_pixels, height = screen->height_in_pixels;
    xcb_get_image_cookie_t asked = xcb_get_image(x, XCB_IMAGE_FORMAT_Z_PIXMAP, screen->root, 0, 0, width, height, UINT32_MAX);
    xcb_get_image_reply_t *image = xcb_get_image_reply(x, asked, NULL);
    bool is_whole = image && (size_t) xcb_get_image_data_length(image) >= (size_t) layout.stride * height;
    if (is_whole) write_png(xcb_get_image_data(image), &layout, width, height);
    else log_error("the X server gives no picture of its screen");
    free(image);
    return is_whole ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(void)
{
    xcb_connection_t *x = xcb_connect(NULL, NULL);
    int status = EXIT_FAILURE;
    if (xcb_connection_has_error(x)) log_error("the X server of DISPLAY does not let us in");
    else status = grab(x);
    xcb_disconnect(x);
    return status;
}
