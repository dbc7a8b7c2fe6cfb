package io.github.pyramidsd.evaluation.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.openqa.selenium.PageLoadStrategy;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A headless Chromium that finds no host, and what it says of a page. */
final class Browser implements AutoCloseable {

  /** Says for every new version of the browser that it has no classes for its protocol. */
  private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium.devtools");

  static {
    SELENIUM.setLevel(Level.SEVERE);
  }

  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  /** Where the browser is, if it and its driver are on the path. */
  static Optional<Path> executable() {
    return find("chromedriver").flatMap(_ -> find("chromium").or(() -> find("google-chrome")));
  }

  private static Optional<Path> find(String name) {
    String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
    return Stream.of(path.split(":", -1))
        .map(directory -> Path.of(directory, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  static Browser open(int width, int height, boolean dark) {
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    logs.enable(LogType.PERFORMANCE, Level.ALL);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(executable().orElseThrow().toFile());
    options.addArguments(
        "--headless=new",
        "--no-sandbox", // which needs rights that containers lack
        "--disable-dev-shm-usage",
        "--disable-gpu",
        "--host-resolver-rules=MAP * ~NOTFOUND",
        "--hide-scrollbars",
        "--window-size=" + width + "," + height);
    options.setCapability("goog:loggingPrefs", logs);
    options.setPageLoadStrategy(PageLoadStrategy.NORMAL);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(find("chromedriver").orElseThrow().toFile())
            .usingAnyFreePort()
            .build();
    ChromeDriver driver = new ChromeDriver(service, options);
    driver.manage().timeouts().pageLoadTimeout(Duration.ofMinutes(2));
    Browser browser = new Browser(driver);
    browser.emulate(width, height, dark ? "dark" : "light");
    return browser;
  }

  private void emulate(int width, int height, String scheme) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  ChromeDriver driver() {
    return driver;
  }

  void show(Path page) {
    driver.get(page.toUri().toString());
  }

  /** What the page's script gives, {@code return} included. */
  Object evaluate(String script) {
    return Objects.requireNonNullElse(driver.executeScript(script), "");
  }

  /** All that the page wrote to the console, errors and warnings included. */
  List<String> console() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .map(LogEntry::getMessage)
        .toList();
  }

  /** Addresses that the page asked for, from the browser's own record of the network. */
  List<String> requests() {
    List<String> addresses = new ArrayList<>();
    JsonMapper json = new JsonMapper();
    for (LogEntry entry : driver.manage().logs().get(LogType.PERFORMANCE).getAll()) {
      JsonNode message = json.readTree(entry.getMessage()).path("message");
      if (message.path("method").asString("").equals("Network.requestWillBeSent")) {
        addresses.add(message.path("params").path("request").path("url").asString(""));
      }
    }
    return addresses;
  }

  @Override
  public void close() {
    driver.quit();
  }
}
