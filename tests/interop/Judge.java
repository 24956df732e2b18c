import java.io.FileInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * Java as a judge: a TLS server with the issued key and chain on a loopback port, and a client of the same program that trusts the
 * root alone and checks the host name. Prints "ok" or the reason.
 *
 * <p>java Judge.java ROOT CHAIN KEY HOST
 */
final class Judge {
  public static void main(String[] arguments) throws Exception {
    SSLContext server = SSLContext.getInstance("TLS");
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(keyStore(arguments[1], arguments[2]), new char[0]);
    server.init(keys.getKeyManagers(), null, null);
    SSLContext client = SSLContext.getInstance("TLS");
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trustStore(arguments[0]));
    client.init(null, trust.getTrustManagers(), null);
    try (SSLServerSocket listener = (SSLServerSocket) server.getServerSocketFactory().createServerSocket(0)) {
      Thread answering = new Thread(() -> answer(listener));
      answering.setDaemon(true);
      answering.start();
      shakeHands(client, listener.getLocalPort(), arguments[3]);
      System.out.println("ok");
    } catch (javax.net.ssl.SSLException refusal) {
      System.out.println(refusal.getMessage());
      System.exit(1);
    }
  }

  private static void answer(SSLServerSocket listener) {
    try (SSLSocket socket = (SSLSocket) listener.accept()) {
      socket.startHandshake();
      socket.getInputStream().read();
    } catch (java.io.IOException refused) {
      // The client says why.
    }
  }

  private static void shakeHands(SSLContext client, int port, String host) throws Exception {
    java.net.Socket plain = new java.net.Socket("127.0.0.1", port);
    try (SSLSocket socket = (SSLSocket) client.getSocketFactory().createSocket(plain, host, port, true)) {
      var parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      socket.setSSLParameters(parameters);
      socket.startHandshake();
    }
  }

  private static X509Certificate[] certificates(String path) throws Exception {
    try (FileInputStream in = new FileInputStream(path)) {
      return CertificateFactory.getInstance("X.509").generateCertificates(in).toArray(new X509Certificate[0]);
    }
  }

  private static KeyStore trustStore(String root) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("root", certificates(root)[0]);
    return store;
  }

  private static KeyStore keyStore(String chain, String key) throws Exception {
    String pem = Files.readString(Path.of(key)).replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
    X509Certificate[] all = certificates(chain);
    var decoded = new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem));
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry("server", KeyFactory.getInstance(all[0].getPublicKey().getAlgorithm()).generatePrivate(decoded), new char[0], all);
    return store;
  }
}
