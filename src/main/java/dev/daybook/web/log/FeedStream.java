package dev.daybook.web.log;

import dev.daybook.engine.feed.Feed;
import dev.daybook.store.LogPage;
import dev.daybook.store.StoreUnavailable;
import dev.daybook.store.StoredEvent;
import io.netty.channel.Channel;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * One feed on its way to one client. Nothing is read for a client before its socket has taken what
 * was read last; so a slow one costs no more than a fast one. Confined to the connection's context.
 */
final class FeedStream {

    private static final Logger LOG = Logger.getLogger(FeedStream.class);

    /** How long a client waits before it comes again. */
    private static final String HELLO = "retry: 1000\n\n";

    private static final String ALIVE = ":\n\n";
    private static final long PAUSE_MILLIS = 1000;

    private final Feed feed;
    private final RoutingContext http;
    private final HttpServerResponse response;
    private final Context context;
    private final Function<StoredEvent, String> frame;
    private final long heartbeatNanos;

    private Cancellable reading = () -> {};
    private long timer;

    /** What was looked through, and what the client knows of it. */
    private long position;

    private long positionTold;

    private long lastWriteNanos;
    private boolean asking;
    private boolean writing;
    private boolean closed;

    FeedStream(Feed feed, RoutingContext http, Function<StoredEvent, String> frame) {
        this.feed = feed;
        this.http = http;
        this.response = http.response();
        this.context = http.vertx().getOrCreateContext();
        this.frame = frame;
        this.heartbeatNanos = feed.heartbeat().toNanos();
        this.position = feed.start();
        this.positionTold = feed.start();
    }

    void start() {
        if (response.closed()) {
            close();
            return;
        }
        response.setChunked(true);
        http.addEndHandler(_ -> close());
        feed.onEnd(() -> context.runOnContext(_ -> end()));
        write(HELLO);
        setHeartbeat(heartbeatNanos);
    }

    private void write(String text) {
        writing = true;
        lastWriteNanos = System.nanoTime();
        response.write(text).onSuccess(_ -> written()).onFailure(_ -> close());
    }

    private void written() {
        writing = false;
        if (!asking) {
            ask();
        }
    }

    private void ask() {
        if (closed) {
            return;
        }
        asking = true;
        reading =
                feed.behind(position)
                        .emitOn(task -> context.runOnContext(_ -> task.run()))
                        .invoke(this::answered)
                        .subscribe()
                        .with(_ -> {}, this::failed);
    }

    private void answered(LogPage page) {
        asking = false;
        if (closed || writing) {
            return; // a sign of life is on its way; the page is asked for again behind it
        }
        position = page.through();
        if (page.events().isEmpty()) {
            ask();
        } else {
            positionTold = page.events().getLast().position();
            write(page.events().stream().map(frame).collect(Collectors.joining()));
        }
    }

    private void failed(Throwable cause) {
        if (cause instanceof StoreUnavailable) {
            http.vertx().setTimer(PAUSE_MILLIS, _ -> ask());
        } else {
            LOG.errorf(cause, "A feed ends behind position %d.", position);
            end();
        }
    }

    private void setHeartbeat(long nanos) {
        if (closed) {
            return;
        }
        long millis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos));
        timer = http.vertx().setTimer(millis, _ -> beat());
    }

    private void beat() {
        long dueNanos = lastWriteNanos + heartbeatNanos - System.nanoTime();
        if (!writing && dueNanos <= 0) {
            write(signOfLife());
        }
        setHeartbeat(dueNanos > 0 ? dueNanos : heartbeatNanos);
    }

    /**
     * A comment; where a filter let nothing pass, it bears an id without an event, from which the
     * client goes on when it comes again.
     */
    private String signOfLife() {
        if (position == positionTold) {
            return ALIVE;
        }
        positionTold = position;
        return ":\nid: " + position + "\n\n";
    }

    /** Ends the answer; what the client has not taken yet, it will ask for again. */
    private void end() {
        if (closed) {
            return;
        }
        close();
        if (writing) {
            breakOff();
        } else {
            response.end();
        }
    }

    /**
     * Closes the connection behind Vert.x' back, which would wait until the client has taken all
     * that was written: for ever, where it does not read.
     */
    private void breakOff() {
        Channel channel = ((ConnectionBase) http.request().connection()).channel();
        channel.pipeline().firstContext().close();
    }

    private void close() {
        if (!closed) {
            closed = true;
            reading.cancel();
            http.vertx().cancelTimer(timer);
            feed.close();
        }
    }
}
