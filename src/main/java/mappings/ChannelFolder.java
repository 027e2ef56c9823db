package mappings;

import channels.RawMessage;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One channel's folder on its way to a {@link CompiledChannel}. */
final class ChannelFolder {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");
    private static final int FILE_BYTES_MAX = 1 << 20;
    private static final int VERSION_HEX_DIGITS = 8;
    private static final Pattern IMPORTABLE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]*");
    private static final MappingLanguage LANGUAGE = new JsltLanguage();

    private final Path folder;
    private final String name;
    private final String place;
    private final List<Fault> faults;

    private ChannelFolder(Path folder, String place, List<Fault> faults) {
        this.folder = folder;
        this.place = place;
        this.name = folder.getFileName().toString().replace("/", "");
        this.faults = faults;
    }

    /**
     * The folder's channel; null where it is too broken to be one. Whatever is wrong is added to {@code faults}.
     *
     * @param place the folder as a person would name it
     */
    static CompiledChannel compile(Path folder, String place, List<Fault> faults) {
        return new ChannelFolder(folder, place, faults).compile();
    }

    private CompiledChannel compile() {
        int before = faults.size();
        if (!NAME.matcher(name).matches()) {
            faults.add(new Fault(place(""), "\"" + name + "\" is no channel's name", "Rename the folder to at most 40 of a-z, 0-9 and -"));
            return null;
        }
        if (name.equals(RawMessage.PAYMENT)) {
            faults.add(new Fault(place(""), "\"" + name + "\" stands for the messages of payment.settled", "Give the folder another name"));
            return null;
        }
        String yaml = text(ChannelFile.FILE);
        String csv = text(StatusTable.FILE);
        if (yaml == null || csv == null) {
            return null;
        }
        ChannelFile file = ChannelFile.read(place(ChannelFile.FILE), name, yaml, faults);
        StatusTable statuses = StatusTable.read(place(StatusTable.FILE), csv, faults);
        if (file == null) {
            return null;
        }
        List<CompiledChannel.Event> events = events(file, csv, statuses);
        // The order is asked for before the message has a record, and by who erases a buyer: of the bytes alone.
        Transformation shop = expression(file.shop(), statuses, Set.of());
        Transformation order = expression(file.order(), statuses, Set.of());
        Transformation platform = expression(file.platform(), statuses, Set.of());
        Transformation test = expression(file.test(), statuses, MappingLanguage.VARIABLES);
        return faults.size() > before ? null
            : new CompiledChannel(file.channel(), statuses, shop, order, platform, test, events, routesByVariables(file));
    }

    private static boolean routesByVariables(ChannelFile file) {
        return Stream.concat(Stream.ofNullable(file.test()), file.events().stream().map(ChannelFile.Event::when).filter(Objects::nonNull))
            .anyMatch(expression -> MappingLanguage.VARIABLES.stream().anyMatch(variable -> expression.text().contains("$" + variable)));
    }

    private List<CompiledChannel.Event> events(ChannelFile file, String csv, StatusTable statuses) {
        Map<String, CompiledChannel.Mapping> mappings = new LinkedHashMap<>();
        List<CompiledChannel.Event> events = new ArrayList<>();
        for (ChannelFile.Event event : file.events()) {
            CompiledChannel.Mapping mapping = event.map() == null ? null
                : mappings.computeIfAbsent(event.map(), map -> mapping(event, map, csv, statuses));
            events.add(new CompiledChannel.Event(event.when() == null ? "otherwise" : event.when().text(), expression(event.when(), statuses, MappingLanguage.VARIABLES), mapping, event.ignore()));
        }
        return events;
    }

    private CompiledChannel.Mapping mapping(ChannelFile.Event event, String map, String csv, StatusTable statuses) {
        if (!Files.isRegularFile(folder.resolve(map))) {
            faults.add(new Fault(event.place(), "there is no mapping " + map + " in the folder", "Add the file, or mend its name here"));
            return null;
        }
        String text = text(map);
        if (text == null) {
            return null;
        }
        Map<String, String> imported = new TreeMap<>();
        try {
            Transformation compiled = LANGUAGE.compile(place(map), text, statuses, MappingLanguage.VARIABLES, other -> {
                String content = IMPORTABLE.matcher(other).matches() && Files.isRegularFile(folder.resolve(other)) ? text(other) : null;
                imported.put(other, String.valueOf(content));
                return content;
            });
            LANGUAGE.checkOutput(text);
            String all = String.join("", imported.values());
            return CompiledChannel.Mapping.of(map, name + "/" + map + "@" + version(text + csv + all), compiled, text + all);
        } catch (MappingLanguage.SyntaxFault wrong) {
            faults.add(new Fault(place(wrong.file() == null ? map : wrong.file()) + (wrong.line() > 0 ? ":" + wrong.line() + ":" + wrong.column() : ""),
                wrong.getMessage(), "Mend the mapping; docs/add-a-channel.md shows its language"));
            return null;
        }
    }

    private Transformation expression(ChannelFile.Expression expression, StatusTable statuses, Set<String> variables) {
        if (expression == null) {
            return null;
        }
        try {
            return LANGUAGE.compile(expression.place(), expression.text(), statuses, variables, file -> null);
        } catch (MappingLanguage.SyntaxFault wrong) {
            faults.add(new Fault(expression.place(), "the expression \"" + expression.text() + "\" is broken: " + wrong.getMessage(),
                "Mend it; it is JSLT, such as .message_type == 0"));
            return null;
        }
    }

    /** A file's text; null, and a fault, where it cannot be read. */
    private String text(String file) {
        try {
            Path path = folder.resolve(file);
            if (!Files.isRegularFile(path)) {
                faults.add(new Fault(place(file), "the file is missing", "Add it, or remove the folder"));
                return null;
            }
            if (Files.size(path) > FILE_BYTES_MAX) {
                faults.add(new Fault(place(file), "the file has more than " + FILE_BYTES_MAX + " bytes", "Make it smaller"));
                return null;
            }
            return TextFile.read(path);
        } catch (CharacterCodingException notUtf8) {
            faults.add(new Fault(place(file), "the file is not in UTF-8", "Save it as UTF-8"));
        } catch (IOException unreadable) {
            faults.add(new Fault(place(file), "the file cannot be read", "Look at its permissions"));
        }
        return null;
    }

    private String place(String file) {
        return place + (file.isEmpty() ? "" : "/" + file);
    }

    private static String version(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, VERSION_HEX_DIGITS);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
