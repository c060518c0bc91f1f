// The plugins as they were built, for a pipeline in the test's own process.
#pragma once

#include "engine/base/log.h"
#include "engine/loader/catalogue.h"

#include <string_view>

namespace pipevane::testing {

inline const loader::Catalogue& catalogue() {
  static const loader::Catalogue kAll = [] {
    loader::Catalogue all;
    all.addFolder(PIPEVANE_PLUGIN_FOLDER);
    all.addFolder(PIPEVANE_DUMP_FOLDER);
    return all;
  }();
  return kAll;
}

class NoLog final : public Log {
 public:
  void write(std::string_view, LogLevel, std::string_view) override {}
};

}  // namespace pipevane::testing
