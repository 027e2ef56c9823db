package channels;

/** A channel lacks what its signature scheme needs, so its webhook is off. The message names the property, never a value. */
public class ChannelOffException extends RuntimeException {

    public ChannelOffException(String channel, String why) {
        super(channel + ": webhook is off, " + why);
    }
}
