/* SPDX-License-Identifier: MIT
 *
 * Private to src/config: the name under which all SIMULATOR_… variables travel as one value.
 */
#ifndef CONFIG_LOAD_H
#define CONFIG_LOAD_H

#define SIMULATOR_PREFIX "SIMULATOR_"
#define SIMULATOR_SEALED "SIMULATOR"

#endif
