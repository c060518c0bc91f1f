// What the conformance suite gives each component: the options that its plugin's tests say, and
// batches of every kind.
#pragma once

#include <pipevane/testing/fake_component.h>

#include <filesystem>
#include <string>
#include <vector>

namespace pipevane::testing {

// What tests/plugins/<plugin>/conformance.yaml gives the component type; nothing where the file is
// not there. In it ${env:FOLDER} is `folder`, for its files, and ${env:SOURCE} the project's.
GivenOptions givenOptions(const pv_plugin& plugin, const pv_component_type& type,
                          const std::filesystem::path& folder);

// Ordinary, empty, hostile: a component takes each of them without failing.
std::vector<MadeBatch> everyKindOfBatch(FakeHost& host);

}  // namespace pipevane::testing
