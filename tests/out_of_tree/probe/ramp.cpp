#include "ramp.h"

void Ramp::run(pipevane::Output& output) {
  const auto names = host_.dictionary();
  const auto metric = names.metric("probe_value", "count");
  auto draft = output.begin(1'000);
  for (std::int64_t i = 1; i <= count_; ++i) {
    const auto entity = names.entity("probe/node/n" + std::to_string(i));
    draft.sample(names.series(entity, metric), static_cast<double>(i));
  }
  output.push(std::move(draft));
}
