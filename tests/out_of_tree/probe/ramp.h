// A source of known values: one batch with 1, 2, 3, ... of one series each, and then it ends.
#pragma once

#include <pipevane/plugin.h>

class Ramp final : public pipevane::Source {
 public:
  static constexpr auto kOptions = pipevane::options(
      pipevane::integer("count").fallback("3").range(1, 1000).help("How many values."));

  Ramp(const pipevane::Options& options, const pipevane::Host& host)
      : count_(options.integer("count")), host_(host) {}

  void run(pipevane::Output& output) override;

 private:
  const std::int64_t count_;
  const pipevane::Host host_;
};
