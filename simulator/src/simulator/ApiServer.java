// SPDX-License-Identifier: MIT
package simulator;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The API port: who gets in, the start of a conversation, and whatever goes wrong there on purpose. */
final class ApiServer implements ApiConnection.Listener {
    private static final int MOST_CLIENTS = 32;
    private static final int BACKLOG = 50;
    private static final int BACKLOG_TO_FILL = 4;
    private static final int CLOSE_AFTER_REFUSAL = 500;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd HH:mm:ss ");

    private final Switches switches;
    private final EventLog log;
    private final Settings settings;
    private final Screen screen;
    private final EventLoop loop;
    private final Map<Integer, ApiConnection> open = new LinkedHashMap<>();
    private final Map<Integer, ApiConnection> started = new LinkedHashMap<>();
    private final List<ApiConnection> unread = new ArrayList<>();
    private final Map<Integer, String> addresses = new LinkedHashMap<>();
    private final Requests requests;
    private final Upstream upstream;
    private ServerSocketChannel listener;
    private SelectionKey listenerKey;
    private String fault = "none";
    private int connections;
    private volatile int port;

    ApiServer(Switches switches, EventLog log, Settings settings, String account, Screen screen) throws IOException {
        this.switches = switches;
        this.log = log;
        this.settings = settings;
        this.screen = screen;
        loop = new EventLoop(log::event);
        upstream = new Upstream(!switches.on(Switch.UPSTREAM_DOWN));
        requests = new Requests(loop, switches, settings, account, this);
        loop.post(this::scheduleFaults);
    }

    // ---- what the rest of the program asks for, on any thread

    /** Opens the port, or moves it to where the settings say. */
    void listen() {
        loop.post(() -> {
            if (listener != null && port == settings.port) return;
            if (listener != null) drop("port changed", 1300);
            bind();
        });
    }

    /** Closes the port and all connections. */
    void close() {
        loop.post(() -> drop("server closed", 0));
    }

    void setUpstream(boolean up, int code) {
        loop.post(() -> changeUpstream(up, code));
    }

    private void changeUpstream(boolean up, int code) {
        log.event(up ? "upstream restored " + code : "upstream lost " + code);
        upstream.change(up, code, clients());
        screen.upstream(up);
        screen.say(up ? "Connection to the servers restored" : "Connection to the servers lost");
    }

    /** The port that is open, or 0. */
    int port() {
        return port;
    }

    // ---- the port

    private void bind() {
        String address = switches.text(Switch.API_BIND);
        int wanted = settings.port; // read once: it may change meanwhile, and then listen is asked for again
        try {
            ServerSocketChannel s = ServerSocketChannel.open();
            s.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            s.bind(new InetSocketAddress(address, wanted), fault.equals("noaccept") ? BACKLOG_TO_FILL : BACKLOG);
            listenerKey = loop.register(s, fault.equals("noaccept") ? 0 : SelectionKey.OP_ACCEPT, k -> accept(s));
            listener = s;
            port = wanted;
            log.event("api listening on " + address + ":" + wanted);
            screen.say("API server listening on port " + wanted);
            screen.listening(wanted);
        } catch (IOException e) {
            log.event("api cannot listen on " + wanted + ": " + e.getMessage());
            screen.say("API server cannot listen on port " + wanted + ": " + e.getMessage());
        }
    }

    private void drop(String why, int code) {
        if (listener == null) return;
        try {
            listener.close();
        } catch (IOException e) {
            // nothing listens any more, which was the point
        }
        listener = null;
        port = 0;
        for (ApiConnection c : new ArrayList<>(open.values())) {
            if (code != 0 && c.started) {
                c.error(-1, code, "Socket port has been reset and this connection is being dropped. Please reconnect on the new port -"
                        + settings.port);
            }
            c.close(why);
        }
        log.event("api closed");
        screen.listening(0);
    }

    private void accept(ServerSocketChannel from) throws IOException {
        for (SocketChannel s = from.accept(); s != null; s = from.accept()) {
            s.setOption(StandardSocketOptions.TCP_NODELAY, true);
            admit(s);
        }
    }

    private void admit(SocketChannel s) throws IOException {
        InetSocketAddress peer = (InetSocketAddress) s.getRemoteAddress();
        String address = peer.getAddress().getHostAddress();
        ApiConnection c = new ApiConnection(++connections, s, this);
        log.event("api client " + c.number + " connected from " + address);
        open.put(c.number, c);
        addresses.put(c.number, address);
        if (fault.equals("eof")) c.close("fault eof");
        else if (open.size() > MOST_CLIENTS) c.close("refused, " + MOST_CLIENTS + " clients already");
        else if (fault.equals("silent")) unread.add(c);
        else if (peer.getAddress().isLoopbackAddress() && !switches.on(Switch.API_ASK)) c.attach(loop);
        else screen.confirmConnection(address, yes -> loop.post(() -> answer(c, yes)));
    }

    private void answer(ApiConnection c, boolean yes) {
        try {
            if (yes) c.attach(loop);
            else c.close("refused on the screen");
        } catch (IOException e) {
            c.close(e.getMessage());
        }
    }

    // ---- the conversation

    @Override public void hello(ApiConnection c, Hello h) {
        int version = h.agree(switches.number(Switch.API_MAX));
        log.event("api client " + c.number + " hello " + h.said() + " version " + version);
        int delay = switches.number(Switch.API_HELLO_DELAY);
        c.agreed(version);
        if (version < 0) c.close("no common version");
        else if (fault.equals("eofhello")) c.close("fault eofhello");
        else if (delay > 0) loop.after(delay, () -> welcome(c, version));
        else welcome(c, version);
    }

    private void welcome(ApiConnection c, int version) {
        if (c.isClosed()) return;
        if (fault.equals("news")) c.sendText("News\0of\0the day\0");
        ZonedDateTime now = ZonedDateTime.now();
        String time = now.format(TIME) + now.getZone().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
        if (fault.equals("redirect")) c.sendText("-1\0" + switches.text(Switch.API_REDIRECT) + "\0");
        else c.sendText(version + "\0" + time + "\0");
        c.readOn();
    }

    @Override public void request(ApiConnection c, byte[] frame) {
        if (deafAfterHello()) return;
        Fields f;
        try {
            f = Fields.of(frame, c.version());
        } catch (NumberFormatException e) {
            c.error(-1, 320, "Error reading request. Message id is not a number.");
            return;
        }
        requests.serve(c, f);
    }

    @Override public void protoRequest(ApiConnection c, int id, byte[] frame) {
        if (!deafAfterHello()) requests.serveProto(c, id, frame);
    }

    private boolean deafAfterHello() {
        return fault.equals("hello") || fault.equals("redirect");
    }

    void start(ApiConnection c, int clientId) {
        if (c.started) return;
        if (started.containsKey(clientId)) {
            log.event("api client " + c.number + " refused id=" + clientId + " in use");
            c.error(-1, 326, "Unable to connect as the client id is already in use. Retry with a unique client id.");
            loop.after(CLOSE_AFTER_REFUSAL, () -> c.close("client id in use"));
            return;
        }
        c.started = true;
        c.clientId = clientId;
        started.put(clientId, c);
        log.event("api client " + c.number + " started id=" + clientId);
        screen.say("API client " + clientId + " connected");
        requests.greet(c);
        upstream.greet(c);
        showClients();
        long life = switches.millis(Switch.API_DROP_AFTER);
        if (life > 0) loop.after(life, () -> c.close("fault api.drop.after"));
    }

    @Override public void closed(ApiConnection c, String why) {
        open.remove(c.number);
        unread.remove(c);
        addresses.remove(c.number);
        log.event("api client " + c.number + " closed: " + why);
        if (started.remove(c.clientId, c)) {
            screen.say("API client " + c.clientId + " disconnected");
            showClients();
        }
        requests.drop(c);
        if (!c.saidHello() && why.equals("end of stream") && switches.on(Switch.API_WEDGE)) beginFault("silent");
    }

    ApiConnection client(int clientId) {
        return started.get(clientId);
    }

    Collection<ApiConnection> clients() {
        return new ArrayList<>(started.values());
    }

    Screen screen() {
        return screen;
    }

    EventLog log() {
        return log;
    }

    private void showClients() {
        List<String[]> rows = new ArrayList<>();
        for (ApiConnection c : started.values()) rows.add(new String[] {"" + c.clientId, addresses.get(c.number), "" + c.version()});
        screen.clients(rows);
    }

    // ---- faults

    private void scheduleFaults() {
        String kind = switches.text(Switch.API_FAULT);
        long lasts = switches.millis(Switch.API_FAULT_SECONDS);
        if (!kind.equals("none")) {
            long after = switches.millis(Switch.API_FAULT_AFTER);
            if (after == 0) beginFault(kind);
            else loop.after(after, () -> beginFault(kind));
            if (lasts > 0) loop.after(after + lasts, this::endFault);
        }
        long dropped = switches.millis(Switch.APIDROP_AFTER);
        if (dropped > 0) loop.after(dropped, () -> drop("fault apidrop.after", 0));
        long lost = switches.millis(Switch.UPSTREAM_LOST_AFTER);
        if (lost > 0) loop.after(lost, () -> changeUpstream(false, 1100));
        long back = switches.millis(Switch.UPSTREAM_BACK_AFTER);
        boolean everDown = lost > 0 || switches.on(Switch.UPSTREAM_DOWN);
        if (back > 0 && everDown) loop.after(lost + back, () -> changeUpstream(true, switches.number(Switch.UPSTREAM_BACK_CODE)));
    }

    private void beginFault(String kind) {
        log.event("fault api " + kind);
        fault = kind;
        if (kind.equals("noaccept") && listenerKey != null) listenerKey.interestOps(0);
        if (kind.equals("silent")) for (ApiConnection c : open.values()) c.silence(true);
    }

    private void endFault() {
        log.event("fault api over");
        fault = "none";
        if (listener != null) listenerKey.interestOps(SelectionKey.OP_ACCEPT);
        for (ApiConnection c : new ArrayList<>(open.values())) c.silence(false);
        for (ApiConnection c : new ArrayList<>(unread)) answer(c, true);
        unread.clear();
    }
}
