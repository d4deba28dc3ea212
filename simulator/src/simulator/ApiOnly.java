// SPDX-License-Identifier: MIT
package simulator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** The API server without windows and login, for tests of clients and for benchmarks: {@code simulator.ApiOnly SETTINGS_DIR}. */
public final class ApiOnly implements Screen {
    private ApiOnly() { }

    public static void main(String[] args) throws IOException, InterruptedException {
        Path dir = Path.of(args.length > 0 ? args[0] : ".").toAbsolutePath();
        Files.createDirectories(dir);
        Switches switches = Simulator.readSwitches(dir);
        EventLog log = new EventLog(dir);
        int port = switches.number(Switch.API_PORT);
        Settings settings = new Settings(dir, port == 0 ? Program.GATEWAY.defaultPort(true) : port, switches.on(Switch.API_READONLY));
        new ApiServer(switches, log, settings, Session.PAPER_ACCOUNT, new ApiOnly()).listen();
        new CountDownLatch(1).await();
    }

    @Override public void say(String line) {
        System.out.println(line);
    }

    @Override public void listening(int port) { }

    @Override public void upstream(boolean up) { }

    @Override public void clients(List<String[]> rows) { }

    @Override public void confirmConnection(String address, Consumer<Boolean> answer) {
        answer.accept(true);
    }

    @Override public void confirmWriteAccess(int clientId, Consumer<Boolean> answer) {
        answer.accept(true);
    }
}
