// The paths below /nodes/NAME.
#pragma once

#include "tests/simulator/server/api.h"

#include <Poco/URI.h>

#include <string>

namespace pipevane::simulator {

// `path` begins with /nodes/. Throws BadParameter and Forbidden.
ApiAnswer nodeAnswer(const View& view, const std::string& path,
                     const Poco::URI::QueryParameters& query);

}  // namespace pipevane::simulator
