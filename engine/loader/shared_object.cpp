#include "engine/loader/shared_object.h"

#include "engine/loader/description.h"

#include <pipevane/error.h>

#include <boost/dll/shared_library.hpp>

#include <deque>
#include <string>
#include <utility>

namespace pipevane::loader {
namespace {

// Until the process has ended, also behind its last static object: see the header.
const boost::dll::shared_library& kept(boost::dll::shared_library library) {
  static auto* const all = new std::deque<boost::dll::shared_library>;
  return all->emplace_back(std::move(library));
}

// dlerror's words, without what Boost puts behind them: the sentence of an errno that has nothing
// to do with it.
std::string wordsOf(const boost::system::system_error& error) {
  const std::string all = error.what();
  return all.substr(0, all.rfind(": " + error.code().message()));
}

}  // namespace

const pv_plugin& loadSharedObject(const std::filesystem::path& file) {
  namespace dll = boost::dll;
  try {
    const dll::shared_library& library = kept(
        dll::shared_library(file.string(), dll::load_mode::rtld_now | dll::load_mode::rtld_local));
    if (!library.has(PV_SYMBOL))
      throw Error("it exports no symbol \"" PV_SYMBOL "\", so it is no plugin");
    const auto& plugin = library.get<const pv_plugin>(PV_SYMBOL);
    if (const auto why = whyRefused(plugin)) throw Error(*why);
    return plugin;
  } catch (const boost::system::system_error& error) {
    throw Error("it cannot be loaded: " + wordsOf(error));
  }
}

}  // namespace pipevane::loader
