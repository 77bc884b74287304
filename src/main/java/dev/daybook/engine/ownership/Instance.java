package dev.daybook.engine.ownership;

import java.util.UUID;

/**
 * One running instance of the service, among others on the same database.
 *
 * @param id another one after each start
 * @param name for operators: host and port
 */
public record Instance(UUID id, String name) {}
