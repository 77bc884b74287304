package dev.daybook;

import dev.daybook.Database.WrongSetting;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.annotations.QuarkusMain;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.ConfigProvider;

/** Starts the service: first its database, then everything that connects to it. */
@QuarkusMain
public final class Daybook {

    private static final AtomicReference<Optional<Database>> DATABASE =
            new AtomicReference<>(Optional.empty());

    private Daybook() {}

    public static void main(String... arguments) {
        // the library tells every step; what matters is said once the service runs
        Logger.getLogger("io.zonky").setLevel(Level.WARNING);
        try {
            DATABASE.set(Optional.of(Database.open(ConfigProvider.getConfig())));
        } catch (WrongSetting e) {
            System.err.println("Daybook does not start: " + e.getMessage());
            System.exit(1);
        }
        Quarkus.run(
                null,
                (exitCode, _) -> {
                    closeDatabase();
                    System.exit(exitCode);
                },
                arguments);
    }

    static void start(@Observes StartupEvent event) {
        DATABASE.get().ifPresent(Database::describe);
    }

    /** Last of all: what is being answered still needs the database. */
    static void stop(@Observes @Priority(Interceptor.Priority.PLATFORM_AFTER) ShutdownEvent event) {
        closeDatabase();
    }

    private static void closeDatabase() {
        DATABASE.getAndSet(Optional.empty()).ifPresent(Database::close);
    }
}
