#include "tests/simulator/push/record.h"

#include <fmt/format.h>

#include <cstdlib>

namespace pipevane::simulator {

Scalar counted(std::int64_t value) { return {Scalar::Kind::kNumber, std::to_string(value)}; }
Scalar measured(double value) { return {Scalar::Kind::kNumber, fmt::format("{:.15g}", value)}; }
Scalar text(const std::string& value) { return {Scalar::Kind::kText, value}; }
Scalar flag(bool value) { return {Scalar::Kind::kFlag, value ? "1" : "0"}; }

bool looksLikeNumber(const std::string& text) {
  if (text.empty() || text.find_first_not_of("0123456789.eE+-") != std::string::npos) return false;
  const char first = text.front();
  if (first != '-' && (first < '0' || first > '9')) return false;
  char* end = nullptr;
  std::strtod(text.c_str(), &end);
  return *end == '\0';
}

}  // namespace pipevane::simulator
