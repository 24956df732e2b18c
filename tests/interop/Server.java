import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSocket;

/**
 * A TLS server by the defaults of Java, so by javax.net.ssl.keyStore and trustStore. Prints its port, and answers every request with an
 * empty page.
 *
 * <p>java @options Server.java [need]: with `need`, clients must show a certificate.
 */
final class Server {
  public static void main(String[] arguments) throws IOException {
    var sockets = SSLServerSocketFactory.getDefault();
    try (var listener = (SSLServerSocket) sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      listener.setNeedClientAuth(arguments.length > 0);
      System.out.println(listener.getLocalPort());
      while (true) {
        SSLSocket socket = (SSLSocket) listener.accept();
        Thread answering = new Thread(() -> answer(socket));
        answering.setDaemon(true);
        answering.start();
      }
    }
  }

  private static void answer(SSLSocket socket) {
    try (socket) {
      var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine());
      socket.getOutputStream().write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    } catch (IOException refused) {
      // The client says why.
    }
  }
}
