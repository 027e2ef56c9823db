package mappings;

import channels.Channel;
import channels.Channel.BodyFormat;
import channels.SignatureScheme;
import channels.SignatureScheme.Encoding;
import channels.SignatureScheme.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a {@code channel.yaml} says, its expressions still text.
 *
 * @param platform the expression of the platform's name; null: it is the channel's
 * @param test     the expression that tells the platform's test message; null where it has none
 */
record ChannelFile(Channel channel, Expression shop, Expression order, Expression platform, Expression test, List<Event> events) {

    static final String FILE = "channel.yaml";

    private static final Pattern MAPPING_FILE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]*\\.jslt");
    private static final Pattern FORM = Pattern.compile("form:([A-Za-z0-9_.-]{1,100})");
    private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9-]{1,100}");
    private static final Pattern ENCODING = Pattern.compile("([^{}]*)\\{(hex|base64)}([^{}]*)");
    private static final Set<String> ALGORITHMS = Set.of("HmacSHA256", "HmacSHA1", "HmacSHA512");
    private static final Set<String> SIGNED = Set.of("body", "app-key", "notification-url");

    /** A JSLT expression and where it stands. */
    record Expression(String place, String text) { }

    /**
     * One line of {@code events:}.
     *
     * @param when   null: whatever no line before it took
     * @param map    the mapping's file name; null where the kind is passed over
     * @param ignore why it is passed over; null where it is mapped
     */
    record Event(String place, Expression when, String map, String ignore) { }

    /** Reads the file; null where it cannot be made out at all. Whatever is wrong is added to {@code faults}. */
    static ChannelFile read(String file, String folder, String text, List<Fault> faults) {
        YamlObject yaml = YamlObject.read(file, text, faults);
        if (yaml == null) {
            return null;
        }
        String name = yaml.required("channel", folder);
        if (name != null && !name.equals(folder)) {
            yaml.fault("channel", "the channel is called " + name + " and its folder " + folder, "Give both one name");
        }
        Channel channel = new Channel(folder, body(yaml), signatures(yaml), acknowledge(yaml),
            yaml.yes("webhook", true), yaml.yes("details", false));
        ChannelFile read = new ChannelFile(channel, required(yaml, "shop", "id(.shop_id)"), required(yaml, "order", "id(.order_id)"),
            optional(yaml, "platform"), optional(yaml, "test"), events(yaml));
        yaml.refuseOthers();
        return read;
    }

    private static Expression required(YamlObject yaml, String key, String example) {
        return expression(yaml, key, yaml.required(key, example));
    }

    private static Expression optional(YamlObject yaml, String key) {
        return expression(yaml, key, yaml.text(key));
    }

    private static Expression expression(YamlObject yaml, String key, String text) {
        return text == null ? null : new Expression(yaml.place(key), text);
    }

    private static BodyFormat body(YamlObject yaml) {
        String body = yaml.text("body", "json");
        Matcher form = FORM.matcher(body);
        if (form.matches()) {
            return new BodyFormat(form.group(1));
        }
        if (!body.equals("json")) {
            yaml.fault("body", "body is \"" + body + "\"", "Write json, or form:<field> for JSON inside a form field");
        }
        return BodyFormat.JSON;
    }

    private static int acknowledge(YamlObject yaml) {
        String status = yaml.text("acknowledge", "200");
        if (!status.matches("2\\d\\d")) {
            yaml.fault("acknowledge", "acknowledge is \"" + status + "\"", "Write a status of success, 200 to 299");
            return 200;
        }
        return Integer.parseInt(status);
    }

    private static List<SignatureScheme> signatures(YamlObject yaml) {
        List<SignatureScheme> schemes = new ArrayList<>();
        for (YamlObject signature : yaml.objects("signature")) {
            SignatureScheme scheme = signature.has("scheme") ? named(signature) : hmac(signature);
            signature.refuseOthers();
            if (scheme != null) {
                schemes.add(scheme);
            }
        }
        return schemes;
    }

    private static SignatureScheme named(YamlObject signature) {
        String scheme = signature.text("scheme");
        if ("standard-webhooks".equals(scheme)) {
            return new SignatureScheme(Kind.STANDARD_WEBHOOKS, null, "HmacSHA256", Encoding.BASE64, "", "", "{body}");
        }
        signature.fault("scheme", "there is no signature scheme \"" + scheme + "\"",
            "Write standard-webhooks, or header, algorithm, encoding and signs");
        return null;
    }

    private static SignatureScheme hmac(YamlObject signature) {
        String header = signature.required("header", "X-Signature");
        String algorithm = signature.required("algorithm", "HmacSHA256");
        String encoding = signature.required("encoding", "hex");
        String signs = signature.required("signs", "\"{body}\"");
        if (header == null || algorithm == null || encoding == null || signs == null) {
            return null;
        }
        if (!HEADER.matcher(header).matches()) {
            signature.fault("header", "\"" + header + "\" is no header's name", "Write letters, digits and - only");
        }
        if (!ALGORITHMS.contains(algorithm)) {
            signature.fault("algorithm", "there is no algorithm \"" + algorithm + "\"", "Write HmacSHA256, HmacSHA1 or HmacSHA512");
        }
        checkSigned(signature, signs);
        Matcher around = ENCODING.matcher(encoding.contains("{") ? encoding : "{" + encoding + "}");
        if (!around.matches()) {
            signature.fault("encoding", "encoding is \"" + encoding + "\"",
                "Write hex or base64, or one of them in braces with what stands around it, such as \"sha256={hex}\"");
            return null;
        }
        return new SignatureScheme(Kind.HMAC, header, algorithm, around.group(2).equals("hex") ? Encoding.HEX : Encoding.BASE64,
            around.group(1), around.group(3), signs);
    }

    private static void checkSigned(YamlObject signature, String signs) {
        if (signs.split("\\{body}", -1).length != 2) {
            signature.fault("signs", "what is signed has not one {body} in it", "Write {body} where the raw bytes stand, once");
        }
        SignatureScheme.PLACEHOLDER.matcher(signs).results().map(match -> match.group(1)).filter(key -> !SIGNED.contains(key))
            .forEach(key -> signature.fault("signs", "there is nothing to put for {" + key + "}", "Use {body}, {app-key} and {notification-url}"));
    }

    private static List<Event> events(YamlObject yaml) {
        List<YamlObject> entries = yaml.objects("events");
        if (entries.isEmpty()) {
            yaml.fault("events", "events is missing or empty", "Say with when: and map: which messages go to which mapping");
        }
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            YamlObject entry = entries.get(i);
            if (entry.has("otherwise") && i < entries.size() - 1) {
                entry.fault("otherwise", "otherwise takes every message, so the lines below it never match", "Move it to the end");
            }
            Event event = entry.has("otherwise") ? otherwise(entry) : event(entry);
            entry.refuseOthers();
            if (event != null) {
                events.add(event);
            }
        }
        return events;
    }

    private static Event otherwise(YamlObject entry) {
        String what = entry.text("otherwise");
        if (what == null) {
            return null;
        }
        return what.equals("ignore") ? new Event(entry.place("otherwise"), null, null, "no line of events: asks for it")
            : new Event(entry.place("otherwise"), null, mappingFile(entry, "otherwise", what), null);
    }

    private static Event event(YamlObject entry) {
        Expression when = required(entry, "when", ".type == \"order\", or otherwise: in its place");
        String map = entry.text("map");
        String ignore = entry.text("ignore");
        if (map != null && ignore != null) {
            entry.fault("when", "an event has both map and ignore", "Keep one of them");
            return null;
        }
        if (map == null && ignore == null) {
            entry.fault("when", "an event needs either map or ignore", "Add map: <file>.jslt, or ignore: <why>");
            return null;
        }
        return when == null ? null : new Event(when.place(), when, map == null ? null : mappingFile(entry, "map", map), ignore);
    }

    private static String mappingFile(YamlObject entry, String key, String file) {
        if (!MAPPING_FILE.matcher(file).matches()) {
            entry.fault(key, "\"" + file + "\" is no name of a mapping in this folder", "Write a file's name such as order-status.jslt");
            return null;
        }
        return file;
    }
}
