#include "plugins/derive/derive.h"

namespace {
constexpr std::uint32_t kEverything = pipevane::kEverythingDecoded | PV_EXCHANGES;
}

PIPEVANE_PLUGIN("derive", "1.0.0", "Rates, percentages and totals.", "MIT",
                pipevane::transform<pipevane::derive::Derive>(
                    "derive", "Adds rates, percentages and totals to what passes through.",
                    {.wants = kEverything, .makes = kEverything}));
