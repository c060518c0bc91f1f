#include "plugins/web/json_writer.h"

#include "plugins/web/utf8.h"

#include <array>
#include <charconv>
#include <cmath>

namespace pipevane::web {
namespace {

constexpr double kExactIntegers = 9007199254740992.0;  // 2^53: below it every integer is exact

bool whole(double value) { return std::abs(value) < kExactIntegers && std::trunc(value) == value; }

template <class... Arguments>
void appendNumber(std::string& out, Arguments... arguments) {
  std::array<char, 40> text;
  const auto end = std::to_chars(text.data(), text.data() + text.size(), arguments...).ptr;
  out.append(text.data(), end);
}

void appendEscaped(std::string& out, char character) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  switch (character) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      break;
  }
  const auto byte = static_cast<unsigned char>(character);
  out.append("\\u00").append(1, kDigits[byte >> 4U]).append(1, kDigits[byte & 15U]);
}

bool plain(unsigned char byte) {
  return byte >= 0x20 && byte < 0x7F && byte != '"' && byte != '\\';
}

}  // namespace

void appendJsonString(std::string& out, std::string_view value) {
  out += '"';
  while (!value.empty()) {
    std::size_t run = 0;
    while (run < value.size() && plain(static_cast<unsigned char>(value[run]))) ++run;
    out.append(value.substr(0, run));
    value.remove_prefix(run);
    if (value.empty()) break;
    const std::size_t length = validCharacter(value);
    if (length > 1) {
      out.append(value.substr(0, length));
    } else if (length == 1) {
      appendEscaped(out, value.front());
    } else {
      out += "\xEF\xBF\xBD";  // the replacement character
    }
    value.remove_prefix(length == 0 ? 1 : length);
  }
  out += '"';
}

JsonWriter& JsonWriter::open(char bracket) {
  separate();
  out_ += bracket;
  comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::close(char bracket) {
  out_ += bracket;
  comma_ = true;
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  separate();
  appendJsonString(out_, name);
  out_ += ':';
  comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::raw(std::string_view json) {
  separate();
  out_.append(json);
  return *this;
}

JsonWriter& JsonWriter::text(std::string_view value) {
  separate();
  appendJsonString(out_, value);
  return *this;
}

JsonWriter& JsonWriter::integer(std::int64_t value) {
  separate();
  appendNumber(out_, value);
  return *this;
}

JsonWriter& JsonWriter::count(std::uint64_t value) {
  separate();
  appendNumber(out_, value);
  return *this;
}

JsonWriter& JsonWriter::number(double value) {
  if (!std::isfinite(value)) return null();
  if (whole(value)) return integer(static_cast<std::int64_t>(value));
  separate();
  appendNumber(out_, value);
  return *this;
}

JsonWriter& JsonWriter::rounded(double value) {
  constexpr int kSignificantDigits = 6;
  if (!std::isfinite(value) || whole(value)) return number(value);
  if (std::abs(value) >= 1e6) return number(std::round(value));
  separate();
  appendNumber(out_, value, std::chars_format::general, kSignificantDigits);
  return *this;
}

}  // namespace pipevane::web
