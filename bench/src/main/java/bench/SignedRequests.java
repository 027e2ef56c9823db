package bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * HTTP requests as they go over the wire, made and signed before the clock runs, so that sending one costs the shared
 * cores no more than the copy. They lie outside the heap, about 500 bytes each.
 */
final class SignedRequests implements AutoCloseable {

    private static final int CHUNK_BYTES = 64 * 1024 * 1024;
    private static final int MAX_REQUEST_BYTES = 2048;

    private final List<ByteBuf> chunks = new ArrayList<>();
    private final long[] places;
    private int count;

    private SignedRequests(int count) {
        places = new long[count];
    }

    /** Lazada's pushes of a traffic, signed as {@link Application} expects them. */
    static SignedRequests webhooks(LazadaTraffic traffic) {
        SignedRequests requests = new SignedRequests(traffic.deliveries().size());
        Mac mac = mac();
        byte[] appKey = Application.APP_KEY.getBytes(US_ASCII);
        for (LazadaTraffic.Delivery delivery : traffic.deliveries()) {
            byte[] body = traffic.body(delivery);
            mac.update(appKey);
            String signature = HexFormat.of().formatHex(mac.doFinal(body));
            requests.add(("POST /webhook/lazada HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAuthorization: "
                + signature + "\r\nContent-Length: " + body.length + "\r\n\r\n").getBytes(US_ASCII), body);
        }
        return requests;
    }

    /** Requests for an address that nobody serves: what the HTTP server and this machine can do with no work behind it. */
    static SignedRequests notFound(int count) {
        SignedRequests requests = new SignedRequests(count);
        byte[] head = "GET /nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII);
        for (int i = 0; i < count; i++) {
            requests.add(head, new byte[0]);
        }
        return requests;
    }

    /** Questions whether a dealer may order for so much, of one user. */
    static SignedRequests creditChecks(DealerTraffic traffic, String authorization) {
        SignedRequests requests = new SignedRequests(traffic.count());
        for (int i = 0; i < traffic.count(); i++) {
            byte[] body = traffic.check(i);
            requests.add(("POST /credit/check HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAccept: application/json\r\nAuthorization: " + authorization
                + "\r\nContent-Length: " + body.length + "\r\n\r\n").getBytes(US_ASCII), body);
        }
        return requests;
    }

    /** What VNPay and MoMo tell of payments. */
    static SignedRequests ipns(IpnTraffic traffic) {
        SignedRequests requests = new SignedRequests(traffic.count());
        for (int i = 0; i < traffic.count(); i++) {
            requests.add(traffic.request(i), new byte[0]);
        }
        return requests;
    }

    /** Reads, one address after the other, of one user. */
    static SignedRequests gets(List<String> addresses, String authorization, int count) {
        SignedRequests requests = new SignedRequests(count);
        for (int i = 0; i < count; i++) {
            requests.add(("GET " + addresses.get(i % addresses.size()) + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: " + authorization + "\r\n\r\n")
                .getBytes(US_ASCII), new byte[0]);
        }
        return requests;
    }

    int count() {
        return count;
    }

    /** The bytes of a request; whoever takes them releases them. */
    ByteBuf bytes(int index) {
        long place = places[index];
        int length = (int) (place & 0xFFFF);
        int offset = (int) (place >>> 16) & 0xFFFFFFF;
        return chunks.get((int) (place >>> 44)).retainedSlice(offset, length);
    }

    @Override
    public void close() {
        chunks.forEach(ByteBuf::release);
    }

    private void add(byte[] head, byte[] body) {
        int length = head.length + body.length;
        if (length > MAX_REQUEST_BYTES) {
            throw new IllegalArgumentException("a request of " + length + " bytes is larger than " + MAX_REQUEST_BYTES);
        }
        if (chunks.isEmpty() || chunks.get(chunks.size() - 1).writableBytes() < length) {
            chunks.add(Unpooled.directBuffer(CHUNK_BYTES, CHUNK_BYTES));
        }
        ByteBuf chunk = chunks.get(chunks.size() - 1);
        places[count++] = (long) (chunks.size() - 1) << 44 | (long) chunk.writerIndex() << 16 | length;
        chunk.writeBytes(head).writeBytes(body);
    }

    private static Mac mac() {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Application.SECRET.getBytes(US_ASCII), "HmacSHA256"));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
