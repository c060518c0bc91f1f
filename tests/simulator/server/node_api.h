// The paths below /nodes/NAME.
#pragma once

#include "tests/simulator/server/api.h"

#include <Poco/URI.h>

#include <string>

namespace pipevane::simulator {

// `path` begins with /nodes/. Throws BadParameter.
ApiAnswer nodeAnswer(const World& world, const Version& version, const std::string& path,
                     const Poco::URI::QueryParameters& query);

}  // namespace pipevane::simulator
