package channels;

import channels.ChannelsConfig.ChannelConfig;
import channels.ChannelsConfig.ShopConfig;

/** A shop at a platform, with what the configuration knows of both. */
public record ShopAccess(String channel, String shop, ChannelConfig platform, ShopConfig credentials) {

    /** {@code channel:shop}, as messages for people and the token's cipher name it; the configuration stays out of logs. */
    @Override
    public String toString() {
        return channel + ":" + shop;
    }
}
