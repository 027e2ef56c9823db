package web;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import access.Access;
import access.AuditedChanges;
import channels.RawMessage;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import credit.CreditBlock;
import credit.LimitRequest;
import deadletter.DeadLetter;
import finance.PostingKind;
import finance.erp.Status;
import finance.payments.PaymentStatus;
import finance.payments.WaitsFor;
import finance.reconciliation.ItemClass;
import finance.reconciliation.ItemState;
import http.ProblemType;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.HttpMethod;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import mappings.Outcome;
import orders.OrderStatus;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import workbench.Trial;

/** The server speaks English and in codes; the pages have words in both languages for every code there is. */
class CodesTest {

    /** Changes of dealers' credit, as they are written. */
    private static final Pattern CREDIT_CHANGE = Pattern.compile("\"((?:DEALER|LIMIT|TEMPORARY_LIMIT|ORDER|OVERRIDE)_[A-Z_]+|ADJUSTED)\"");
    /** Of a decision on credit the page of its dealer leaves these out. */
    private static final Set<String> UNSAID = Set.of("version", "dealer");
    /** What is written of a change before and after it: name, value, name, value. */
    private static final Pattern AUDITED = Pattern.compile("jsonb_build_object\\(([^)]*)\\)");
    private static final Pattern NAME_AND_VALUE = Pattern.compile("'(\\w+)',[^,]+");
    /** A rate is no dealer's, and on no dealer's page. */
    private static final String RATE = "vnd";
    private static final Pattern MOVEMENTS = Pattern.compile("kind in \\(('HOLD',[^)]*)\\)");
    private static final Pattern REFUSAL = Pattern.compile("refused\\(channel, \"(\\w+)\"");

    /** Codes, and what keys of their words begin with. */
    static Stream<Arguments> codes() throws Exception {
        return Stream.of(
            codes(names(Outcome.Reason.values()), "dead.reason.", "dead.remedy."),
            codes(names(DeadLetter.Status.values()), "dead.status."),
            codes(Arrays.stream(RawMessage.Source.values()).map(source -> source.word), "source.", "dead.source."),
            codes(Stream.of(DeadLetter.OUTBOX), "dead.source."),
            codes(names(Trial.Verdict.values()), "try.outcome."),
            codes(names(OrderStatus.values()), "status."),
            codes(names(CreditBlock.Decision.values()), "decision."),
            codes(names(credit.Reason.values()), "reason."),
            codes(names(LimitRequest.State.values()), "credit.request."),
            codes(names(hidden("credit.WaitingPayments$WaitsFor")), "credit.payment.waits."),
            codes(found(CREDIT_CHANGE, "src/main/java/credit"), "credit.change."),
            codes(Arrays.stream(CreditBlock.class.getRecordComponents()).map(RecordComponent::getName).filter(name -> !UNSAID.contains(name)), "credit.field."),
            codes(found(AUDITED, "src/main/java/credit").flatMap(CodesTest::named).filter(name -> !name.equals(RATE)), "credit.field."),
            codes(found(MOVEMENTS, "src/main/resources/db/migration").flatMap(kinds -> Stream.of(kinds.replaceAll("[' ]", "").split(","))), "credit.movement."),
            codes(names(PostingKind.values()), "posting.kind."),
            codes(names(Status.values()), "posting.status.", "posting.why."),
            codes(names(PaymentStatus.values()), "payment.status."),
            codes(names(WaitsFor.values()), "waits.", "payment.waits."),
            codes(names(WaitsFor.values()).map(name -> name + ".todo"), "payment.waits."),
            codes(names(ItemClass.values()), "recon.class.", "recon.means.", "recon.todo."),
            codes(Arrays.stream(ItemState.values()).map(ItemState::word), "recon.state."),
            codes(names(hidden("finance.bank.BankLineResource$State")), "bank.state.", "bank.trouble."),
            codes(found(REFUSAL, "src/main/java/webhook"), "rejected."),
            codes(Access.ROLES.stream(), "role.", "users.role."),
            codes(Arrays.stream(ProblemType.values()).flatMap(type -> Stream.of(type.code() + ".title", type.code() + ".todo")), "problem."),
            codes(names(hidden("access.ProviderSignIn$Refusal")).map(name -> name.toLowerCase(Locale.ROOT)), "sign-in.refused."),
            codes(Stream.concat(signIns(), changes()), "users.action."));
    }

    @ParameterizedTest
    @MethodSource("codes")
    void everyCodeHasWordsInBothLanguages(List<String> codes, List<String> prefixes) {
        // Given
        List<String> keys = prefixes.stream().flatMap(prefix -> codes.stream().map(prefix::concat)).toList();

        // When
        List<String> wordless = Words.languages().stream()
            .flatMap(language -> keys.stream().filter(key -> !Words.of(language).has(key)).map(key -> language + ": " + key)).toList();

        // Then
        assertThat(keys).isNotEmpty();
        assertThat(wordless).isEmpty();
    }

    private static Arguments codes(Stream<String> codes, String... prefixes) {
        return Arguments.of(codes.collect(toCollection(TreeSet::new)).stream().toList(), List.of(prefixes));
    }

    private static Stream<String> names(Enum<?>... values) {
        return Arrays.stream(values).map(Enum::name);
    }

    private static Enum<?>[] hidden(String name) throws ClassNotFoundException {
        return (Enum<?>[]) Class.forName(name).getEnumConstants();
    }

    private static Stream<String> found(Pattern code, String folder) throws IOException {
        try (Stream<Path> files = Files.list(Path.of(folder))) {
            return files.map(CodesTest::read).flatMap(source -> code.matcher(source).results()).map((MatchResult found) -> found.group(1)).toList().stream();
        }
    }

    private static Stream<String> named(String pairs) {
        return NAME_AND_VALUE.matcher(pairs).results().map(pair -> pair.group(1));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    /** The constants of the audit that are called what they say. */
    private static Stream<String> signIns() throws Exception {
        TreeSet<String> actions = new TreeSet<>();
        for (Field field : Class.forName("access.Audit").getDeclaredFields()) {
            field.setAccessible(true);
            if (field.getType() == String.class && field.getName().equals(field.get(null))) {
                actions.add(field.getName());
            }
        }
        return actions.stream();
    }

    /** What the audit calls each change that the API takes from somebody who has signed in. */
    private static Stream<String> changes() {
        TreeSet<String> actions = new TreeSet<>();
        for (JavaClass known : new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPath(Path.of("target/classes"))) {
            boolean endpoints = known.getMethods().stream().anyMatch(method -> method.getAnnotations().stream()
                .anyMatch(annotation -> annotation.getRawType().isAnnotatedWith(HttpMethod.class)));
            if (endpoints) {
                Class<?> resource = known.reflect();
                boolean open = resource.isAnnotationPresent(PermitAll.class);
                Arrays.stream(resource.getDeclaredMethods()).filter(method -> !open && !method.isAnnotationPresent(PermitAll.class)).forEach(method ->
                    verb(method).filter(verb -> !verb.equals(HttpMethod.GET)).forEach(verb ->
                        AuditedChanges.address(resource, method).ifPresent(address -> actions.add(verb + " " + address))));
            }
        }
        return actions.stream();
    }

    private static Stream<String> verb(Method method) {
        return Arrays.stream(method.getAnnotations()).map(Annotation::annotationType).map(type -> type.getAnnotation(HttpMethod.class))
            .filter(named -> named != null).map(HttpMethod::value).map(verb -> verb.toUpperCase(Locale.ROOT));
    }
}
