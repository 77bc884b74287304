package dev.daybook.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What {@code If-Match} and {@code If-None-Match} bear: a list of entity tags, or {@code *} (RFC
 * 9110, 8.8.3 and 13.1).
 *
 * @param any whether it is {@code *}
 */
public record EntityTags(boolean any, List<String> tags) {

    private static final Pattern TAG =
            Pattern.compile("[ \\t]*((?:W/)?\"[!#-~\\x80-\\xff]*\")?[ \\t]*(?:,|$)");

    /** Of any representation. */
    private static final Pattern VERSION = Pattern.compile("\"([1-9]\\d{0,17})(?:-[a-z]+)?\"");

    public EntityTags {
        tags = List.copyOf(tags);
    }

    /** The strong tag of a version. */
    public static String of(long version) {
        return "\"" + version + "\"";
    }

    /** The tags of a header, unless it is none. */
    public static Optional<EntityTags> parse(String header) {
        if (header.strip().equals("*")) {
            return Optional.of(new EntityTags(true, List.of()));
        }
        List<String> tags = new ArrayList<>();
        Matcher next = TAG.matcher(header);
        int end = 0;
        while (end < header.length()) {
            if (!next.region(end, header.length()).lookingAt()) {
                return Optional.empty();
            }
            Optional.ofNullable(next.group(1)).ifPresent(tags::add);
            end = next.end();
        }
        return Optional.of(new EntityTags(false, tags)).filter(found -> !found.tags().isEmpty());
    }

    /** Whether a tag is among them, by weak comparison: weakened or not. */
    public boolean haveWeakly(String tag) {
        return any || tags.stream().anyMatch(each -> each.equals(tag) || each.equals("W/" + tag));
    }

    /** The versions whose tags are among them, by strong comparison: no weak tag is a version's. */
    public Set<Long> versions() {
        return tags.stream()
                .map(VERSION::matcher)
                .filter(Matcher::matches)
                .map(version -> Long.valueOf(version.group(1)))
                .collect(Collectors.toUnmodifiableSet());
    }
}
