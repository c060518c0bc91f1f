// What happens to the cluster because a test asks for it through the control.
#pragma once

#include <Poco/JSON/Object.h>

#include <string>
#include <vector>

namespace pipevane::simulator {

class Simulator;

// Of "kind" as the README lists them. False: it is none of them. Throws std::exception or
// Poco::Exception for a guest, node or storage that is not there, or a value that is missing.
bool happen(Simulator& simulator, const Poco::JSON::Object& asked);
std::vector<std::string> happeningKinds();
// All that is wrong with nodes, storages and the token's rights ends.
void heal(Simulator& simulator);

}  // namespace pipevane::simulator
