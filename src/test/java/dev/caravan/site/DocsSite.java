package dev.caravan.site;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.ext.heading.anchor.HeadingAnchorExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.Emphasis;
import org.commonmark.node.Heading;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/**
 * The README, the changes and docs/ as static pages, which need no server and no script. The
 * navigation is what the README says under "Read on". Run as one file by the profile {@code site}.
 */
public final class DocsSite {
  private static final List<Extension> EXTENSIONS =
      List.of(TablesExtension.create(), HeadingAnchorExtension.create());
  private static final Parser PARSER = Parser.builder().extensions(EXTENSIONS).build();
  private static final HtmlRenderer HTML = HtmlRenderer.builder().extensions(EXTENSIONS).build();
  private static final Pattern BINARY = Pattern.compile(".*\\.(png|svg)");

  private final Path project;
  private final Path target;

  /**
   * Of a project, into a folder.
   *
   * @param target made when it is not there; files of the same names are written anew
   */
  public DocsSite(Path project, Path target) {
    this.project = project.toAbsolutePath().normalize();
    this.target = target;
  }

  /** Takes the project's folder and the site's. */
  public static void main(String... arguments) throws IOException {
    int pages = new DocsSite(Path.of(arguments[0]), Path.of(arguments[1])).write();
    System.out.println(pages + " pages are in " + arguments[1]);
  }

  /** Writes everything, and returns how many pages there are. */
  public int write() throws IOException {
    Files.createDirectories(target);
    Path parts = project.resolve("src/test/resources/site");
    Files.copy(
        parts.resolve("style.css"),
        target.resolve("style.css"),
        StandardCopyOption.REPLACE_EXISTING);
    String frame = Files.readString(parts.resolve("page.html"));
    Map<String, List<Node>> roles = roles();
    List<Path> pages = pages();
    for (Path page : pages) {
      write(page, frame, roles);
    }
    return pages.size();
  }

  private List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>(List.of(project.resolve("README.md")));
    pages.add(project.resolve("CHANGELOG.md"));
    pages.add(project.resolve("examples/README.md"));
    try (Stream<Path> docs = Files.list(project.resolve("docs"))) {
      docs.filter(page -> page.toString().endsWith(".md")).sorted().forEach(pages::add);
    }
    return pages;
  }

  private void write(Path page, String frame, Map<String, List<Node>> roles) throws IOException {
    Node document = PARSER.parse(Files.readString(page));
    relink(document, page);
    String name = name(page);
    Files.writeString(
        target.resolve(name),
        frame.formatted(escaped(title(document)), navigation(roles, name), HTML.render(document)));
  }

  /** The roles that the README names, each with the links behind it. */
  private Map<String, List<Node>> roles() throws IOException {
    Path readme = project.resolve("README.md");
    Node document = PARSER.parse(Files.readString(readme));
    relink(document, readme);
    Map<String, List<Node>> roles = new LinkedHashMap<>();
    boolean within = false;
    for (Node node = document.getFirstChild(); node != null; node = node.getNext()) {
      if (node instanceof Heading) {
        within = words(node).equals("Read on");
      } else if (within
          && node instanceof Paragraph
          && node.getFirstChild() instanceof Emphasis role) {
        List<Node> links = new ArrayList<>();
        for (Node each = role.getNext(); each != null; each = each.getNext()) {
          if (each instanceof Link) {
            links.add(each);
          }
        }
        roles.put(words(role).replaceFirst("\\.$", ""), links);
      }
    }
    return roles;
  }

  private static String navigation(Map<String, List<Node>> roles, String current) {
    StringBuilder html = new StringBuilder("<a href=\"index.html\">Caravan</a>\n");
    roles.forEach(
        (role, links) -> {
          html.append("<h2>").append(escaped(role)).append("</h2>\n<ul>\n");
          for (Node link : links) {
            String to = ((Link) link).getDestination();
            html.append(
                "<li><a href=\"%s\"%s>%s</a></li>\n"
                    .formatted(
                        escaped(to),
                        to.equals(current) ? " aria-current=\"page\"" : "",
                        escaped(capital(words(link)))));
          }
          html.append("</ul>\n");
        });
    return html.toString();
  }

  /** Links between pages lead to pages of the site; other files of the project come along. */
  private void relink(Node document, Path page) {
    document.accept(
        new AbstractVisitor() {
          @Override
          public void visit(Link link) {
            if (isBareFolder(link.getDestination(), page)) {
              spell(link);
            } else {
              link.setDestination(destination(link.getDestination(), page));
            }
          }

          @Override
          public void visit(Image image) {
            image.setDestination(destination(image.getDestination(), page));
          }
        });
  }

  /** A repository shows what is in a folder, and files on a disk do not. */
  private static boolean isBareFolder(String link, Path page) {
    Path folder = link.contains(":") ? page : page.resolveSibling(link.replaceFirst("#.*", ""));
    return Files.isDirectory(folder) && !Files.exists(folder.resolve("README.md"));
  }

  private static void spell(Link link) {
    while (link.getFirstChild() != null) {
      link.insertBefore(link.getFirstChild());
    }
    link.unlink();
  }

  private String destination(String link, Path page) {
    Matcher parts = Pattern.compile("([^#]*)(#.*)?").matcher(link);
    if (link.contains("://") || !parts.matches() || parts.group(1).isEmpty()) {
      return link;
    }
    Path file = page.resolveSibling(parts.group(1)).normalize();
    if (Files.isDirectory(file)) {
      file = file.resolve("README.md");
    }
    String anchor = parts.group(2) == null ? "" : parts.group(2);
    return (isPage(file) ? name(file) : copied(file)) + anchor;
  }

  private boolean isPage(Path file) {
    try {
      return pages().contains(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Source text has an ending with which a browser shows it. */
  private String copied(Path file) {
    String path = project.relativize(file).toString().replace('\\', '/');
    String name = BINARY.matcher(path).matches() ? path : "source/" + path + ".txt";
    try {
      Path copy = target.resolve(name);
      Files.createDirectories(copy.getParent());
      Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return name;
  }

  private String name(Path page) {
    String path = project.relativize(page).toString().replace('\\', '/');
    return switch (path) {
      case "README.md" -> "index.html";
      case "CHANGELOG.md" -> "changes.html";
      default ->
          path.replaceFirst("^docs/", "").replace("/README.md", ".md").replaceFirst("md$", "html");
    };
  }

  private static String title(Node document) {
    for (Node node = document.getFirstChild(); node != null; node = node.getNext()) {
      if (node instanceof Heading) {
        String title = words(node);
        return title.equals("Caravan") ? title : title + " · Caravan";
      }
    }
    return "Caravan";
  }

  /** What a node says, without how. */
  private static String words(Node node) {
    StringBuilder words = new StringBuilder();
    node.accept(
        new AbstractVisitor() {
          @Override
          public void visit(Text text) {
            words.append(text.getLiteral());
          }

          @Override
          public void visit(Code code) {
            words.append(code.getLiteral());
          }
        });
    return words.toString();
  }

  private static String capital(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  private static String escaped(String text) {
    Paragraph paragraph = new Paragraph();
    paragraph.appendChild(new Text(text));
    String html = HTML.render(paragraph).strip();
    return html.substring("<p>".length(), html.length() - "</p>".length());
  }
}
