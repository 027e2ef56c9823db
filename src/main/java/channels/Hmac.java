package channels;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A keyed digest. Each thread keeps its own {@link Mac}: making one costs more than digesting a small message. */
public final class Hmac {

    private final ThreadLocal<Mac> macs;

    /**
     * @param algorithm a name of {@link Mac}
     * @throws IllegalArgumentException for an unknown algorithm or an empty key
     */
    public Hmac(String algorithm, byte[] key) {
        SecretKeySpec spec = new SecretKeySpec(key, algorithm);
        mac(algorithm, spec);
        this.macs = ThreadLocal.withInitial(() -> mac(algorithm, spec));
    }

    /** The digest of the parts, one after the other. */
    public byte[] digest(byte[]... parts) {
        Mac mac = macs.get();
        for (byte[] part : parts) {
            mac.update(part);
        }
        return mac.doFinal();
    }

    private static Mac mac(String algorithm, SecretKeySpec key) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(key);
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("signature algorithm " + algorithm + " is not one of this JDK", e);
        }
    }
}
