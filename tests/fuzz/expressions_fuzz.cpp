// Any text as expressions: a line each, with a name before the equals sign. What is taken can be
// computed whatever its metrics are.
#include "plugins/derive/expressions/definitions.h"
#include "plugins/derive/expressions/known_metrics.h"
#include "plugins/derive/expressions/parser.h"

#include <pipevane/error.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace pipevane;

void compute(const derive::Program& program) {
  constexpr std::array<double, 6> kValues = {0, 1, -1, 1e300, 1e-300, 0.01};
  for (std::size_t first = 0; first < kValues.size(); ++first) {
    std::vector<double> inputs;
    for (std::size_t i = 0; i < program.inputs.size(); ++i)
      inputs.push_back(kValues[(first + i) % kValues.size()]);
    if (std::isinf(derive::evaluate(program, inputs))) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  try {
    compute(derive::parse(text));
  } catch (const derive::SyntaxError& error) {
    if (error.fault().column > text.size() + 1) std::abort();
  }
  std::vector<std::pair<std::string, std::string>> written;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t sign = line.find('=');
    written.emplace_back(line.substr(0, sign),
                         sign == std::string::npos ? "" : line.substr(sign + 1));
  }
  try {
    for (const derive::Expression& each : derive::readExpressions(written)) {
      if (derive::knownUnit(each.metric)) std::abort();
      compute(each.program);
    }
  } catch (const Error& error) {
    if (*error.what() == '\0') std::abort();
  }
  return 0;
}
