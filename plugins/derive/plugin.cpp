#include "plugins/derive/derive.h"

namespace {
constexpr std::uint32_t kEverything = pipevane::kEverythingDecoded | PV_EXCHANGES;
}

PIPEVANE_PLUGIN("derive", "1.0.0", "Rates and percentages.", "MIT",
                pipevane::transform<pipevane::derive::Derive>(
                    "derive", "Adds rates and percentages to what passes through.",
                    {.wants = kEverything, .makes = kEverything}));
