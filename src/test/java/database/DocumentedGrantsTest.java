package database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The role of the database that docs/operate.md has made for the application, against the statements that the sources hold. */
class DocumentedGrantsTest {

    private static final String ROLE = "ordersync_app";
    private static final Pattern WRITES = Pattern.compile("\\b(insert into|update|delete from|truncate) ([a-z_]+)");
    /** What an insert ends in that updates what is there. */
    private static final Pattern UPSERTS = Pattern.compile("\\binsert into ([a-z_]+)\\b(?:(?!insert into|\"\"\"|;).)*\\bdo update\\b", Pattern.DOTALL);

    private OwnDatabase database;
    private Sql sql;

    @BeforeEach
    void grant() throws Exception {
        database = OwnDatabase.migrated("documented_grants");
        sql = new Sql(database.pool);
        String operate = Files.readString(Path.of("docs/operate.md"));
        int from = operate.indexOf("create role " + ROLE);
        sql.update(operate.substring(from, operate.indexOf("```", from)));
    }

    @AfterEach
    void revoke() {
        sql.update("drop owned by " + ROLE);
        sql.update("drop role " + ROLE);
        database.close();
    }

    @Test
    void theApplicationsRoleMayDoWhatItsStatementsDo() throws IOException {
        // Given
        Set<String> tables = new HashSet<>(sql.query("select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')"
            + " and not relispartition and relname <> 'flyway_schema_history'", row -> row.getString(1)));

        // When
        Set<String> needed = new TreeSet<>();
        tables.forEach(table -> needed.add("select " + table));
        for (String source : sources()) {
            Matcher writes = WRITES.matcher(source);
            while (writes.find()) {
                needed.add(writes.group(1).split(" ")[0] + " " + writes.group(2));
            }
            Matcher upserts = UPSERTS.matcher(source);
            while (upserts.find()) {
                needed.add("update " + upserts.group(1));
            }
        }
        needed.removeIf(privilege -> !tables.contains(privilege.split(" ")[1]));

        // Then
        assertThat(needed).contains("insert orders", "update tally", "delete spool", "truncate reconciliation_work")
            .allSatisfy(privilege -> assertThat(isGranted(privilege)).as(privilege).isTrue());
    }

    /** Code, but for the demo's, and the functions that each migration makes anew. */
    private static List<String> sources() throws IOException {
        try (Stream<Path> code = Files.walk(Path.of("src/main/java")); Stream<Path> functions = Files.list(Path.of("src/main/resources/db/migration"))) {
            List<Path> files = Stream.concat(code.filter(file -> file.toString().endsWith(".java") && !file.startsWith("src/main/java/demo")),
                functions.filter(file -> file.getFileName().toString().startsWith("R__"))).toList();
            return files.stream().map(DocumentedGrantsTest::text).toList();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean isGranted(String privilege) {
        String[] words = privilege.split(" ");
        return sql.query("select has_table_privilege(?, ?, ?)", row -> row.getBoolean(1), ROLE, words[1], words[0]).get(0);
    }
}
