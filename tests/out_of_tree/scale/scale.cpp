// Multiplies every value by `factor`.
#include <pipevane/plugin.h>

#include <algorithm>
#include <cmath>

namespace {

class Scale final : public pipevane::Transform {
 public:
  static constexpr auto kOptions = pipevane::options(
      pipevane::number("factor").fallback("1.0").help("What every value is multiplied by."));

  explicit Scale(const pipevane::Options& options) : factor_(options.number("factor")) {
    if (!std::isfinite(factor_))
      throw pipevane::Error("cannot scale by \"factor\": it is not finite");
  }

  void process(const pipevane::Batch& batch, pipevane::Output& output) override {
    auto scaled = output.like(batch);  // same time, series and quality, own values
    std::ranges::transform(batch.values(), scaled.values().begin(),
                           [this](double value) { return value * factor_; });
    output.push(std::move(scaled));
  }

 private:
  const double factor_;
};

}  // namespace

PIPEVANE_PLUGIN("scale", "1.0.0", "Multiplies every value.", "MIT",
                pipevane::transform<Scale>("scale", "Multiplies every value by a factor."));
