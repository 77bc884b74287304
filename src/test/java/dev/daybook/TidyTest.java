package dev.daybook;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.source.tree.BlockTree;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What reviewers would otherwise repeat, told from the sources alone. Exceptions are named, each
 * with its reason; one that is not needed any more fails too.
 */
class TidyTest {

    /** Behind the name of a method. */
    private static final String CALL = "()";

    private static final int LONGEST_FILE = 200;
    private static final int LONGEST_METHOD = 30;
    private static final int MOST_PARAMETERS = 4;

    /** Decision tables stay whole. */
    private static final Set<String> TABLES = Set.of("decide", "evolve");

    /** Longer than 200 lines without imports and blanks; by file, why they stay whole. */
    private static final Map<String, String> LONG_FILES =
            Map.ofEntries(
                    entry("Lease", "a decision table"),
                    entry("BillingAccount", "a decision table"),
                    entry("Order", "a decision table"),
                    entry("Request", "what the framework injects, each header with its rule"),
                    entry(
                            "Shape",
                            "each kind of value once: how it is read, and what is told of it"),
                    entry("Reads", "the endpoints that read, and the values that they are"),
                    entry("Answers", "each answer that there is, described"),
                    entry("Schemas", "each type of JSON, described"),
                    entry("Loop", "one state machine, confined to one context"),
                    entry("StreamBatch", "one batch of one stream, from command to answer"),
                    entry("PostgresEventStore", "one store: half of it is SQL"),
                    entry("Administration", "what operators ask and do: a third is SQL"));

    private static final Map<String, String> LONG_METHODS =
            Map.of(
                    "Engine.<init>", "where everything is put together, in order",
                    "FrameworkProblems.of", "a table by status",
                    "Operations.of", "one operation, part by part",
                    "ProjectionAudit.compare", "one transaction, step by step");

    private static final Map<String, String> MANY_PARAMETERS =
            Map.ofEntries(
                    entry("BillingAccounts.with", "what differs of a row"),
                    entry("BillingEntries.entry", "what differs of a row"),
                    entry("LeaseSummaries.after", "what differs of a row"),
                    entry("Orders.after", "what differs of a row"),
                    entry("Transfers.after", "what differs of a row"),
                    entry("DemoData.transfer", "the fields of a transfer"),
                    entry("LogPage.read", "where from, where to, what, how many"),
                    entry("Reads.answer", "the parts of an answer"),
                    entry("Reads.pageOf", "the parts of a page"),
                    entry("Shape.parsed", "the parts of a shape"),
                    entry("Shape.textual", "the parts of a shape"));

    /** By file, why. */
    private static final Map<String, String> MAY_SLEEP =
            Map.of(
                    "Wait", "looks again, until a condition holds",
                    "Customer", "pauses between tries, as customers do",
                    "KeysIT", "meets at random moments",
                    "SoakIT", "stops an instance for a random time",
                    "Rebuild", "an operator's command that tells how far it is, until it is done");

    private static final Map<String, String> MAY_READ_THE_ENVIRONMENT =
            Map.of(
                    "Daybook", "begins before there are settings, and marks a command's start",
                    "EmbeddedDatabase", "the platform's user and temporary folder");

    /** Each has a comment at its place. */
    private static final Map<String, String> MAY_SWALLOW =
            Map.of(
                    "JsonFields", "the fault is told below",
                    "Representation", "what cannot be read is liked by nobody",
                    "CuttingProxy", "cutting connections is what it is for",
                    "RawHttp", "the answer tells what is wrong",
                    "Service", "tries another port",
                    "TransferCrashIT", "the instance has been killed");

    /** Called by name from outside of the sources. */
    private static final Set<String> CALLED_FROM_OUTSIDE = Set.of("main" + CALL);

    private static final Set<String> SLEEPS = Set.of("sleep", "parkNanos", "parkUntil");
    private static final Set<String> READS_OF_THE_ENVIRONMENT = Set.of("getenv", "getProperty");

    /** One source file as the compiler reads it. */
    private record Source(Path path, CompilationUnitTree unit, boolean test) {

        String name() {
            return path.getFileName().toString().replace(".java", "");
        }
    }

    /** A declaration, and where it stands. */
    private record Declared(String name, String place, boolean test) {}

    private static final List<Source> SOURCES = new ArrayList<>();
    private static SourcePositions positions;

    private final Set<String> sleeping = new TreeSet<>();
    private final Set<String> reading = new TreeSet<>();
    private final Set<String> swallowing = new TreeSet<>();
    private final Set<String> longMethods = new TreeSet<>();
    private final Set<String> manyParameters = new TreeSet<>();
    private final List<Declared> declared = new ArrayList<>();
    private final Set<String> namedInMain = new HashSet<>();
    private final Set<String> namedAnywhere = new HashSet<>();

    @BeforeAll
    static void readSources() throws IOException {
        read(Path.of("src/main/java"), false);
        read(Path.of("src/test/java"), true);
    }

    private static void read(Path folder, boolean test) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(file -> file.toString().endsWith(".java")).sorted().toList();
        }
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var manager = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task =
                    (JavacTask)
                            compiler.getTask(
                                    null,
                                    manager,
                                    null,
                                    null,
                                    null,
                                    manager.getJavaFileObjectsFromPaths(files));
            positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                SOURCES.add(new Source(Path.of(unit.getSourceFile().getName()), unit, test));
            }
        }
    }

    @Test
    void no_test_sleeps_and_the_service_neither() {
        look();
        assertEquals(new TreeSet<>(MAY_SLEEP.keySet()), sleeping);
    }

    @Test
    void the_environment_is_read_where_settings_are() {
        look();
        assertEquals(new TreeSet<>(MAY_READ_THE_ENVIRONMENT.keySet()), reading);
    }

    @Test
    void no_error_is_swallowed() {
        look();
        assertEquals(new TreeSet<>(MAY_SWALLOW.keySet()), swallowing);
    }

    @Test
    void files_are_not_longer_than_is_good_for_them() {
        Set<String> found = new TreeSet<>();
        for (Source source : SOURCES) {
            if (!source.test() && lines(source) > LONGEST_FILE) {
                found.add(source.name());
            }
        }
        assertEquals(new TreeSet<>(LONG_FILES.keySet()), found);
    }

    @Test
    void methods_are_not_longer_than_is_good_for_them() {
        look();
        assertEquals(new TreeSet<>(LONG_METHODS.keySet()), longMethods);
    }

    @Test
    void methods_take_few_parameters() {
        look();
        assertEquals(new TreeSet<>(MANY_PARAMETERS.keySet()), manyParameters);
    }

    /** What nobody names is dead; so is what tests alone name. */
    @Test
    void nothing_is_declared_that_nobody_names() {
        look();
        List<String> dead = new ArrayList<>();
        for (Declared each : declared) {
            Set<String> named = each.test() ? namedAnywhere : namedInMain;
            if (!named.contains(each.name()) && !CALLED_FROM_OUTSIDE.contains(each.name())) {
                dead.add(each.place());
            }
        }
        assertEquals(List.of(), dead);
    }

    /** Without imports and blank ones. */
    private static long lines(Source source) {
        try (Stream<String> all = Files.lines(source.path())) {
            return all.filter(line -> !line.isBlank() && !line.startsWith("import ")).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void look() {
        SOURCES.forEach(source -> new Look(source).scan(source.unit(), null));
    }

    /** Looks through one file. */
    private final class Look extends TreePathScanner<Void, Void> {

        private final Source source;

        Look(Source source) {
            this.source = source;
        }

        @Override
        public Void visitMethod(MethodTree method, Void nothing) {
            if (!source.test()) {
                measure(method);
            }
            boolean constructor = method.getReturnType() == null;
            if (!constructor && !isAnnotated(method.getModifiers()) && !observes(method)) {
                declare(method.getName() + CALL, method);
            }
            return super.visitMethod(method, nothing);
        }

        private void measure(MethodTree method) {
            String name = source.name() + "." + method.getName();
            BlockTree body = method.getBody();
            if (body != null && !TABLES.contains(method.getName().toString())) {
                long first = line(positions.getStartPosition(source.unit(), body));
                long last = line(positions.getEndPosition(source.unit(), body));
                if (last - first - 1 > LONGEST_METHOD) {
                    longMethods.add(name);
                }
            }
            if (method.getParameters().size() > MOST_PARAMETERS
                    && method.getReturnType() != null
                    && !overrides(method.getModifiers())) {
                manyParameters.add(name);
            }
        }

        @Override
        public Void visitClass(ClassTree type, Void nothing) {
            String name = type.getSimpleName().toString();
            boolean top = getCurrentPath().getParentPath().getLeaf() == source.unit();
            if (!name.isEmpty()
                    && !isAnnotated(type.getModifiers())
                    && !(source.test() && !type.getImplementsClause().isEmpty())
                    && !(top && source.test() && isRun(type))) {
                declare(name, type);
            }
            return super.visitClass(type, nothing);
        }

        @Override
        public Void visitVariable(VariableTree variable, Void nothing) {
            boolean field = getCurrentPath().getParentPath().getLeaf() instanceof ClassTree;
            if (field && !isAnnotated(variable.getModifiers()) && !isComponent(variable)) {
                declare(variable.getName().toString(), variable);
            }
            return super.visitVariable(variable, nothing);
        }

        /** Nobody names tests: they are found. */
        private static boolean isRun(ClassTree type) {
            return type.getMembers().stream()
                    .anyMatch(
                            member ->
                                    member instanceof MethodTree method
                                            && isAnnotated(method.getModifiers()));
        }

        /** The fields of a record are what it is; who reads them is often a library. */
        private boolean isComponent(VariableTree field) {
            Tree owner = getCurrentPath().getParentPath().getLeaf();
            return owner.getKind() == Tree.Kind.RECORD
                            && !field.getModifiers().getFlags().contains(Modifier.STATIC)
                    || owner.getKind() == Tree.Kind.ENUM
                    || field.getName().contentEquals("serialVersionUID");
        }

        @Override
        public Void visitIdentifier(IdentifierTree identifier, Void nothing) {
            named(identifier.getName().toString());
            return super.visitIdentifier(identifier, nothing);
        }

        @Override
        public Void visitMemberSelect(MemberSelectTree member, Void nothing) {
            String name = member.getIdentifier().toString();
            if (!inImport()) {
                named(name);
            }
            if (SLEEPS.contains(name)) {
                sleeping.add(source.name());
            }
            if (!source.test()
                    && READS_OF_THE_ENVIRONMENT.contains(name)
                    && member.getExpression().toString().equals("System")) {
                reading.add(source.name());
            }
            return super.visitMemberSelect(member, nothing);
        }

        /** What is imported statically may be used without its owner's name. */
        @Override
        public Void visitImport(ImportTree imported, Void nothing) {
            if (imported.isStatic()
                    && imported.getQualifiedIdentifier() instanceof MemberSelectTree member
                    && member.getExpression() instanceof MemberSelectTree owner) {
                named(owner.getIdentifier().toString());
            }
            return super.visitImport(imported, nothing);
        }

        private boolean inImport() {
            for (Tree each : getCurrentPath()) {
                if (each.getKind() == Tree.Kind.IMPORT) {
                    return true;
                }
            }
            return false;
        }

        /** A field of the same name does not call it. */
        @Override
        public Void visitMethodInvocation(MethodInvocationTree call, Void nothing) {
            String name =
                    switch (call.getMethodSelect()) {
                        case MemberSelectTree member -> member.getIdentifier().toString();
                        case Tree identifier -> identifier.toString();
                    };
            named(name + CALL);
            return super.visitMethodInvocation(call, nothing);
        }

        @Override
        public Void visitMemberReference(MemberReferenceTree reference, Void nothing) {
            named(reference.getName() + CALL);
            return super.visitMemberReference(reference, nothing);
        }

        /** A method source is named by a text. */
        @Override
        public Void visitLiteral(LiteralTree literal, Void nothing) {
            if (source.test() && literal.getValue() instanceof String text) {
                named(text);
                named(text + CALL);
            }
            return super.visitLiteral(literal, nothing);
        }

        @Override
        public Void visitCatch(CatchTree caught, Void nothing) {
            List<? extends StatementTree> statements = caught.getBlock().getStatements();
            if (statements.isEmpty()) {
                swallowing.add(source.name());
            }
            return super.visitCatch(caught, nothing);
        }

        private void named(String name) {
            namedAnywhere.add(name);
            if (!source.test()) {
                namedInMain.add(name);
            }
        }

        private void declare(String name, Tree tree) {
            declared.add(new Declared(name, place(tree) + " " + name, source.test()));
        }

        private String place(Tree tree) {
            return source.name() + ":" + line(positions.getStartPosition(source.unit(), tree));
        }

        private long line(long position) {
            return source.unit().getLineMap().getLineNumber(position);
        }

        private static boolean isAnnotated(ModifiersTree modifiers) {
            return modifiers.getAnnotations().stream()
                    .map(annotation -> annotation.getAnnotationType().toString())
                    .anyMatch(type -> !type.equals("Nullable") && !type.equals("SafeVarargs"));
        }

        private static boolean overrides(ModifiersTree modifiers) {
            return modifiers.getAnnotations().stream()
                    .anyMatch(each -> each.getAnnotationType().toString().equals("Override"));
        }

        private static boolean observes(MethodTree method) {
            return method.getParameters().stream()
                    .flatMap(parameter -> parameter.getModifiers().getAnnotations().stream())
                    .anyMatch(each -> each.getAnnotationType().toString().equals("Observes"));
        }
    }
}
