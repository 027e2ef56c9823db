package bench;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollSocketChannel;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * Browsers that listen to {@code GET /orders/stream}. All take their bytes at once; a few of them also read what it says, for to press
 * out a thousand streams would take the cores that are measured. One more takes nothing.
 */
final class Screens implements AutoCloseable {

    private static final int READERS = 8;
    private static final Pattern ORDER = Pattern.compile("\\{\"id\":(\\d+),");

    private final EventLoopGroup group = new EpollEventLoopGroup(1);
    private final List<Channel> silent = new ArrayList<>();
    private final List<InputStream> read = new ArrayList<>();
    private final String request;
    private final int port;
    final AtomicLong bytes = new AtomicLong();
    final AtomicInteger lost = new AtomicInteger();
    final AtomicLong untold = new AtomicLong();
    /** When each reader heard of an order, microseconds since the epoch, by the order's id. */
    final Map<Long, ConcurrentLinkedQueue<Long>> heard = new ConcurrentHashMap<>();

    Screens(int count, int port, String authorization) throws IOException, InterruptedException {
        this.port = port;
        this.request = "GET /orders/stream HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\nAuthorization: " + authorization + "\r\n";
        for (int i = 0; i < READERS; i++) {
            InputStream body = open(authorization);
            read.add(body);
            Thread thread = new Thread(() -> read(body), "reader-" + i);
            thread.setDaemon(true);
            thread.start();
        }
        for (int i = READERS; i < count; i++) {
            silent.add(connect("Accept-Encoding: gzip\r\n\r\n", true));
        }
    }

    /** One that asks and never reads. */
    Channel slow() throws InterruptedException {
        return connect("\r\n", false);
    }

    int readers() {
        return READERS;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        for (InputStream one : read) {
            one.close();
        }
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
    }

    private Channel connect(String rest, boolean takes) throws InterruptedException {
        Bootstrap bootstrap = new Bootstrap().group(group).channel(EpollSocketChannel.class).option(ChannelOption.AUTO_READ, takes)
            .handler(new ChannelInboundHandlerAdapter() {
                @Override
                public void channelRead(ChannelHandlerContext context, Object message) {
                    ByteBuf buffer = (ByteBuf) message;
                    bytes.addAndGet(buffer.readableBytes());
                    buffer.release();
                }

                @Override
                public void channelInactive(ChannelHandlerContext context) {
                    if (takes && !group.isShuttingDown()) {
                        lost.incrementAndGet();
                    }
                }
            });
        if (!takes) {
            // Else its own kernel would take for it all that a short run tells.
            bootstrap.option(ChannelOption.SO_RCVBUF, 4096);
        }
        Channel channel = bootstrap.connect("localhost", port).sync().channel();
        channel.writeAndFlush(Unpooled.copiedBuffer(request + rest, US_ASCII)).sync();
        return channel;
    }

    private InputStream open(String authorization) throws IOException, InterruptedException {
        HttpResponse<InputStream> answer = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build().send(
            HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/orders/stream")).header("Accept", "text/event-stream")
                .header("Accept-Encoding", "gzip").header("Authorization", authorization).build(), HttpResponse.BodyHandlers.ofInputStream());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException("the stream was answered " + answer.statusCode());
        }
        return answer.body();
    }

    private void read(InputStream body) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(pressedOut(body), UTF_8), 1 << 16)) {
            String event = "";
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("event: ")) {
                    event = line.substring(7);
                } else if (line.startsWith("data: ") && event.equals("orders")) {
                    Instant now = Instant.now();
                    long micros = now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
                    Matcher order = ORDER.matcher(line);
                    while (order.find()) {
                        heard.computeIfAbsent(Long.parseLong(order.group(1)), id -> new ConcurrentLinkedQueue<>()).add(micros);
                    }
                } else if (line.startsWith("data: ") && (event.equals("more") || event.equals("reset"))) {
                    untold.incrementAndGet();
                }
            }
        } catch (IOException closed) {
            // At the end of the measure.
        }
    }

    private static InputStream pressedOut(InputStream body) throws IOException {
        return new GZIPInputStream(body, 1 << 16) {
            @Override
            public int available() {
                return 0;
            }
        };
    }
}
