// What has to be so when an hour is over.
#pragma once

#include "tests/end_to_end/chaos/watched_hour.h"

namespace pipevane::testing {

// What is there is as it is in truth, told lately, and nothing else is there.
void expectTheTrueFleet(WatchedHour& hour);
// Every sample of the hour, each once and in its place.
void expectAllOfItInTheHistory(WatchedHour& hour);
// The same cluster, and nothing goes wrong with what it answers and sends: nothing of what was told
// is another one, and what is missing is what nobody could know.
void expectAsInAQuietHour(WatchedHour& hour, const WatchedHour& quiet);

}  // namespace pipevane::testing
