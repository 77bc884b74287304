package dev.daybook.engine.access;

import java.util.Optional;

/**
 * Who sends a request.
 *
 * @param name the owner of the key, or the subject of the token; empty where nobody was asked
 */
public record Caller(Optional<String> name, Scopes scopes) {

    /** A program of this machine, where no credential is demanded: it may do everything. */
    public static final Caller UNASKED = new Caller(Optional.empty(), Scopes.all());

    public static Caller named(String name, Scopes scopes) {
        return new Caller(Optional.of(name), scopes);
    }
}
