// The newest cycle of a node, as it goes to metric servers.
#pragma once

#include "tests/simulator/answers/version.h"
#include "tests/simulator/push/record.h"
#include "tests/simulator/world/world.h"

#include <vector>

namespace pipevane::simulator {

// In the order in which they are sent. Empty while the node or its statistics are ill.
std::vector<Subsystem> recordsOf(const World& world, const Version& version, const Node& node);

// One after the other; guests come in any order.
Record nodeRecord(const World& world, const Version& version, const Node& node);
Record guestRecord(const Version& version, const Guest& guest);
Record storageRecord(const Storage& storage);

}  // namespace pipevane::simulator
