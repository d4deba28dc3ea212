/* SPDX-License-Identifier: MIT */
#include "session/java_command.h"

#include "base/text.h"

#include <string.h>

/* What the program reaches for inside the JDK. A Java without JavaFX would warn about those modules and go on. */
static const struct {
    const char *option, *package;
} modules[] = {
    { "--add-opens", "java.base/java.util" },
    { "--add-opens", "java.base/java.util.concurrent" },
    { "--add-exports", "java.base/sun.util" },
    { "--add-exports", "java.desktop/com.sun.java.swing.plaf.motif" },
    { "--add-opens", "java.desktop/java.awt" },
    { "--add-opens", "java.desktop/java.awt.dnd" },
    { "--add-opens", "java.desktop/javax.swing" },
    { "--add-opens", "java.desktop/javax.swing.event" },
    { "--add-opens", "java.desktop/javax.swing.plaf.basic" },
    { "--add-opens", "java.desktop/javax.swing.table" },
    { "--add-opens", "java.desktop/sun.awt" },
    { "--add-exports", "java.desktop/sun.awt.X11" },
    { "--add-exports", "java.desktop/sun.swing" },
    { "--add-opens", "javafx.graphics/com.sun.javafx.application" },
    { "--add-exports", "javafx.media/com.sun.media.jfxmedia" },
    { "--add-exports", "javafx.media/com.sun.media.jfxmedia.events" },
    { "--add-exports", "javafx.media/com.sun.media.jfxmedia.locator" },
    { "--add-exports", "javafx.media/com.sun.media.jfxmediaimpl" },
    { "--add-exports", "javafx.web/com.sun.javafx.webkit" },
    { "--add-opens", "jdk.management/com.sun.management.internal" },
};

static const char *const fixed[] = {
    "-Dtwslaunch.autoupdate.serviceImpl=com.ib.tws.twslaunch.install4j.Install4jAutoUpdateService",
    "-Dchannel=latest",
    "-Dexe4j.isInstall4j=true",
    "-Dinstall4jType=standalone",
    /* Windows are recognised by their English texts. */
    "-Duser.language=en",
    "-Duser.country=US",
    "-Dfile.encoding=UTF-8",
};

struct building {
    struct java_command *command;
    struct text text;
};

static void begin(struct building *building)
{
    struct java_command *command = building->command;
    if (command->count + 1 >= JAVA_ARGUMENTS) building->text.cut = true;
    else command->arguments[command->count++] = building->text.bytes + building->text.length;
}

/* One argument out of up to three parts. */
static void add(struct building *building, const char *first, const char *second, const char *third)
{
    begin(building);
    text_add(&building->text, first);
    text_add(&building->text, second);
    text_add(&building->text, third);
    text_add_bytes(&building->text, "", 1);
}

static void add_modules(struct building *building, bool without_javafx)
{
    for (unsigned i = 0; i < ARRAY_LENGTH(modules); i++) {
        if (without_javafx && text_starts_with(modules[i].package, "javafx.")) continue;
        begin(building);
        text_format(&building->text, "%s=%s=ALL-UNNAMED", modules[i].option, modules[i].package);
        text_add_bytes(&building->text, "", 1);
    }
}

static void add_list(struct building *building, const struct option_list *list)
{
    const char *at = list->text;
    for (unsigned i = 0; i < list->count; i++, at += strlen(at) + 1) add(building, at, "", "");
}

/* The last of two options that contradict each other wins: the user's own. */
static void add_options(struct building *building, const struct launch_facts *facts)
{
    add_list(building, &facts->options);
    for (unsigned i = 0; i < ARRAY_LENGTH(fixed); i++) add(building, fixed[i], "", "");
    add_list(building, &facts->own_options);
}

static void add_simulator(struct building *building, int fd)
{
    begin(building);
    text_format(&building->text, "-Dsimulator.config=/proc/self/fd/%d", fd);
    text_add_bytes(&building->text, "", 1);
}

/* IBC is the main class then, and starts the program itself. */
static void add_main(struct building *building, const struct launch_facts *facts)
{
    if (!facts->ibc_jar) {
        add(building, facts->tws ? "jclient.LoginFrame" : "ibgateway.GWClient", "", "");
        add(building, facts->settings_dir, "", "");
        return;
    }
    add(building, facts->tws ? "ibcalpha.ibc.IbcTws" : "ibcalpha.ibc.IbcGateway", "", "");
    add(building, facts->ibc_ini, "", "");
    add(building, facts->ibc_mode, "", "");
}

bool java_command_build(const struct launch_facts *facts, struct java_command *command)
{
    struct building building = { .command = command, .text = TEXT_IN(command->bytes) };
    command->count = 0;
    add(&building, facts->java, "", "");
    add_modules(&building, facts->without_javafx);
    add(&building, "-cp", "", "");
    add(&building, facts->classpath, facts->ibc_jar ? ":" : "", facts->ibc_jar ? facts->ibc_jar : "");
    add_options(&building, facts);
    add(&building, "-Duser.home=", facts->home, "");
    add(&building, "-DjtsConfigDir=", facts->settings_dir, "");
    if (facts->ibc_jar) add(&building, "-Dibcsessionid=", facts->ibc_session, "");
    if (facts->jxbrowser_key[0]) add(&building, "-DjxBrowserKey=", facts->jxbrowser_key, "");
    if (facts->restart[0]) add(&building, "-Drestart=", facts->restart, "");
    if (facts->simulator >= 0) add_simulator(&building, facts->simulator);
    if (facts->agent) {
        begin(&building);
        text_format(&building.text, "-agentpath:%s=%s", facts->agent, facts->agent_socket);
        text_add_bytes(&building.text, "", 1);
    }
    add_main(&building, facts);
    command->arguments[command->count] = NULL;
    return !building.text.cut;
}
