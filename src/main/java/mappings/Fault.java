package mappings;

/**
 * One thing wrong in {@code mappings/}, for the person who edits it.
 *
 * @param place  the file, with line and column where they are known: {@code mappings/lazada/channel.yaml:12}
 * @param what   what is wrong, a sentence without its full stop
 * @param remedy what to do, a sentence without its full stop
 */
public record Fault(String place, String what, String remedy) {

    @Override
    public String toString() {
        return place + ": " + what + ". " + remedy + ".";
    }
}
