#include "engine/loader/shared_object.h"

#include "engine/loader/description.h"

#include <pipevane/error.h>

#include <boost/dll/shared_library.hpp>
#include <memory>

namespace pipevane::loader {

const pv_plugin& loadSharedObject(const std::filesystem::path& file) {
  namespace dll = boost::dll;
  try {
    // Leaked on purpose: see the header.
    auto* library = std::make_unique<dll::shared_library>(
                        file.string(), dll::load_mode::rtld_now | dll::load_mode::rtld_local)
                        .release();
    if (!library->has(PV_SYMBOL))
      throw Error("it exports no symbol \"" PV_SYMBOL "\", so it is no plugin");
    const auto& plugin = library->get<const pv_plugin>(PV_SYMBOL);
    if (const auto why = whyRefused(plugin)) throw Error(*why);
    return plugin;
  } catch (const boost::system::system_error& error) {
    throw Error(std::string("it cannot be loaded: ") + error.what());
  }
}

}  // namespace pipevane::loader
