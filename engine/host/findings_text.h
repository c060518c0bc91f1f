// Findings for people at a terminal.
#pragma once

#include "engine/host/findings.h"

#include <string>

namespace pipevane::host {

// What failed first, then warnings, then the rest; by component and target, of which several stand
// together where they have the very same. Below each sentence what to do and the facts that it does
// not have in it. Lines are no wider than 100 columns, but for a word or a command that is; each
// command of a remedy has a line of its own, with nothing else on it, ready to be copied.
std::string textOf(const Findings& findings);

}  // namespace pipevane::host
