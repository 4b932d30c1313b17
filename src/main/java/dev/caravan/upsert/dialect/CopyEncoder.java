package dev.caravan.upsert.dialect;

import dev.caravan.upsert.column.Column;
import dev.caravan.value.ColumnType;
import dev.caravan.value.Iso;
import dev.caravan.value.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Rows in the text format of PostgreSQL's COPY, as UTF-8. Writes bytes directly: a page is encoded
 * in one pass. Values must be sanitised.
 */
public final class CopyEncoder {
  private static final byte[] NULL = {'\\', 'N'};

  private final StringBuilder json = new StringBuilder(256);
  private byte[] buffer;
  private int length;

  public CopyEncoder(int sizeHint) {
    buffer = new byte[Math.max(1024, sizeHint)];
  }

  public void row(Object[] row, List<Column> columns) {
    for (int i = 0; i < row.length; i++) {
      if (i > 0) {
        put((byte) '\t');
      }
      value(row[i], i < columns.size() && columns.get(i).type() == ColumnType.JSON);
    }
    put((byte) '\n');
  }

  public byte[] buffer() {
    return buffer;
  }

  public int length() {
    return length;
  }

  private void value(Object value, boolean asJson) {
    if (value == null) {
      put(NULL);
    } else if (asJson) {
      json.setLength(0);
      JsonText.append(json, value);
      text(json.toString());
    } else if (value instanceof String text) {
      text(text);
    } else if (value instanceof Boolean yes) {
      put((byte) (yes ? 't' : 'f'));
    } else {
      String ascii = value instanceof Iso iso ? iso.utc() : value.toString();
      put(ascii.getBytes(StandardCharsets.ISO_8859_1));
    }
  }

  private void text(String text) {
    int chars = text.length();
    reserve(chars * 3);
    byte[] out = buffer;
    int at = length;
    for (int i = 0; i < chars; i++) {
      char c = text.charAt(i);
      if (c == '\\' || c == '\n' || c == '\r' || c == '\t') {
        out[at++] = '\\';
        out[at++] = (byte) (c == '\n' ? 'n' : c == '\r' ? 'r' : c == '\t' ? 't' : c);
      } else if (c < 0x80) {
        out[at++] = (byte) c;
      } else if (c < 0x800) {
        out[at++] = (byte) (0xC0 | c >> 6);
        out[at++] = (byte) (0x80 | c & 0x3F);
      } else if (Character.isHighSurrogate(c)) {
        int point = Character.toCodePoint(c, text.charAt(++i));
        out[at++] = (byte) (0xF0 | point >> 18);
        out[at++] = (byte) (0x80 | point >> 12 & 0x3F);
        out[at++] = (byte) (0x80 | point >> 6 & 0x3F);
        out[at++] = (byte) (0x80 | point & 0x3F);
      } else {
        out[at++] = (byte) (0xE0 | c >> 12);
        out[at++] = (byte) (0x80 | c >> 6 & 0x3F);
        out[at++] = (byte) (0x80 | c & 0x3F);
      }
    }
    length = at;
  }

  private void put(byte[] bytes) {
    reserve(bytes.length);
    System.arraycopy(bytes, 0, buffer, length, bytes.length);
    length += bytes.length;
  }

  private void put(byte b) {
    reserve(1);
    buffer[length++] = b;
  }

  private void reserve(int more) {
    if (length + more > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(length + more, buffer.length * 2));
    }
  }
}
