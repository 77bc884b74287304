package dev.daybook.cli;

import dev.daybook.engine.access.Scopes;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What stands behind {@code daybook key}.
 *
 * @param verb create, list or revoke
 * @param keyId that is revoked, or given to the one that is made
 */
record KeyOptions(
        String verb,
        Optional<String> keyId,
        Optional<String> owner,
        List<String> scopes,
        Optional<Instant> expiresAt,
        Optional<String> file) {

    static final String CREATE = "create";
    static final String LIST = "list";
    static final String REVOKE = "revoke";

    private static final String USAGE =
            """
            key is one of

              key create --owner NAME --scope SCOPE [--scope SCOPE ...] [--id ID] [--expires INSTANT] [--file FILE]
              key list
              key revoke ID

            create prints the key, this once, or writes it to a new FILE that only its owner can read.""";

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:-]{1,64}");

    /**
     * The same words, if they can be read.
     *
     * @throws WrongUsage if they cannot
     */
    static List<String> checked(List<String> words) throws WrongUsage {
        of(words);
        return words;
    }

    /**
     * @throws WrongUsage if something is missing, or not known
     */
    static KeyOptions of(List<String> words) throws WrongUsage {
        String verb = words.isEmpty() ? "" : words.getFirst();
        List<String> rest = words.isEmpty() ? words : words.subList(1, words.size());
        return switch (verb) {
            case CREATE -> create(rest);
            case LIST -> {
                require(rest.isEmpty(), "key list takes nothing more.");
                yield bare(LIST, Optional.empty());
            }
            case REVOKE -> {
                require(rest.size() == 1, "key revoke needs the ID of one key.");
                yield bare(REVOKE, Optional.of(rest.getFirst()));
            }
            default -> throw new WrongUsage(USAGE);
        };
    }

    private static KeyOptions bare(String verb, Optional<String> keyId) {
        return new KeyOptions(
                verb, keyId, Optional.empty(), List.of(), Optional.empty(), Optional.empty());
    }

    private static KeyOptions create(List<String> words) throws WrongUsage {
        Optional<String> id = Optional.empty();
        Optional<String> owner = Optional.empty();
        List<String> scopes = new ArrayList<>();
        Optional<Instant> expiresAt = Optional.empty();
        Optional<String> file = Optional.empty();
        Iterator<String> all = words.iterator();
        while (all.hasNext()) {
            String option = all.next();
            require(all.hasNext(), option + " needs a value.");
            String value = all.next();
            switch (option) {
                case "--id" -> id = Optional.of(id(option, value));
                case "--owner" -> owner = Optional.of(id(option, value));
                case "--scope" -> scopes.add(scope(value));
                case "--expires" -> expiresAt = Optional.of(instant(value));
                case "--file" -> file = Optional.of(value);
                default -> throw new WrongUsage("key create does not know '" + option + "'.");
            }
        }
        require(owner.isPresent(), "key create needs an --owner.");
        require(!scopes.isEmpty(), "key create needs a --scope.");
        return new KeyOptions(CREATE, id, owner, scopes, expiresAt, file);
    }

    private static String id(String option, String value) throws WrongUsage {
        require(
                ID.matcher(value).matches(),
                option + " is 1 to 64 letters, digits, or one of . _ : -, not '" + value + "'.");
        return value;
    }

    private static String scope(String value) throws WrongUsage {
        require(Scopes.nameOf(value).isPresent(), "'" + value + "' is no scope.");
        return value;
    }

    private static Instant instant(String value) throws WrongUsage {
        try {
            return Instant.parse(value);
        } catch (DateTimeException e) {
            throw new WrongUsage("--expires reads 2030-01-31T12:00:00Z, not '" + value + "'.");
        }
    }

    private static void require(boolean holds, String message) throws WrongUsage {
        if (!holds) {
            throw new WrongUsage(message);
        }
    }
}
