#include "tests/end_to_end/chaos/told.h"

#include "tests/end_to_end/chaos/chaos_run.h"

namespace pipevane::testing {

Told watch(const std::string& release, std::uint64_t seed, const std::vector<Trouble>& happenings,
           std::int64_t for_s, const Sources& sources) {
  ChaosRun run(release, seed, sources);
  Told told;
  told.begin_ms = ChaosRun::kBeginMs;
  Published published(run.dump());
  Judge judge(told.truth);
  told.truth.look(run.cluster());
  for (std::int64_t s = 0; s < for_s; s += ChaosRun::kStepS) {
    run.change(happenings, s);
    run.advanceTo(ChaosRun::kBeginMs + (s + ChaosRun::kStepS) * 1000 - 1);
    told.truth.look(run.cluster());
    published.read([&](const PublishedSample& each) {
      if (const auto wrong = judge.judge(each, run.nowMs()))
        told.wrong.push_back(each.entity + " " + each.metric + " " + std::to_string(each.value) +
                             " at " + std::to_string(each.time_ms - ChaosRun::kBeginMs) +
                             " ms: " + *wrong);
    });
    for (const std::string& each : published.removed()) judge.forget(each);
  }
  told.end_ms = run.nowMs();
  told.entities = published.entities();
  told.series = judge.series();
  told.compared = judge.compared();
  told.lost = run.lost();
  told.ill = run.ill();
  return told;
}

}  // namespace pipevane::testing
