package dev.daybook.engine.access;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a credential lets its bearer do. A scope is a name for ever, such as {@code accounts:read};
 * {@code accounts:read@user-1} is narrowed to what belongs to one owner.
 */
public final class Scopes {

    /** To name, with {@code X-User-Id}, on whose behalf a request is sent. */
    public static final String ACT_AS = "act-as";

    /** To see and to change who may do what. */
    public static final String ACCESS_ADMIN = "access:admin";

    private static final Pattern FORM =
            Pattern.compile("([a-z]+(?:[-_:][a-z]+)*)(?:@([A-Za-z0-9._:-]{1,64}))?");

    /**
     * How far a scope reaches.
     *
     * @param owners to whose things it is narrowed; empty where to nobody's
     */
    public record Reach(Set<String> owners) {

        public static final Reach ALL = new Reach(Set.of());

        public Reach {
            owners = Set.copyOf(owners);
        }

        public boolean isNarrowed() {
            return !owners.isEmpty();
        }

        /** Whether something that belongs to somebody is within it. */
        public boolean covers(String owner) {
            return owners.isEmpty() || owners.contains(owner);
        }
    }

    private final boolean all;
    private final Map<String, Reach> reaches;

    private Scopes(boolean all, Map<String, Reach> reaches) {
        this.all = all;
        this.reaches = Map.copyOf(reaches);
    }

    /** Every scope, where nobody is asked who they are. */
    static Scopes all() {
        return new Scopes(true, Map.of());
    }

    /** What does not look like a scope grants nothing. */
    public static Scopes of(Collection<String> granted) {
        Map<String, Set<String>> owners = new HashMap<>();
        Set<String> whole = new TreeSet<>();
        for (String scope : granted) {
            Matcher form = FORM.matcher(scope);
            if (form.matches()) {
                String owner = form.group(2);
                if (owner == null) {
                    whole.add(form.group(1));
                } else {
                    owners.computeIfAbsent(form.group(1), _ -> new TreeSet<>()).add(owner);
                }
            }
        }
        Map<String, Reach> reaches = new HashMap<>();
        owners.forEach((scope, narrowedTo) -> reaches.put(scope, new Reach(narrowedTo)));
        whole.forEach(scope -> reaches.put(scope, Reach.ALL));
        return new Scopes(false, reaches);
    }

    /** The name of a scope without the owner that it is narrowed to; none where it has no form. */
    public static Optional<String> nameOf(String scope) {
        Matcher form = FORM.matcher(scope);
        return form.matches() ? Optional.of(form.group(1)) : Optional.empty();
    }

    /** Whether a scope names an owner. */
    public static boolean isNarrowed(String scope) {
        return scope.contains("@");
    }

    /** How far the scope of this name reaches; empty where it is not granted. */
    public Optional<Reach> reach(String scope) {
        return all ? Optional.of(Reach.ALL) : Optional.ofNullable(reaches.get(scope));
    }

    /** Whether the scope of this name is granted for everybody's things. */
    public boolean allow(String scope) {
        return reach(scope).filter(reach -> !reach.isNarrowed()).isPresent();
    }

    /** Those that somebody wants to grant, and does not have. */
    public List<String> lacking(Collection<String> wanted) {
        return wanted.stream().filter(scope -> !grants(scope)).toList();
    }

    private boolean grants(String scope) {
        Matcher form = FORM.matcher(scope);
        return form.matches()
                && reach(form.group(1))
                        .filter(
                                reach ->
                                        form.group(2) == null
                                                ? !reach.isNarrowed()
                                                : reach.covers(form.group(2)))
                        .isPresent();
    }
}
