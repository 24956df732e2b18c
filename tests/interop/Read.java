import java.io.FileInputStream;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Properties;

/**
 * What a Spring Boot application would do with its properties: opens the keystore that they name, and prints the alias and the serial number.
 *
 * <p>java Read.java config/application.properties
 */
final class Read {
  public static void main(String[] arguments) throws Exception {
    var properties = new Properties();
    properties.load(new FileInputStream(arguments[0]));
    String file = properties.getProperty("server.ssl.key-store").substring("file:".length());
    char[] password = properties.getProperty("server.ssl.key-store-password").toCharArray();
    var store = KeyStore.getInstance(properties.getProperty("server.ssl.key-store-type"));
    store.load(new FileInputStream(file), password);
    String alias = properties.getProperty("server.ssl.key-alias");
    store.getKey(alias, password).getEncoded();
    System.out.println(alias + " " + ((X509Certificate) store.getCertificate(alias)).getSerialNumber().toString(16));
  }
}
