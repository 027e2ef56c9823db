package mappings;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The directory that holds the channels' folders: on disk, or inside the application's jar. */
final class MappingsDirectory {

    private static final String NAME = "mappings";
    private static final int CHANNELS_MAX = 200;

    private final Path root;
    /** Its name in faults: as it was configured, so that a person finds it; {@code mappings} where nobody named another. */
    private final String shown;

    private MappingsDirectory(Path root, String shown) {
        this.root = root;
        this.shown = shown;
    }

    /**
     * The directory that counts: the configured one, else {@code ./mappings}, else the packaged one.
     *
     * @throws BrokenMappings where none is to be found
     */
    static MappingsDirectory locate(Optional<String> configured) {
        if (configured.isPresent()) {
            Path directory = Path.of(configured.get());
            if (Files.isRegularFile(directory.resolve(ChannelFile.FILE))) {
                throw new BrokenMappings(List.of(new Fault(configured.get(), "it holds a " + ChannelFile.FILE + " itself, so it is the folder of one channel",
                    "Name the directory above it, which holds the channels' folders")));
            }
            if (Files.isDirectory(directory)) {
                return new MappingsDirectory(directory, directory.toString());
            }
            throw new BrokenMappings(List.of(new Fault(configured.get(), "there is no such directory",
                "Set ordersync.mappings.dir to the directory that holds the channels' folders")));
        }
        Path local = Path.of(NAME);
        return new MappingsDirectory(holdsChannels(local) ? local : packaged(), NAME);
    }

    private static boolean holdsChannels(Path directory) {
        if (!Files.isDirectory(directory)) {
            return false;
        }
        try (Stream<Path> folders = Files.list(directory)) {
            return folders.anyMatch(folder -> Files.isRegularFile(folder.resolve(ChannelFile.FILE)));
        } catch (IOException unreadable) {
            return false;
        }
    }

    private static Path packaged() {
        try {
            CodeSource source = MappingsDirectory.class.getProtectionDomain().getCodeSource();
            Path application = Path.of(source.getLocation().toURI());
            Path root = Files.isDirectory(application) ? application.resolve(NAME) : inJar(application).getPath(NAME);
            if (Files.isDirectory(root)) {
                return root;
            }
        } catch (URISyntaxException | IOException | RuntimeException unreachable) {
            // Told below: whatever the cause, there are no packaged mappings.
        }
        throw new BrokenMappings(List.of(new Fault(NAME, "the application was packaged without mappings, and there is no directory "
            + Path.of(NAME).toAbsolutePath(), "Start it where that directory is, or set ordersync.mappings.dir")));
    }

    private static FileSystem inJar(Path jar) throws IOException {
        URI uri = URI.create("jar:" + jar.toUri());
        synchronized (MappingsDirectory.class) {
            try {
                return FileSystems.getFileSystem(uri);
            } catch (FileSystemNotFoundException notOpenYet) {
                return FileSystems.newFileSystem(uri, Map.of());
            }
        }
    }

    /** The channels' folders, by name; hidden ones and plain files are none. */
    List<Path> folders() {
        try (Stream<Path> entries = Files.list(root)) {
            List<Path> folders = entries.filter(Files::isDirectory)
                .filter(folder -> !folder.getFileName().toString().startsWith(".")).sorted().toList();
            if (folders.size() > CHANNELS_MAX) {
                throw new BrokenMappings(List.of(new Fault(root.toString(), "it holds more than " + CHANNELS_MAX + " folders",
                    "Point ordersync.mappings.dir to the directory that holds the channels' folders")));
            }
            return folders;
        } catch (IOException unreadable) {
            throw new BrokenMappings(List.of(new Fault(root.toString(), "the directory cannot be read", "Look at its permissions")));
        }
    }

    /**
     * Every channel, by name.
     *
     * @throws BrokenMappings where anything at all is wrong with any of them, or where there is none: without channels
     *                        each webhook would be answered with 404, and each message that waits be a dead letter
     */
    Map<String, CompiledChannel> compile() {
        List<Fault> faults = new ArrayList<>();
        Map<String, CompiledChannel> channels = new LinkedHashMap<>();
        for (Path folder : folders()) {
            CompiledChannel channel = ChannelFolder.compile(folder, place(folder), faults);
            if (channel != null) {
                channels.put(channel.channel().name(), channel);
            }
        }
        if (!faults.isEmpty()) {
            throw new BrokenMappings(faults);
        }
        if (channels.isEmpty()) {
            throw new BrokenMappings(List.of(new Fault(shown, "there is no channel in this directory",
                "Name the one that holds the channels' folders, with ordersync.mappings.dir or with the workbench's --dir")));
        }
        channels.values().forEach(channel -> channel.beside(channels.values()));
        return channels;
    }

    /** Changes whenever a file here is added, removed or edited: each file's time and size. */
    Map<Path, String> fingerprint() {
        Map<Path, String> fingerprint = new TreeMap<>();
        for (Path folder : folders()) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    fingerprint.put(file, Files.getLastModifiedTime(file) + " " + Files.size(file));
                }
            } catch (IOException vanished) {
                fingerprint.put(folder, "unreadable");
            }
        }
        return fingerprint;
    }

    Path root() {
        return root;
    }

    /** The directory as a person would name it, whatever jar it lies in. */
    String place() {
        return shown;
    }

    /** A channel's folder as a person would name it. */
    String place(Path folder) {
        return shown + "/" + folder.getFileName().toString().replace("/", "");
    }
}
