// Any text as what somebody types into the search box.
#include "plugins/web/query.h"

#include <pipevane/error.h>

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pipevane;
  try {
    const web::Query query({reinterpret_cast<const char*>(data), size});
    if (query.terms().size() > web::Query::kMostTerms) std::abort();
  } catch (const Error&) {
    // It is no query.
  }
  return 0;
}
