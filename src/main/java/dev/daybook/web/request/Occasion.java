package dev.daybook.web.request;

import java.time.LocalDate;
import java.util.Collection;
import java.util.Optional;

/** What a request tells besides its body and its parameters. */
public interface Occasion {

    /** The id in the path. */
    String id();

    /** A further id in the path, under this name. */
    String part(String name);

    /** The position in the path: of an event, so 1 or more. */
    long position();

    /** The category in the path: one of these. */
    String category(Collection<String> categories);

    /** The name of a projection in the path: one of these. */
    String projection(Collection<String> names);

    /** The day on which it is handled, in UTC. */
    LocalDate today();

    /** Refuses the request where who sent it does not have these scopes. */
    void requireOwn(Collection<String> scopes);

    /** Names who sent it, where nothing else does. */
    void sentBy(Optional<String> user);
}
