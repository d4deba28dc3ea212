// SPDX-License-Identifier: MIT
package simulator;

import java.util.List;
import java.util.function.Consumer;

/** What the API server shows to and asks of whoever sits in front of the program. Called on the API thread; never blocks. */
interface Screen {
    void say(String line);

    /** The port that is open, or 0. */
    void listening(int port);

    /** Whether the servers are reachable. */
    void upstream(boolean up);

    /** The clients that are connected: id and address of each. */
    void clients(List<String[]> rows);

    void confirmConnection(String address, Consumer<Boolean> answer);

    void confirmWriteAccess(int clientId, Consumer<Boolean> answer);
}
