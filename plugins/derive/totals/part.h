// An entity as totals see it: what it is, where it belongs, its newest figures.
#pragma once

#include "plugins/derive/totals/figure.h"

#include <pipevane/batch.h>

#include <array>
#include <cstdint>
#include <string_view>

namespace pipevane::derive {

enum class Kind : std::uint8_t { kNode, kVm, kContainer, kStorage, kPool, kCluster, kOther };

// As the source says it. What is paused holds its memory and does not run.
enum class Life : std::uint8_t { kUnknown, kRunning, kPaused, kStopped };

inline constexpr std::uint32_t kNobody = UINT32_MAX;  // no part, cluster or group

struct Part {
  EntityId entity = PV_NONE;
  Kind kind = Kind::kOther;
  bool present = false;      // announced, and not removed since
  bool is_template = false;  // it is no guest
  Life life = Life::kUnknown;
  std::uint32_t cluster = kNobody;
  std::uint32_t group = kNobody;  // what is summed up for it
  std::uint32_t node = kNobody;   // parts: where it is, and its pool
  std::uint32_t pool = kNobody;
  std::int64_t newest_ms = kNoTime;  // source time
  std::int64_t heard_ms = kNoTime;   // by the steady clock, as `now_ms` is
  std::array<Reading, kFigureCount> readings{};

  bool isGuest() const { return kind == Kind::kVm || kind == Kind::kContainer; }
  // An older sample than the one that is there is left out.
  void take(Figure figure, const Reading& reading, std::int64_t now_ms);
  // The same of a value that came late: it says nothing of whether anybody is heard now, and is
  // none where there was none.
  void takeLate(Figure figure, const Reading& reading);
  // As it was last said: capacities change rarely, and what is not told beside other figures stays.
  // Stale where nothing came of it for so long.
  Reading lasting(Figure figure, std::int64_t now_ms, std::int64_t stale_after_ms) const;
  // As good as it is now: held where other figures are newer, stale where nothing came for so long.
  Reading current(Figure figure, std::int64_t now_ms, std::int64_t stale_after_ms) const;
  // How good its state is, which comes with its figures: stale where nothing came for so long, or
  // where all that comes is.
  Quality stateQuality(std::int64_t now_ms, std::int64_t stale_after_ms) const;
  // It is gone; who comes under the same key is another one.
  void forget();
};

Kind kindNamed(std::string_view kind);
Life lifeOf(Kind kind, std::string_view status);

}  // namespace pipevane::derive
