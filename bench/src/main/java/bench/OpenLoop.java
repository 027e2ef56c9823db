package bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;

/**
 * Sends requests at times fixed beforehand, whatever becomes of the earlier ones, and counts every answer's time from
 * when its request was due, not from when a connection was free for it: a server that stands still for a second is
 * seen to, by all that were due in that second (no coordinated omission). One thread; connections are kept alive and
 * carry one request at a time, as a marketplace's do.
 */
final class OpenLoop {

    /** What counts as no answer in {@link Result#statuses}: the connection broke, or time was up. */
    static final int NO_ANSWER = 0;

    private static final int CONNECTIONS = 256;
    private static final long TICK_MICROS = 500;
    private static final Duration LAST_ANSWER_LIMIT = Duration.ofSeconds(15);
    private static final long RECONNECT_MILLIS = 100;
    private static final int MAX_HEAD_BYTES = 2048;
    private static final Pattern CONTENT_LENGTH = Pattern.compile("(?i)content-length: (\\d+)");
    private static final Pattern CHUNKED = Pattern.compile("(?i)transfer-encoding: chunked");
    private static final String LAST_CHUNK = "\r\n0\r\n\r\n";
    private static final long HIGHEST_NANOS = TimeUnit.MINUTES.toNanos(5);

    /**
     * @param statuses  answers by HTTP status, {@link #NO_ANSWER} among them
     * @param accepted  indexes of the requests answered 2xx
     * @param latency   nanoseconds from when a request was due to its answer
     * @param perSecond answers a second, from the first request to the last answer
     */
    record Result(Map<Integer, Integer> statuses, BitSet accepted, Histogram latency, double perSecond) {

        double millisAt(double percentile) {
            return latency.getValueAtPercentile(percentile) / 1e6;
        }
    }

    private final SignedRequests requests;
    private final double nanosApart;
    private final int port;
    private final Deque<Exchange> idle = new ArrayDeque<>();
    private final Map<Integer, Integer> statuses = new TreeMap<>();
    private final BitSet accepted = new BitSet();
    private final Histogram latency = new Histogram(HIGHEST_NANOS, 3);
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private Bootstrap bootstrap;
    private long start;
    private int sent;
    private int answered;

    private OpenLoop(SignedRequests requests, double perSecond, int port) {
        this.requests = requests;
        this.nanosApart = 1e9 / perSecond;
        this.port = port;
    }

    /**
     * Sends all of the requests and waits for the answers.
     *
     * @param perSecond the rate; infinite to send each as soon as a connection is free, and then only
     *                  {@link Result#perSecond} says anything
     */
    static Result run(SignedRequests requests, double perSecond, int port) throws InterruptedException {
        EventLoopGroup group = Epoll.isAvailable() ? new EpollEventLoopGroup(1) : new NioEventLoopGroup(1);
        try {
            return new OpenLoop(requests, perSecond, port).run(group);
        } finally {
            group.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
        }
    }

    private Result run(EventLoopGroup group) throws InterruptedException {
        bootstrap = new Bootstrap().group(group).option(ChannelOption.TCP_NODELAY, true)
            .channel(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class);
        for (int i = 0; i < CONNECTIONS; i++) {
            idle.push(connect().sync().channel().pipeline().get(Exchange.class));
        }
        start = System.nanoTime();
        group.scheduleAtFixedRate(this::tick, 0, TICK_MICROS, TimeUnit.MICROSECONDS);
        done.join();
        return new Result(statuses, accepted, latency, requests.count() / ((System.nanoTime() - start) / 1e9));
    }

    private ChannelFuture connect() {
        return bootstrap.clone().handler(new Exchange()).connect("localhost", port);
    }

    private void tick() {
        while (!idle.isEmpty() && sendDue(idle.peek())) {
            idle.pop();
        }
        if (System.nanoTime() > dueAt(requests.count()) + LAST_ANSWER_LIMIT.toNanos() && !done.isDone()) {
            statuses.merge(NO_ANSWER, requests.count() - answered, Integer::sum);
            done.complete(null);
        }
    }

    private boolean sendDue(Exchange exchange) {
        if (sent == requests.count() || dueAt(sent) > System.nanoTime()) {
            return false;
        }
        exchange.send(sent++);
        return true;
    }

    private long dueAt(int request) {
        return start + (long) (request * nanosApart);
    }

    private void answer(int request, int status) {
        latency.recordValue(Math.min(System.nanoTime() - dueAt(request), HIGHEST_NANOS));
        statuses.merge(status, 1, Integer::sum);
        if (status / 100 == 2) {
            accepted.set(request);
        }
        if (++answered == requests.count()) {
            done.complete(null);
        }
    }

    /** One connection: a request, its answer, the next request. Answers carry a Content-Length, or come in chunks. */
    private final class Exchange extends ByteToMessageDecoder {
        private static final int NONE = -1;

        private Channel channel;
        private int request = NONE;

        void send(int index) {
            request = index;
            channel.writeAndFlush(requests.bytes(index), channel.voidPromise());
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            channel = context.channel();
        }

        @Override
        protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
            String head = in.toString(in.readerIndex(), Math.min(in.readableBytes(), MAX_HEAD_BYTES), US_ASCII);
            int end = head.indexOf("\r\n\r\n");
            if (end < 0) {
                return;
            }
            Matcher length = CONTENT_LENGTH.matcher(head).region(0, end);
            int bytes;
            if (length.find()) {
                bytes = end + 4 + Integer.parseInt(length.group(1));
            } else if (CHUNKED.matcher(head).region(0, end).find()) {
                // One request at a time: whatever has come is its answer, and is whole with the last, empty chunk.
                bytes = in.readableBytes();
                if (!in.toString(in.writerIndex() - LAST_CHUNK.length(), LAST_CHUNK.length(), US_ASCII).equals(LAST_CHUNK)) {
                    return;
                }
            } else {
                bytes = end + 4;
            }
            if (in.readableBytes() < bytes) {
                return;
            }
            in.skipBytes(bytes);
            answer(request, Integer.parseInt(head, 9, 12, 10));
            request = NONE;
            if (!sendDue(this)) {
                idle.push(this);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) throws Exception {
            super.channelInactive(context);
            idle.remove(this);
            if (request != NONE) {
                answer(request, NO_ANSWER);
            }
            reconnect(context);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close(); // What it was waiting for counts as not answered.
        }

        private void reconnect(ChannelHandlerContext context) {
            if (done.isDone()) {
                return;
            }
            connect().addListener((ChannelFuture connected) -> {
                if (connected.isSuccess()) {
                    idle.push(connected.channel().pipeline().get(Exchange.class));
                } else {
                    context.executor().schedule(() -> reconnect(context), RECONNECT_MILLIS, TimeUnit.MILLISECONDS);
                }
            });
        }
    }
}
