package dev.daybook.console;

import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** What an operator may set about the console. */
@Singleton
final class ConsoleSettings {

    /**
     * What the page is told before anybody has said who they are.
     *
     * @param name of the service, for its banner
     * @param color of the banner
     * @param issuer with which one may log in, where that is set
     * @param client under which the issuer knows the console
     */
    @RegisterForReflection
    record Shown(
            @Nullable String name,
            String color,
            @Nullable String issuer,
            @Nullable String client) {}

    private final String console;
    private final Optional<String> name;
    private final String color;
    private final Optional<String> issuer;
    private final Optional<String> client;

    ConsoleSettings(
            @ConfigProperty(name = "DAYBOOK_CONSOLE") String console,
            @ConfigProperty(name = "DAYBOOK_CONSOLE_NAME") Optional<String> name,
            @ConfigProperty(name = "DAYBOOK_CONSOLE_COLOR") String color,
            @ConfigProperty(name = "DAYBOOK_ISSUER") Optional<String> issuer,
            @ConfigProperty(name = "DAYBOOK_CONSOLE_CLIENT") Optional<String> client) {
        this.console = console;
        this.name = name;
        this.color = color;
        this.issuer = issuer;
        this.client = client;
    }

    boolean isOn() {
        return console.equals("on");
    }

    Shown shown() {
        return new Shown(
                name.orElse(null),
                color,
                client.flatMap(_ -> issuer).orElse(null),
                client.orElse(null));
    }

    /** The issuer that the page may ask for a token, where one may log in with it. */
    Optional<String> issuerOrigin() {
        return client.flatMap(_ -> issuer)
                .map(URI::create)
                .map(url -> url.getScheme() + "://" + url.getAuthority());
    }
}
