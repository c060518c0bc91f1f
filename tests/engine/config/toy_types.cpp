#include "tests/engine/config/toy_types.h"

#include "engine/config/problems.h"

#include <pipevane/plugin.h>

namespace pipevane::config {
namespace {

class Tap final : public Source {
 public:
  static constexpr auto kOptions =
      options(string("path").help("Where from."), integer("count").fallback("1").range(1, 10),
              boolean("loop").fallback("false"), string("key").optional().secret());
  explicit Tap(const Options&) {}
  void run(Output&) override {}
};

class Filter final : public Transform {
 public:
  void process(const Batch&, Output&) override {}
};

class Drain final : public Sink {
 public:
  static constexpr auto kOptions =
      options(duration("keep").fallback("1h").range(1000, 86'400'000),
              bytes("room").fallback("1 MiB"), list("names").fallback(""));
  explicit Drain(const Options&) {}
  Verdict process(const Batch&) override { return Verdict::done(); }
};

constexpr pv_component_type kTypes[] = {pipevane::source<Tap>("tap", "Gives."),
                                        pipevane::transform<Filter>("filter", "Filters."),
                                        pipevane::sink<Drain>("drain", "Takes.")};

}  // namespace

KnownTypes toyTypes() {
  return {[](std::string_view name) -> const pv_component_type* {
            for (const pv_component_type& each : kTypes)
              if (name == each.name) return &each;
            return nullptr;
          },
          {"tap", "filter", "drain"}};
}

std::string problemsOf(const std::string& yaml, const Environment& environment) {
  try {
    readPipeline(yaml, "p.yaml", toyTypes(), environment);
  } catch (const ConfigError& error) {
    return error.what();
  }
  return {};
}

}  // namespace pipevane::config
