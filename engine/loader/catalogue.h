// What the plugin folders offer.
#pragma once

#include <pipevane/abi.h>

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pipevane::loader {

struct LoadedPlugin {
  std::filesystem::path file;
  const pv_plugin* description;  // as long as the process
};

struct RefusedPlugin {
  std::filesystem::path file;
  std::string why;  // one sentence with the file's name
};

// [main] Filled at start, read-only afterwards and then safe from any thread.
class Catalogue {
 public:
  // Loads every *.so of the folder, in the order of their names. A folder that is not there holds
  // none. What is refused is listed with its reason and the rest is loaded; of two plugins that
  // offer one component type the first is kept.
  void addFolder(const std::filesystem::path& folder);
  void addFile(const std::filesystem::path& file);
  // A plugin that is linked into the program (tests, benchmarks).
  void add(const pv_plugin& description);

  // Null where no plugin offers it.
  const pv_component_type* find(std::string_view type) const;
  std::vector<std::string> typeNames() const;
  std::span<const LoadedPlugin> plugins() const { return plugins_; }
  std::span<const RefusedPlugin> refused() const { return refused_; }

 private:
  void load(const std::filesystem::path& file);
  void keep(const std::filesystem::path& file, const pv_plugin& description);

  std::vector<LoadedPlugin> plugins_;
  std::vector<RefusedPlugin> refused_;
};

}  // namespace pipevane::loader
