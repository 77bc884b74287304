package dev.daybook;

import dev.daybook.accounts.Account;
import dev.daybook.accounts.AccountResource;
import dev.daybook.accounts.AccountStatements;
import dev.daybook.accounts.AccountSummaries;
import dev.daybook.engine.Registry;
import dev.daybook.kernel.Metadata;
import dev.daybook.kernel.Module;
import dev.daybook.money.Money;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * The list of modules: a line in {@link #registry}, and their classes for the native executable.
 */
@RegisterForReflection(
        ignoreNested = false,
        targets = {
            Money.class,
            Metadata.class,
            Account.class,
            AccountSummaries.class,
            AccountStatements.class,
            AccountResource.class
        })
public final class Modules {

    Modules() {}

    @Produces
    @Singleton
    static Registry registry() {
        return new Registry(
                List.of(
                        new Module<>(
                                Account.ACCOUNT,
                                List.of(new AccountSummaries(), new AccountStatements()))));
    }
}
