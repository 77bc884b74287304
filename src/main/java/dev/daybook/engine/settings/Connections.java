package dev.daybook.engine.settings;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;

/**
 * Gives up connections that have fallen silent: where a network loses a connection without a word,
 * a statement on it would hold it for as long as the operating system believes in it.
 */
@Singleton
final class Connections implements PgPoolCreator {

    private final Settings settings;

    Connections(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Pool create(Input input) {
        int silenceMillis = (int) (2 * settings.storeTimeout().toMillis());
        input.pgConnectOptionsList()
                .forEach(
                        server ->
                                server.setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                                        .setIdleTimeout(silenceMillis));
        return PgBuilder.pool()
                .with(input.poolOptions())
                .connectingTo(input.pgConnectOptionsList().getFirst())
                .using(input.vertx())
                .build();
    }
}
