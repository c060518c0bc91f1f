#include "plugins/web/prometheus_writer.h"

#include "plugins/web/utf8.h"

#include <array>
#include <charconv>
#include <cmath>

namespace pipevane::web {
namespace {

void appendValue(std::string& out, double value) {
  if (std::isnan(value)) {
    out += "NaN";
  } else if (std::isinf(value)) {
    out += value > 0 ? "+Inf" : "-Inf";
  } else {
    std::array<char, 40> text;
    out.append(text.data(), std::to_chars(text.data(), text.data() + text.size(), value).ptr);
  }
}

}  // namespace

void PrometheusWriter::family(std::string_view name, std::string_view type, std::string_view help) {
  name_ = name;
  if (!help.empty() && help.find_first_of("\n\\") == std::string_view::npos)
    out_.append("# HELP ").append(name).append(" ").append(help).append("\n");
  out_.append("# TYPE ").append(name).append(" ").append(type).append("\n");
}

void PrometheusWriter::sample(std::span<const Label> labels, double value) {
  out_ += name_;
  char before = '{';
  for (const Label& each : labels) {
    if (each.second.empty()) continue;
    label(each, before);
    before = ',';
  }
  if (before == ',') out_ += '}';
  out_ += ' ';
  appendValue(out_, value);
  out_ += '\n';
}

void PrometheusWriter::label(Label label, char before) {
  out_ += before;
  out_.append(label.first).append("=\"");
  std::string_view rest = label.second;
  while (!rest.empty()) {
    const std::size_t length = validCharacter(rest);
    const char first = rest.front();
    if (length == 0)
      out_ += "\xEF\xBF\xBD";  // the replacement character
    else if (first == '\n')
      out_ += "\\n";
    else if (first == '"' || first == '\\')
      out_.append(1, '\\').append(1, first);
    else
      out_.append(rest.substr(0, length));
    rest.remove_prefix(length == 0 ? 1 : length);
  }
  out_ += '"';
}

std::string PrometheusWriter::nameFrom(std::string_view text) {
  std::string name(text);
  for (char& each : name) {
    const bool letter = (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z');
    if (!letter && !(each >= '0' && each <= '9') && each != '_') each = '_';
  }
  return name;
}

}  // namespace pipevane::web
