package channels;

/** What a channel's signatures say of a message. */
public enum SignatureVerdict {
    /** It is the channel's, by a secret that is live. */
    GENUINE,
    /** It is signed by a secret that is live, and the time that is signed along is too far from now: a clock is off, or it was sent before. */
    OFF_TIME,
    /** None of the secrets signed it. */
    FORGED
}
