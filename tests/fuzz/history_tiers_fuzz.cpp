// Any bytes as what tiers are made of: packs, heads, and the two kinds of file. The first byte says
// as which. What is read is in order, and can be put together.
#include "plugins/history/tiers/tier_pack.h"
#include "plugins/history/tiers/tier_store.h"
#include "tests/fuzz/one_file.h"

#include <pipevane/testing/fake_host.h>

#include <cstdint>
#include <cstdlib>
#include <limits>
#include <span>
#include <string>

namespace {

using namespace pipevane;
using namespace pipevane::history;

constexpr std::int64_t kFirst = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kLast = std::numeric_limits<std::int64_t>::max();

void check(std::span<const Summary> all) {
  for (const Summary& each : all)
    if (each.known() && !(each.least <= each.average && each.average <= each.most)) std::abort();
}

void packs(std::span<const std::byte> bytes) {
  Workbench bench;
  while (const auto pack = TierPack::take(bytes, bench)) {
    std::vector<Summary> all;
    for (std::size_t i = 0; i < pack->series(); ++i)
      pack->read(i, kMinuteMs, kFirst, kLast, bench, all);
    check(all);
  }
}

// Blocks of up to 255 bytes, each behind its length.
void heads(std::span<const std::byte> bytes) {
  testing::FakeHost host;
  host.dictionary().limitEntities(1000);
  TierHeadCode code(host.host().dictionary());
  TierHead head;
  while (!bytes.empty()) {
    const std::size_t size = std::min(bytes.size() - 1, static_cast<std::size_t>(bytes[0]));
    if (!code.read(bytes.subspan(1, size), head)) return;
    if (!head.spans_ms.empty() && head.series.size() != head.spans_ms.size()) std::abort();
    bytes = bytes.subspan(1 + size);
  }
}

void file(const std::string& name, std::span<const std::byte> bytes) {
  const OneFile one(name, bytes);
  testing::FakeHost host;
  host.dictionary().limitEntities(1000);
  std::vector<std::string> problems;
  TierStore tiers(one.folder, host.host().dictionary(),
                  {.minutes_ms = kHourMs, .hours_ms = 100 * kHourMs}, problems);
  for (const std::int64_t tier_ms : {kMinuteMs, kHourMs})
    for (const SeriesId each : tiers.series()) {
      std::vector<std::vector<Summary>> all(1);
      tiers.read({&each, 1}, {tier_ms, kFirst, kLast}, all);
      check(all[0]);
    }
  for (const std::int64_t now_ms : {std::int64_t{0}, kHourMs, std::int64_t{1'795'000'000'000}})
    try {
      tiers.tidy(now_ms);
    } catch (const DiskError&) {
      // What is damaged is found when it is put together.
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto bytes = std::span(reinterpret_cast<const std::byte*>(data), size).subspan(1);
  switch (data[0] % 4) {
    case 0:
      packs(bytes);
      break;
    case 1:
      heads(bytes);
      break;
    case 2:
      file("segment-1.db", bytes);
      break;
    default:
      file("journal-1.db", bytes);
  }
  return 0;
}
