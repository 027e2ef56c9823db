package routes;

import channels.AnswerTooLongException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;

/**
 * Reads an answer whole, no more of it than an answer has, and all of a call in the time of a lease and a response together: the
 * client's own time-outs begin anew with each byte, so that one that comes in drops would never end. A call that is cut off fails.
 */
final class BoundedAnswer implements ExecChainHandler {

    /** More than fifty confirmations of an ERP have, each with a long log, or a page of orders. */
    static final int MAX_BYTES = 4 << 20;

    private final ScheduledExecutorService clock;
    private final int maxBytes;

    /** @param clock ends the calls whose time is over */
    BoundedAnswer(ScheduledExecutorService clock, int maxBytes) {
        this.clock = clock;
        this.maxBytes = maxBytes;
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain) throws IOException, HttpException {
        RequestConfig config = scope.clientContext.getRequestConfigOrDefault();
        long limit = config.getConnectionRequestTimeout().toMilliseconds() + config.getResponseTimeout().toMilliseconds();
        AtomicBoolean isCutOff = new AtomicBoolean();
        Future<?> cut = clock.schedule(() -> {
            isCutOff.set(true);
            scope.execRuntime.discardEndpoint();
        }, limit, TimeUnit.MILLISECONDS);
        try {
            return whole(chain.proceed(request, scope));
        } catch (IOException | RuntimeException | HttpException failure) {
            scope.execRuntime.discardEndpoint();
            if (isCutOff.get()) {
                throw new InterruptedIOException("no whole answer within " + limit + " ms");
            }
            throw failure;
        } finally {
            cut.cancel(false);
        }
    }

    private ClassicHttpResponse whole(ClassicHttpResponse response) throws IOException {
        HttpEntity entity = response.getEntity();
        if (entity == null) {
            return response;
        }
        InputStream body = entity.getContent();
        byte[] bytes = body == null ? new byte[0] : body.readNBytes(maxBytes + 1);
        if (bytes.length > maxBytes) {
            // Not closed: that would read on to the end.
            throw new AnswerTooLongException(maxBytes);
        }
        // What was compressed can end before what the connection brings does.
        entity.close();
        response.setEntity(new ByteArrayEntity(bytes, ContentType.parseLenient(entity.getContentType())));
        return response;
    }
}
