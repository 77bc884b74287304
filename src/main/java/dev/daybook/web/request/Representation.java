package dev.daybook.web.request;

import static java.util.Comparator.comparing;

import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jboss.resteasy.reactive.server.core.CurrentRequestManager;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;

/**
 * In which of its media types a resource is answered: the one that the client likes best (RFC 9110,
 * 12.5.1). Each has entity tags of its own (8.8.3); the first one's are the version alone.
 *
 * @param chosen whether there are others
 * @param suffix of its tags
 */
public record Representation(boolean chosen, String suffix) {

    public static final Representation ONLY = new Representation(false, "");

    private static final Pattern QUALITY = Pattern.compile("0(\\.\\d{0,3})?|1(\\.0{0,3})?");

    static Representation ofThisRequest() {
        ResteasyReactiveRequestContext request = CurrentRequestManager.get();
        List<MediaType> known =
                Arrays.asList(request.getTarget().getProduces().getSortedOriginalMediaTypes());
        if (known.size() == 1) {
            return ONLY;
        }
        MediaType best = best(known, request.getHttpHeaders().getRequestHeader(HttpHeaders.ACCEPT));
        // the framework chooses once more when the answer is there, and knows no text/*
        request.getHttpHeaders().getMutableHeaders().putSingle(HttpHeaders.ACCEPT, best.toString());
        return new Representation(
                true, best.equals(known.getFirst()) ? "" : "-" + best.getSubtype());
    }

    /**
     * The first of those that are liked equally.
     *
     * @throws NotAcceptableException if none is liked at all
     */
    static MediaType best(List<MediaType> known, List<String> accept) {
        List<MediaType> liked = accept.isEmpty() ? List.of(MediaType.WILDCARD_TYPE) : parse(accept);
        MediaType best = known.getFirst();
        for (MediaType type : known) {
            best = quality(type, liked) > quality(best, liked) ? type : best;
        }
        if (quality(best, liked) == 0) {
            throw new NotAcceptableException();
        }
        return best;
    }

    private static List<MediaType> parse(List<String> accept) {
        List<MediaType> types = new ArrayList<>();
        for (String part : String.join(",", accept).split(",")) {
            try {
                types.add(MediaType.valueOf(part.strip()));
            } catch (IllegalArgumentException e) {
                // what cannot be read is liked by nobody
            }
        }
        return types;
    }

    /** As the most specific range says that fits. */
    private static double quality(MediaType type, List<MediaType> liked) {
        return liked.stream()
                .filter(range -> range.isCompatible(type))
                .min(
                        comparing(MediaType::isWildcardType)
                                .thenComparing(MediaType::isWildcardSubtype))
                .map(range -> range.getParameters().getOrDefault("q", "1"))
                .filter(q -> QUALITY.matcher(q).matches())
                .map(Double::valueOf)
                .orElse(0.0);
    }

    public String tag(long version) {
        return "\"" + version + suffix + "\"";
    }

    /** The answer with its tag. */
    public <V> ResponseBuilder<V> named(ResponseBuilder<V> answer, long version) {
        answer.header(HttpHeaders.ETAG, tag(version));
        return chosen ? answer.header(HttpHeaders.VARY, HttpHeaders.ACCEPT) : answer;
    }
}
