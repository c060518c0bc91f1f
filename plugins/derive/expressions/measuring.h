// What an expression is measured in, and what of it cannot be computed.
#pragma once

#include "plugins/derive/expressions/parser.h"
#include "plugins/derive/expressions/unit.h"

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

namespace pipevane::derive {

// Absent where it is not known yet.
using UnitOf = std::function<std::optional<Unit>(std::string_view metric)>;

struct Measured {
  std::optional<Unit> unit;  // absent where it depends on one that is not known yet
  std::vector<Fault> faults;
};

// Numbers alone are in the unit of what they are added to or compared with. Taken times or divided
// by something they are weights, but for a 100 that makes percent of a ratio, or a ratio of
// percent.
Measured measure(const Program& program, const UnitOf& unit_of);

// What a name says of the unit: "_bytes" at its end. Absent where it says nothing.
std::optional<Unit> unitByName(std::string_view metric);
// Why no metric may be called so; empty where it may.
std::string nameFault(std::string_view metric);

// The whole of it: what is wrong with the expression, and with the name that it is told under.
Measured measure(std::string_view metric, const Program& program, const UnitOf& unit_of);

}  // namespace pipevane::derive
