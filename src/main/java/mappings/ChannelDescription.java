package mappings;

import java.util.List;

/**
 * What a channel's folder holds, for people.
 *
 * @param files    names in the folder that make the channel
 * @param statuses the rows of its status table
 * @param events   the lines of {@code events:}, in their order
 */
public record ChannelDescription(List<String> files, List<Word> statuses, List<Event> events) {

    /** @param status ours, or UNCHANGED or PREVIOUS */
    public record Word(String word, String status) { }

    /**
     * A line of {@code events:}.
     *
     * @param event   the expression that takes a message, {@code otherwise}, or {@code test}
     * @param mapping name and version of the mapping; null where the kind is passed over
     * @param ignored why it is passed over; null where it is mapped
     */
    public record Event(String event, String mapping, String ignored) { }
}
