#include "engine/loader/catalogue.h"

#include "engine/loader/description.h"
#include "engine/loader/probe.h"
#include "engine/loader/shared_object.h"

#include <pipevane/error.h>
#include <pipevane/sized.h>

#include <algorithm>
#include <system_error>

namespace pipevane::loader {
namespace {

SizedSpan<pv_component_type> typesOf(const pv_plugin& plugin) {
  return {plugin.types, plugin.type_count};
}

}  // namespace

void Catalogue::addFolder(const std::filesystem::path& folder) {
  std::error_code missing;
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder, missing))
    if (entry.path().extension() == ".so") files.push_back(entry.path());
  std::ranges::sort(files);
  for (const auto& file : files) addFile(file);
}

void Catalogue::addFile(const std::filesystem::path& file) {
  try {
    if (const auto why = probe(file)) throw Error(*why);
    load(file);
  } catch (const std::exception& error) {
    refused_.push_back({file, "cannot load plugin \"" + file.string() + "\": " + error.what()});
  }
}

void Catalogue::add(const pv_plugin& description) {
  if (const auto why = whyRefused(description)) throw Error("cannot use plugin: " + *why);
  keep({}, description);
}

void Catalogue::load(const std::filesystem::path& file) { keep(file, loadSharedObject(file)); }

void Catalogue::keep(const std::filesystem::path& file, const pv_plugin& description) {
  for (const LoadedPlugin& known : plugins_) {
    if (known.description == &description) return;
    for (const pv_component_type& type : typesOf(description))
      for (const pv_component_type& taken : typesOf(*known.description))
        if (std::string_view(type.name) == taken.name)
          throw Error("its component \"" + std::string(type.name) + "\" is already offered by \"" +
                      known.file.string() + "\"");
  }
  plugins_.push_back({file, &description});
}

const pv_component_type* Catalogue::find(std::string_view type) const {
  for (const LoadedPlugin& plugin : plugins_)
    for (const pv_component_type& offered : typesOf(*plugin.description))
      if (type == offered.name) return &offered;
  return nullptr;
}

std::vector<std::string> Catalogue::typeNames() const {
  std::vector<std::string> names;
  for (const LoadedPlugin& plugin : plugins_)
    for (const pv_component_type& type : typesOf(*plugin.description))
      names.emplace_back(type.name);
  return names;
}

}  // namespace pipevane::loader
