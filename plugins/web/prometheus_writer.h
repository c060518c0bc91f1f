// Writes the Prometheus text format, version 0.0.4.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace pipevane::web {

class PrometheusWriter {
 public:
  using Label = std::pair<std::string_view, std::string_view>;

  explicit PrometheusWriter(std::string& out) : out_(out) {}

  // Begins a metric; all its samples follow at once. `help` may be empty; one
  // that is more than a line is left out.
  void family(std::string_view name, std::string_view type, std::string_view help);
  // A label with an empty value is left out: that is the same.
  void sample(std::span<const Label> labels, double value);
  void sample(std::initializer_list<Label> labels, double value) {
    sample(std::span(labels.begin(), labels.size()), value);
  }

  // The name with every character replaced that the format does not know.
  static std::string nameFrom(std::string_view text);

 private:
  void label(Label label, char before);

  std::string& out_;
  std::string name_;
};

}  // namespace pipevane::web
