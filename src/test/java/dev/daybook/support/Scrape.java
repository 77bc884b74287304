package dev.daybook.support;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;

/** What `/q/metrics` told at one time. */
public record Scrape(String text) {

    public static Scrape of(Service service) throws IOException {
        var answer = service.get("/q/metrics");
        assertEquals(200, answer.statusCode(), answer::body);
        return new Scrape(answer.body());
    }

    /** The sum of all samples of this name whose labels contain all of these. */
    public double sum(String name, String... labels) {
        return text.lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .filter(line -> List.of(labels).stream().allMatch(line::contains))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
