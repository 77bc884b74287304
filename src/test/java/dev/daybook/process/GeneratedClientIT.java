package dev.daybook.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.support.CommandRun;
import dev.daybook.support.Service;
import dev.daybook.support.TestDatabase;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a stock generator makes of the API's description is a client that works. */
class GeneratedClientIT {

    private static final long GENERATOR_SECONDS = 120;

    /** What its author would write with the generated client, and what it should print. */
    private static final String CALLER =
            """
            import daybook.client.ApiClient;
            import daybook.client.ApiException;
            import daybook.client.ApiResponse;
            import daybook.client.api.AccountApi;
            import daybook.client.model.AccountReceipt;
            import daybook.client.model.Balance;
            import daybook.client.model.DepositRequest;
            import daybook.client.model.OpenAccountRequest;
            import java.net.URI;

            public class Caller {

                public static String call(URI service, String key) throws ApiException {
                    ApiClient client = new ApiClient();
                    client.updateBaseUri(service.toString());
                    client.setRequestInterceptor(
                            request -> request.header("Authorization", "Bearer " + key));
                    AccountApi accounts = new AccountApi(client);
                    AccountReceipt opened =
                            accounts.openAccount(
                                    AccountApi.APIOpenAccountRequest.newBuilder()
                                            .openAccountRequest(
                                                    new OpenAccountRequest().ownerId("user-1").currency("USD"))
                                            .build());
                    AccountApi.APIDepositRequest deposit =
                            AccountApi.APIDepositRequest.newBuilder()
                                    .id(opened.getAccountId())
                                    .idempotencyKey("deposit-1")
                                    .depositRequest(
                                            new DepositRequest()
                                                    .amount(1500L)
                                                    .currency("USD")
                                                    .transactionId("txn-1"))
                                    .build();
                    AccountReceipt first = accounts.deposit(deposit);
                    ApiResponse<AccountReceipt> again = accounts.depositWithHttpInfo(deposit);
                    AccountApi.APIGetAccountBalanceRequest question =
                            AccountApi.APIGetAccountBalanceRequest.newBuilder()
                                    .id(opened.getAccountId())
                                    .minPosition(first.getPosition())
                                    .build();
                    ApiResponse<Balance> answer = accounts.getAccountBalanceWithHttpInfo(question);
                    while (projected(answer) < first.getPosition()) {
                        Thread.onSpinWait();
                        answer = accounts.getAccountBalanceWithHttpInfo(question);
                    }
                    return answer.getData().getBalance()
                            + " " + answer.getData().getCurrency()
                            + " at version " + answer.getData().getVersion()
                            + ", " + first.equals(again.getData())
                            + ", " + again.getHeaders().get("idempotent-replayed");
                }

                private static long projected(ApiResponse<?> answer) {
                    return Long.parseLong(answer.getHeaders().get("projection-position").get(0));
                }
            }
            """;

    @TempDir Path folder;

    @Test
    void a_generated_client_opens_an_account_deposits_once_and_reads_the_balance()
            throws IOException, InterruptedException, ReflectiveOperationException {
        Map<String, String> settings = new HashMap<>(TestDatabase.empty().settings());
        settings.put("DAYBOOK_AUTH", "required");
        String key = key(settings);
        try (Service service = Service.start(settings)) {
            Path sources = generate(service.uri("/q/openapi"), key);
            Files.writeString(sources.resolve("Caller.java"), CALLER);
            assertReadable(sources.resolve("daybook/client/model"));
            Path classes = compile(sources);
            assertEquals(
                    "1500 USD at version 2, true, [true]", call(classes, service.uri(""), key));
        }
    }

    private static String key(Map<String, String> settings) {
        CommandRun.Result made =
                CommandRun.run(
                        settings,
                        "key",
                        "create",
                        "--owner",
                        "user-1",
                        "--scope",
                        "accounts:read",
                        "--scope",
                        "accounts:write");
        assertEquals(0, made.exitCode(), made::err);
        return made.out().strip();
    }

    private Path generate(URI document, String key) throws IOException, InterruptedException {
        Path log = folder.resolve("generator.log");
        Process generator =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-jar",
                                System.getProperty("openapi-generator.jar"),
                                "generate",
                                "--input-spec",
                                document.toString(),
                                "--auth",
                                "Authorization:Bearer%20" + key,
                                "--generator-name",
                                "java",
                                "--library",
                                "native",
                                "--output",
                                folder.resolve("client").toString(),
                                "--global-property",
                                "models,apis,supportingFiles,modelDocs=false,apiDocs=false,modelTests=false,apiTests=false",
                                "--additional-properties",
                                "invokerPackage=daybook.client,apiPackage=daybook.client.api,modelPackage=daybook.client.model,"
                                        + "openApiNullable=false,useJakartaEe=true,useSingleRequestParameter=static,"
                                        + "hideGenerationTimestamp=true")
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        boolean ended = generator.waitFor(GENERATOR_SECONDS, TimeUnit.SECONDS);
        generator.destroyForcibly();
        String said = Files.readString(log);
        assertTrue(ended && generator.exitValue() == 0, said);
        assertEquals(
                List.of(),
                said.lines()
                        .filter(line -> line.matches(".*\\b(WARN|ERROR) .*"))
                        // of problem+json and of bodies it makes no comment in the code
                        .filter(line -> !line.contains("example"))
                        .toList(),
                said);
        return folder.resolve("client/src/main/java");
    }

    /** Names that the generator had to invent tell nobody anything. */
    private static void assertReadable(Path models) throws IOException {
        try (Stream<Path> files = Files.list(models)) {
            assertEquals(
                    List.of(),
                    files.map(file -> file.getFileName().toString())
                            .filter(name -> name.matches("(?i).*(inline|_?object\\d|\\d+).*"))
                            .toList());
        }
    }

    private Path compile(Path sources) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter complaints = new StringWriter();
        Path classes = folder.resolve("classes");
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
                Stream<Path> all = Files.walk(sources)) {
            List<Path> java = all.filter(file -> file.toString().endsWith(".java")).toList();
            boolean compiled =
                    compiler.getTask(
                                    complaints,
                                    files,
                                    null,
                                    List.of(
                                            "-proc:none",
                                            "-nowarn",
                                            "-d",
                                            classes.toString(),
                                            "-cp",
                                            libraries().stream()
                                                    .map(Path::toString)
                                                    .collect(
                                                            Collectors.joining(
                                                                    System.getProperty(
                                                                            "path.separator")))),
                                    null,
                                    files.getJavaFileObjectsFromPaths(java))
                            .call();
            assertTrue(compiled, complaints::toString);
        }
        return classes;
    }

    private static String call(Path classes, URI service, String key)
            throws IOException, ReflectiveOperationException {
        List<URL> all = new ArrayList<>();
        all.add(classes.toUri().toURL());
        for (Path library : libraries()) {
            all.add(library.toUri().toURL());
        }
        try (URLClassLoader client =
                new URLClassLoader(all.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            return (String)
                    client.loadClass("Caller")
                            .getMethod("call", URI.class, String.class)
                            .invoke(null, service, key);
        } catch (InvocationTargetException e) {
            StringWriter trace = new StringWriter();
            e.getCause().printStackTrace(new PrintWriter(trace));
            throw new AssertionError(trace.toString(), e);
        }
    }

    /** The service's own copy of what the client needs. */
    private static List<Path> libraries() throws IOException {
        Path service = Path.of(System.getProperty("daybook.jar")).resolveSibling("lib");
        try (Stream<Path> files = Files.list(service)) {
            return files.filter(
                            file ->
                                    file.getFileName()
                                            .toString()
                                            .matches(
                                                    "(com\\.fasterxml\\.jackson|jakarta\\.annotation).*"))
                    .toList();
        }
    }
}
