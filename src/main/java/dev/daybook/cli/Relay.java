package dev.daybook.cli;

import dev.daybook.engine.relay.RelayPlace;
import dev.daybook.engine.relay.RelayPlace.Place;
import java.util.Optional;

/** Says how far Kafka has the log, and has it sent from elsewhere on. */
final class Relay {

    private final Optional<RelayPlace> place;

    Relay(Optional<RelayPlace> place) {
        this.place = place;
    }

    boolean run(Optional<String> position) throws CommandFailed, WrongUsage {
        RelayPlace kafka =
                place.orElseThrow(() -> new CommandFailed("KAFKA_BOOTSTRAP_SERVERS is not set."));
        Place before = kafka.read().await().indefinitely();
        if (position.isEmpty()) {
            System.out.printf(
                    "Kafka has %s up to position %d.%n",
                    before.fits()
                            ? "the log"
                            : "another log, or what this one does not have any more,",
                    before.position());
            return before.fits();
        }
        long wanted = number(position.get());
        if (!kafka.set(wanted).await().indefinitely()) {
            throw new CommandFailed("The log has no position %d.".formatted(wanted));
        }
        System.out.printf(
                "It is sent from position %d on; Kafka had come to %d.%n",
                wanted + 1, before.position());
        return true;
    }

    private static long number(String text) throws WrongUsage {
        if (!text.matches("\\d{1,18}")) {
            throw new WrongUsage("'%s' is no position.".formatted(text));
        }
        return Long.parseLong(text);
    }
}
