package dev.caravan.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages of the documentation as a browser gets them. */
class DocsSiteTest {
  private static final Pattern LINK = Pattern.compile("(?:href|src)=\"([^\"]*)\"");
  private static final Pattern ID = Pattern.compile(" id=\"([^\"]*)\"");
  private static final Pattern LOADED = Pattern.compile("<(?:script|img|link|iframe)[^>]*://");

  @TempDir Path site;

  private final Map<String, String> pages = new TreeMap<>();

  @BeforeEach
  void write() throws IOException {
    int count = new DocsSite(Path.of(""), site).write();
    try (Stream<Path> files = Files.list(site)) {
      files
          .filter(file -> file.toString().endsWith(".html"))
          .forEach(file -> pages.put(file.getFileName().toString(), read(file)));
    }
    assertThat(pages).hasSize(count).hasSizeGreaterThan(30);
  }

  @Test
  void everyLinkLeadsToAPageAFileAndAnAnchorThatIsThere() {
    Map<String, Set<String>> anchors = new TreeMap<>();
    pages.forEach((name, html) -> anchors.put(name, all(ID, html)));
    List<String> dead = new ArrayList<>();
    pages.forEach(
        (name, html) -> {
          for (String link : all(LINK, html)) {
            String file = link.replaceFirst("#.*", "");
            String anchor = link.contains("#") ? link.substring(link.indexOf('#') + 1) : "";
            boolean there =
                link.contains("://")
                    || (file.isEmpty() || Files.isRegularFile(site.resolve(file)))
                        && (anchor.isEmpty()
                            || anchors
                                .getOrDefault(file.isEmpty() ? name : file, Set.of())
                                .contains(anchor));
            if (!there) {
              dead.add(name + ": " + link);
            }
          }
        });
    assertThat(dead).isEmpty();
  }

  @Test
  void everyPageIsInTheNavigationAndEachRoleHasPages() {
    String page = pages.get("index.html");
    String navigation = page.substring(page.indexOf("<nav"), page.indexOf("</nav>"));
    assertThat(all(LINK, navigation))
        .containsAll(
            pages.keySet().stream()
                .filter(name -> !name.equals("examples.html"))
                .collect(Collectors.toSet()));
    assertThat(navigation.split("<h2>")).hasSizeGreaterThan(5);
    assertThat(navigation).contains("<li><a href=\"runbook.html\">Runbook</a></li>");
    assertThat(pages.get("runbook.html"))
        .contains("<a href=\"runbook.html\" aria-current=\"page\">");
  }

  @Test
  void nothingIsLoadedFromElsewhereAndPicturesComeAlong() {
    assertThat(pages)
        .allSatisfy((name, html) -> assertThat(html).doesNotContainPattern(LOADED))
        .allSatisfy((name, html) -> assertThat(html).doesNotContain("<script"));
    assertThat(site.resolve("docs/page-streams.png")).exists();
    assertThat(pages.get("page.html")).contains("src=\"docs/page-streams.png\"");
    assertThat(pages.get("index.html")).contains("src=\"docs/caravan.svg\"");
  }

  @Test
  void tablesAndCodeAreWhatTheyAre() {
    assertThat(pages.get("operating.html"))
        .contains(
            "<title>Operating · Caravan</title>", "<table>", "<code>caravan.datasource</code>");
    assertThat(pages.get("discover.html")).contains("<code class=\"language-yaml\">");
  }

  private static Set<String> all(Pattern pattern, String html) {
    return pattern.matcher(html).results().map(found -> found.group(1)).collect(Collectors.toSet());
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
