// The contract's numbers as the words that JSON and Prometheus text use.
#pragma once

#include <pipevane/batch.h>

#include <string_view>

namespace pipevane::web {

std::string_view qualityName(Quality quality);
std::string_view severityName(std::int32_t severity);
std::string_view stateName(std::int32_t state);
std::string_view kindName(std::int32_t kind);
std::string_view policyName(std::int32_t policy);

}  // namespace pipevane::web
