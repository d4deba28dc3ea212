// SPDX-License-Identifier: MIT
package simulator;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * One client's connection: bytes in, requests out; messages in, bytes out. What the client does not read in time is kept up
 * to a limit, so a slow client costs itself its connection and others nothing.
 */
final class ApiConnection {
    private static final long MOST_QUEUED = 4 << 20;
    private static final long BUSY = 256 << 10;

    /** Who is told of what the client says. */
    interface Listener {
        void hello(ApiConnection c, Hello hello);

        void request(ApiConnection c, byte[] frame);

        void protoRequest(ApiConnection c, int id, byte[] frame);

        void closed(ApiConnection c, String why);
    }

    final int number;
    int clientId = -1;
    boolean started;
    private final SocketChannel channel;
    private final Listener listener;
    private final InputBuffer in = new InputBuffer();
    private final Deque<ByteBuffer> out = new ArrayDeque<>();
    private long queued;
    private SelectionKey key;
    private Hello hello;
    private int version;
    private boolean answered = true;
    private boolean deaf;
    private boolean notApi;
    private volatile boolean closed;        // also asked by the thread that works out bars

    ApiConnection(int number, SocketChannel channel, Listener listener) {
        this.number = number;
        this.channel = channel;
        this.listener = listener;
    }

    void attach(EventLoop loop) throws IOException {
        key = loop.register(channel, SelectionKey.OP_READ, this::ready);
    }

    /** While set, the client's bytes stay unread and it is told nothing: what a wedged gateway looks like. */
    void silence(boolean on) {
        deaf = on;
        if (key == null || !key.isValid()) return;
        key.interestOps(on ? 0 : SelectionKey.OP_READ);
        if (!on) catchUp();
    }

    int version() {
        return version;
    }

    boolean saidHello() {
        return hello != null;
    }

    /** Market data is left out for a client that lags. */
    boolean lags() {
        return queued > BUSY;
    }

    private void ready(SelectionKey k) {
        try {
            if (k.isWritable()) flush();
            if (k.isValid() && k.isReadable()) read();
        } catch (Hello.NotApi e) {
            notApi = true;                  // such a client gets no answer, and no close either
            in.clear();
        } catch (IOException e) {
            close(e.getMessage());
        }
    }

    private void read() throws IOException {
        if (!in.fill(channel)) {
            close("end of stream");
            return;
        }
        if (notApi) in.clear();
        take();
    }

    private void take() throws IOException {
        while (!closed && !deaf && answered && !in.isEmpty()) {
            if (!(hello == null ? readHello() : hello.framed() ? readFrame() : readLegacy())) return;
        }
    }

    private boolean readHello() throws IOException {
        Hello h = Hello.read(in);
        if (h == null) return false;
        hello = h;
        listener.hello(this, h);
        return true;
    }

    private boolean readFrame() throws IOException {
        byte[] frame = in.frame(0);
        if (frame == null) return false;
        if (version >= 201) {
            if (frame.length < 4) throw new IOException("frame without id");
            int id = ByteBuffer.wrap(frame).getInt();
            if (id > 200) {
                listener.protoRequest(this, id - 200, frame);
                return true;
            }
        }
        listener.request(this, frame);
        return true;
    }

    /**
     * The old protocol has no message borders, so every request would have to be known to skip it. Only the start of a
     * conversation and the time are; other fields are passed over.
     */
    private boolean readLegacy() throws IOException {
        int mark = in.mark();
        String id = in.token();
        if (id == null) return false;
        if (!started && !hello.sendsStartApi()) {
            listener.request(this, legacyRequest("71\0" + "2\0" + id + "\0"));
            return true;
        }
        StringBuilder request = new StringBuilder(id).append('\0');
        int fields = legacyFields(id);
        for (int i = 0; i < fields; i++) {
            String f = in.token();
            if (f == null) {
                in.reset(mark);
                return false;
            }
            request.append(f).append('\0');
        }
        if (fields > 0) listener.request(this, legacyRequest(request.toString()));
        return true;
    }

    /** How many fields follow the id of a request; 0 for one that is not known. */
    private static int legacyFields(String id) {
        return switch (id) {
            case "71" -> 3;
            case "8" -> 2;
            case "17", "49" -> 1;
            default -> 0;
        };
    }

    private static byte[] legacyRequest(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The version is settled; what else the client has sent waits until the hello is answered. */
    void agreed(int v) {
        version = v;
        answered = false;
    }

    /** A text without message id, as only the answer to the hello is, whatever the version. */
    void sendText(String text) {
        write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The hello is answered: go on with what the client has sent meanwhile. */
    void readOn() {
        answered = true;
        catchUp();
    }

    private void catchUp() {
        try {
            flush();
            take();
        } catch (IOException e) {
            close(e.getMessage());
        }
    }

    void send(Message m) {
        write(m.body(version));
    }

    void sendProto(int id, Object... numbersAndValues) {
        write(Message.proto(id, numbersAndValues));
    }

    void error(int id, int code, String text) {
        long now = System.currentTimeMillis();
        if (version >= 201) sendProto(4, 1, (long) id, 2, now, 3, code, 4, text);
        else if (version >= 194) send(new Message(4, id, code, text, "", now));
        else send(new Message(4, 2, id, code, text).since(166, version, ""));
    }

    private void write(byte[] body) {
        if (closed || deaf) return;
        ByteBuffer b = ByteBuffer.allocate(body.length + 4);
        if (hello.framed()) b.putInt(body.length);
        out.add(b.put(body).flip());
        queued += b.remaining();
        try {
            flush();
        } catch (IOException e) {
            close(e.getMessage());
            return;
        }
        if (queued > MOST_QUEUED) close("reads too slowly");
    }

    private void flush() throws IOException {
        while (!out.isEmpty()) {
            ByteBuffer b = out.peek();
            queued -= channel.write(b);
            if (b.hasRemaining()) break;
            out.remove();
        }
        if (!key.isValid() || deaf) return;
        key.interestOps(out.isEmpty() ? SelectionKey.OP_READ : SelectionKey.OP_READ | SelectionKey.OP_WRITE);
    }

    void close(String why) {
        if (closed) return;
        closed = true;
        try {
            channel.close();
        } catch (IOException e) {
            // it is gone either way
        }
        listener.closed(this, why);
    }

    boolean isClosed() {
        return closed;
    }
}
