// What the conformance suite gives each component type that cannot be made without options, and
// batches of every kind.
#pragma once

#include <pipevane/testing/fake_component.h>

#include <filesystem>
#include <string>
#include <vector>

namespace pipevane::testing {

// Options without a default, for the types that have such; files go into `folder`.
GivenOptions requiredOptions(const std::string& type, const std::filesystem::path& folder);

// Ordinary, empty, hostile: a component takes each of them without failing.
std::vector<MadeBatch> everyKindOfBatch(FakeHost& host);

}  // namespace pipevane::testing
