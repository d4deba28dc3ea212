/* SPDX-License-Identifier: MIT
 *
 * Why a value will not do: what the rows of the table in settings.c ask about a value that is not empty. Each function
 * returns NULL when it will do, else the end of a sentence that begins with the value ("is not HH:MM …"), which stays valid
 * until the same function is called again. Pure, but for time zones, which are looked up in the system's database.
 */
#ifndef CONFIG_OBJECTIONS_H
#define CONFIG_OBJECTIONS_H

const char *object_to_time_zone(const char *value);
const char *object_to_address(const char *value);
const char *object_to_blocks(const char *value); /* CIDR, separated by commas */
const char *object_to_control_characters(const char *value);
const char *object_to_secret(const char *value); /* UTF-8 without control characters, up to 1024 bytes */
const char *object_to_path(const char *value);
const char *object_to_base32(const char *value);
const char *object_to_twelve_hours(const char *value); /* HH:MM AM */
const char *object_to_twenty_four_hours(const char *value);
const char *object_to_save_schedule(const char *value); /* as IBC's SaveTwsSettingsAt */
const char *object_to_dialog_actions(const char *value);
const char *object_to_heap_size(const char *value);
const char *object_to_options(const char *value); /* words as a shell would split them */
const char *object_to_ssh_targets(const char *value); /* user@host[:port],… */
const char *object_to_ssh_ports(const char *value); /* [ADDRESS:]PORT,… */
const char *object_to_url(const char *value);

#endif
