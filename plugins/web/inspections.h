// What components tell of their state themselves.
#pragma once

#include <pipevane/host.h>

#include <map>
#include <string>

namespace pipevane::web {

// JSON objects by the id of the component. One that says something else is left out.
std::map<std::string, std::string> readInspections(const Host& host);

}  // namespace pipevane::web
