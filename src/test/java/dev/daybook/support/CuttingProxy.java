package dev.daybook.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Stands between client and server, and cuts the line at a chosen message. */
public final class CuttingProxy implements AutoCloseable {

    private static final int MESSAGE_BYTES = 1 << 16;

    private final ServerSocket listener;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicReference<String> callToDrop = new AtomicReference<>("");
    private final AtomicReference<String> answerToDrop = new AtomicReference<>("");
    private final AtomicInteger cuts = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile int serverPort;
    private volatile int silentUpTo;

    public CuttingProxy(int serverPort) throws IOException {
        this.serverPort = serverPort;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** The next call with this text does not reach the server, and its connection ends. */
    public void dropNextCallWith(String text) {
        callToDrop.set(text);
    }

    /** The next answer with this text does not reach the client, and its connection ends. */
    public void dropNextAnswerWith(String text) {
        answerToDrop.set(text);
    }

    /** Later connections are to another server; those that are open stay. */
    public void leadTo(int otherServerPort) {
        serverPort = otherServerPort;
    }

    /** From now on nothing comes through on the connections that are open, and nobody is told. */
    public void silence() {
        silentUpTo = connections.get();
    }

    /** From now on nothing comes through, on later connections neither. */
    public void silenceForGood() {
        silentUpTo = Integer.MAX_VALUE;
    }

    public int cuts() {
        return cuts.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
                sockets.addAll(List.of(client, server));
                int number = connections.incrementAndGet();
                Thread.ofVirtual().start(() -> pass(number, client, server, callToDrop));
                Thread.ofVirtual().start(() -> pass(number, server, client, answerToDrop));
            }
        } catch (IOException closed) {
            closeAll();
        }
    }

    private void pass(int number, Socket from, Socket to, AtomicReference<String> toDrop) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[MESSAGE_BYTES];
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                if (isToDrop(new String(buffer, 0, length, StandardCharsets.ISO_8859_1), toDrop)) {
                    cuts.incrementAndGet();
                    return;
                }
                if (number > silentUpTo) {
                    out.write(buffer, 0, length);
                }
            }
        } catch (IOException closed) {
            // the other direction was cut, or one side hung up: both sockets end here
        }
    }

    private static boolean isToDrop(String message, AtomicReference<String> toDrop) {
        String text = toDrop.get();
        return !text.isEmpty() && message.contains(text) && toDrop.compareAndSet(text, "");
    }

    private void closeAll() {
        for (Socket socket : sockets) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        closeAll();
    }
}
