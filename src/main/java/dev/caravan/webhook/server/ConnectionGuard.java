package dev.caravan.webhook.server;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Watches over one connection: a request whose header does not arrive in time, byte by byte or not
 * at all, ends it; a request whose end is not beyond doubt is answered 400 and nothing after it is
 * read, so that no second request can hide in it. On the connection's event loop.
 */
final class ConnectionGuard extends ChannelDuplexHandler {
  private static final String BAD_REQUEST =
      "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

  private final OpenConnections connections;
  private ChannelHandlerContext channel;
  private Future<?> deadline;
  private int unanswered;
  private boolean refused;

  ConnectionGuard(OpenConnections connections) {
    this.connections = connections;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    channel = context;
    await(connections.firstHeader(), "slow");
    connections.opens(this);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
    if (refused) {
      ReferenceCountUtil.release(message);
      return;
    }
    if (message instanceof HttpObject part && isMalformed(part)) {
      ReferenceCountUtil.release(message);
      // What the sender has left behind in going is nobody's mistake.
      if (context.channel().isActive()) {
        refuse();
      }
      return;
    }
    if (message instanceof HttpRequest) {
      unanswered++;
      deadline.cancel(false);
      connections.works(this);
    }
    super.channelRead(context, message);
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise)
      throws Exception {
    super.write(context, message, promise);
    if (endsAnswer(message) && --unanswered == 0) {
      await(connections.keepAlive(), "idle");
      connections.waits(this);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) throws Exception {
    deadline.cancel(false);
    connections.closed(this);
    super.channelInactive(context);
  }

  /** Ends the connection. From any thread. */
  void close(String reason) {
    connections.count(reason);
    channel
        .executor()
        .execute(
            () -> {
              refused = true;
              channel.close();
            });
  }

  private void await(Duration longest, String reason) {
    deadline =
        channel.executor().schedule(() -> close(reason), longest.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static boolean isMalformed(HttpObject part) {
    if (part.decoderResult().isFailure()) {
      return true;
    }
    if (!(part instanceof HttpRequest request)) {
      return false;
    }
    List<String> codings = request.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
    return !codings.isEmpty()
        && !(codings.size() == 1
            && codings.get(0).equalsIgnoreCase("chunked")
            && request.protocolVersion().equals(HttpVersion.HTTP_1_1));
  }

  /** Not for "100 Continue", which only asks for the body. */
  private static boolean endsAnswer(Object message) {
    return message instanceof LastHttpContent
        && !(message instanceof HttpResponse reply
            && reply.status().codeClass() == HttpStatusClass.INFORMATIONAL);
  }

  /** Beside the encoder, since a reply to an earlier request may be half written. */
  private void refuse() {
    refused = true;
    connections.count("malformed");
    channel
        .pipeline()
        .context(GuardedServer.ENCODER)
        .writeAndFlush(Unpooled.copiedBuffer(BAD_REQUEST, StandardCharsets.US_ASCII))
        .addListener(ChannelFutureListener.CLOSE);
  }
}
