package neighbours;

import java.io.IOException;
import org.apache.catalina.startup.Tomcat;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/**
 * A HAPI FHIR JPA server, R4, all in memory, on a free port of loopback. It prints its URL, and ends when its standard
 * input does: whoever started it cannot leave it behind.
 */
public final class Server {
  private Server() {}

  public static void main(String[] args) {
    System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", System.getProperty("log", "warn"));
    endWithInput();
    try {
      System.out.println("HAPI FHIR answers at http://127.0.0.1:" + start() + "/fhir");
    } catch (Throwable failure) { // the threads of the pools would keep a process alive that serves nothing
      failure.printStackTrace();
      Runtime.getRuntime().halt(1);
    }
  }

  private static int start() throws Exception {
    var beans = new AnnotationConfigApplicationContext(Storage.class);
    var tomcat = new Tomcat();
    tomcat.setBaseDir(System.getProperty("java.io.tmpdir"));
    tomcat.setPort(0);
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    tomcat.getConnector().setProperty("relaxedQueryChars", "|");
    var context = tomcat.addContext("", null);
    Tomcat.addServlet(context, "fhir", Endpoint.over(beans)).setLoadOnStartup(1);
    context.addServletMappingDecoded("/fhir/*", "fhir");
    tomcat.start();
    return tomcat.getConnector().getLocalPort();
  }

  /** All is in memory: nothing is lost by halting. */
  private static void endWithInput() {
    var watch = new Thread(() -> {
      try {
        while (System.in.read() >= 0) {}
      } catch (IOException gone) { // ends as well
      }
      Runtime.getRuntime().halt(0);
    }, "end-with-input");
    watch.setDaemon(true);
    watch.start();
  }
}
